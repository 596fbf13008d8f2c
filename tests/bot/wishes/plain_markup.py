"""A markup whose every mark can be seen in a test."""


class PlainMarkup:
    """Escapes stars alone, and writes links and code in brackets."""

    def escape(self, text: str) -> str:
        return text.replace("*", "\\*")

    def link(self, label: str, address: str) -> str:
        return f"[{self.escape(label)}]({address})"

    def code(self, text: str) -> str:
        return f"<{text}>"

    def inline_code(self, text: str) -> str:
        return f"<{text}>"


MARKUP = PlainMarkup()
