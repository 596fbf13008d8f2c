"""``/help`` and ``/start``: how to ask."""

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.markup import MARKUP
from bot.texts import Phrases
from dream_core import DEFAULT_PRESET


def write_help(host: Host, phrases: Phrases, *, is_private: bool) -> str:
    """All ways to ask, in HTML."""
    place = "telegram-help-private" if is_private else "telegram-help-group"
    parts = (
        phrases.say(place, mention=host.mention),
        phrases.say("telegram-help-words", preset=DEFAULT_PRESET),
        phrases.say("telegram-help-commands"),
    )
    return MARKUP.escape("\n\n".join(parts))


def write_imagine_help(phrases: Phrases) -> str:
    """What can stand behind ``/imagine``, for whoever wrote nothing there."""
    return MARKUP.escape(phrases.say("telegram-imagine"))


def write_short_help(host: Host, phrases: Phrases) -> str:
    """The one sentence for whoever asks for nothing."""
    return MARKUP.escape(phrases.say("telegram-help-short", mention=host.mention))
