"""Telegram's HTML, of which the bot uses as little as it can."""

import html

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


class TelegramMarkup:
    """Implements :class:`bot.wishes.Markup`."""

    def escape(self, text: str) -> str:
        return html.escape(text, quote=False)

    def link(self, label: str, address: str) -> str:
        return f'<a href="{html.escape(address)}">{self.escape(label)}</a>'

    def code(self, text: str) -> str:
        # A touch copies it.
        return f"<code>{self.escape(text)}</code>"

    def inline_code(self, text: str) -> str:
        return self.code(text)


MARKUP = TelegramMarkup()


def clip_lines(marked: str, longest: int) -> str:
    """As many whole lines as fit, with an ellipsis where some don't; marks never span lines.

    Telegram counts UTF-16 code units without the marks, so this cuts a little early at most.
    """
    if count_units(marked) <= longest:
        return marked
    kept = ""
    for line in marked.splitlines(keepends=True):
        if count_units(kept + line) > longest - 1:
            break
        kept += line
    if kept:
        return f"{kept.rstrip()}…"
    first = html.unescape(marked.splitlines()[0])
    return MARKUP.escape(first[: longest // 6]) + "…"  # an escaped letter takes six at the most


def count_units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2
