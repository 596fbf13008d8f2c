"""What is set for a server or a channel, in words for moderators."""

from collections.abc import Iterable

from bot.adapters.discord.draft import LONGEST_CONTENT, clip, escape
from bot.records import ChatSettings
from bot.texts import Phrases
from dream_core import Presets

_MOST_NAMED = 15
"""Of channels and of roles: more wouldn't fit a message."""


def write_summary(
    settings: ChatSettings, presets: Presets, phrases: Phrases, *, channel_id: int | None
) -> str:
    """One setting a line. ``settings`` are those that hold there, the server's included."""
    if channel_id is None:
        title = escape(phrases.say("panel-server"))
    else:
        title = f"{escape(phrases.say('panel-channel'))}: <#{channel_id}>"
    lines = [title, *_write_values(settings, presets, phrases)]
    channels = _join((f"<#{found}>" for found in settings.channels), phrases, "panel-anywhere")
    lines.append(f"{escape(phrases.say('panel-channels'))} {channels}")
    roles = _join((f"<@&{found}>" for found in settings.roles), phrases, "panel-anybody")
    lines.append(f"{escape(phrases.say('panel-roles'))} {roles}")
    return clip("\n".join(lines), LONGEST_CONTENT)


def _write_values(settings: ChatSettings, presets: Presets, phrases: Phrases) -> Iterable[str]:
    unset = phrases.say("panel-unset")
    preset = presets.get(settings.preset or "")
    title = phrases.preset_title(preset) if preset else unset
    yield escape(phrases.say("panel-preset", value=title))
    size = settings.largest_size
    value = phrases.say("panel-pixels", size=str(size)) if size else unset
    yield escape(phrases.say("panel-size", value=value))
    yield escape(phrases.say("panel-language", value=phrases.language_name(settings.language)))
    answers = settings.answers_mentions is not False
    spoken = phrases.say("panel-mentions-on" if answers else "panel-mentions-off")
    yield escape(f"{phrases.say('panel-mentions')} {spoken}")


def _join(mentions: Iterable[str], phrases: Phrases, nothing_id: str) -> str:
    named = list(mentions)
    if not named:
        return escape(phrases.say(nothing_id))
    more = " …" if len(named) > _MOST_NAMED else ""
    return " ".join(named[:_MOST_NAMED]) + more
