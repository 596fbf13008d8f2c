"""What a button finds through the client that it was pressed on."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

import discord

from bot.adapters.discord.draft import Draft
from bot.adapters.discord.status_message import StatusMessage
from bot.records import ChatSettings, Records, Wish
from bot.service import DreamService
from bot.wishes import Asked
from dream_core import Presets


class Rules(Protocol):
    """What moderators have set, and who is one."""

    def settings_at(self, guild_id: int | None, channel_ids: Sequence[int]) -> ChatSettings: ...

    def settings_for(self, asking: discord.Interaction[Any] | discord.Message) -> ChatSettings: ...

    def check(self, asking: discord.Interaction[Any] | discord.Message) -> None:
        """Raises BotError with NOT_ALLOWED_HERE."""
        ...

    def is_moderator(self, person: object, channel: object) -> bool: ...


class Dreams(Protocol):
    """Wishes under way."""

    async def begin(self, asked: Asked, message: StatusMessage) -> None: ...

    def is_under_way(self, wish_id: str) -> bool: ...

    def explain_interruption(self, wish: Wish) -> Draft: ...

    async def cancel(self, wish_id: str, user: discord.abc.User, *, is_moderator: bool) -> None: ...


class Parts(Protocol):
    """The parts that the adapter's client carries."""

    @property
    def dreaming(self) -> Dreams: ...
    @property
    def service(self) -> DreamService: ...
    @property
    def records(self) -> Records: ...
    @property
    def presets(self) -> Presets: ...
    @property
    def access(self) -> Rules: ...


def parts_of(client: discord.Client) -> Parts:
    """The client as its parts' holder."""
    return cast("Parts", client)
