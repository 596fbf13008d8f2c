"""What moderators have set for a chat or a whole server."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """What holds in one scope; None, or nothing in it, where nobody said.

    ``preset`` is dreamed when none is named. ``largest_size`` is in pixels of the longest side.
    ``language`` is what everybody is answered in; without it that is each person's own.
    ``answers_mentions`` says whether a mention is answered. ``channels`` and ``roles`` are the ids
    of those that may ask; without any, all may.
    """

    preset: str | None = None
    largest_size: int | None = None
    language: str | None = None
    answers_mentions: bool | None = None
    channels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def over(self, wider: "ChatSettings") -> "ChatSettings":
        """These settings, and the wider scope's wherever these say nothing."""
        own, others = self.said(), wider.said()
        return ChatSettings(**{**others, **own})

    def said(self) -> dict[str, Any]:
        """What was set, by field name."""
        return {name: value for name, value in asdict(self).items() if value not in (None, ())}


_NOTHING = ChatSettings()
_NAMES = frozenset(item.name for item in fields(ChatSettings))
_LISTS = frozenset({"channels", "roles"})


class ChatSettingsBook:
    """All chats' settings, in memory: finding them waits for nothing.

    ``write`` keeps one scope's settings for the next start; None removes them.
    """

    def __init__(self, write: Callable[[str, Mapping[str, Any] | None], Awaitable[None]]) -> None:
        self._write = write
        self._settings: dict[str, ChatSettings] = {}

    def find(self, scope_id: str) -> ChatSettings:
        """What was set in this very scope, such as ``discord:server:42``; empty if nothing was."""
        return self._settings.get(scope_id, _NOTHING)

    async def save(self, scope_id: str, settings: ChatSettings) -> None:
        """Replaces the scope's settings once they are kept; raises BotError if they can't be."""
        await self._write(scope_id, settings.said() or None)
        self._settings[scope_id] = settings

    async def move(self, old_scope_id: str, new_scope_id: str) -> None:
        """Lets settings hold in another scope from now on, unless it has some of its own; a second
        time changes nothing.
        """
        settings = self.find(old_scope_id)
        if settings == _NOTHING:
            return
        if self.find(new_scope_id) == _NOTHING:
            await self.save(new_scope_id, settings)
        await self.save(old_scope_id, _NOTHING)

    def load(self, rows: Mapping[str, Mapping[str, Any]]) -> None:
        """Begins with what was kept. A setting that this version doesn't know is left out."""
        self._settings = {scope_id: _read_settings(said) for scope_id, said in rows.items()}


def _read_settings(said: Mapping[str, Any]) -> ChatSettings:
    known = {name: value for name, value in said.items() if name in _NAMES}
    for name in _LISTS & known.keys():
        known[name] = tuple(known[name])
    return ChatSettings(**known)
