"""What people do with the bot, and what came of it."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from tests.loopback.discord.payloads.people import user_payload
from tests.loopback.discord.permissions import Permission
from tests.loopback.discord.world.channels import Channel
from tests.loopback.discord.world.messages import EPHEMERAL, Message
from tests.loopback.discord.world.registry import World
from tests.loopback.discord.world.users import User

Json = dict[str, Any]

ACKNOWLEDGE_SECONDS = 3.0
TOKEN_SECONDS = 15 * 60.0


class InteractionKind(IntEnum):
    """Discord's interaction types."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """Discord's types of answers to an interaction."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    SUGGESTIONS = 8
    MODAL = 9


ALLOWED_CALLBACKS = {
    InteractionKind.COMMAND: (Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.MODAL),
    InteractionKind.COMPONENT: tuple(one for one in Callback if one != Callback.SUGGESTIONS),
    InteractionKind.AUTOCOMPLETE: (Callback.SUGGESTIONS,),
    InteractionKind.MODAL: (
        Callback.MESSAGE,
        Callback.DEFERRED_MESSAGE,
        Callback.DEFERRED_UPDATE,
        Callback.UPDATE,
    ),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a completion offers."""

    name: str
    value: str | int | float


@dataclass(eq=False, kw_only=True)
class Interaction:
    """A command, a press, a choice. ``source`` is the message whose component was used.

    ``original`` is the bot's response once it is one, ``followups`` what it sent besides.
    ``is_foreign`` says that only the person installed the app there, so that the bot isn't in.
    """

    world: World = field(repr=False)
    kind: InteractionKind
    person: User
    channel: Channel
    data: Json = field(repr=False)
    file_bytes: int
    is_foreign: bool = False
    source: Message | None = None
    command_name: str = ""
    callback: Callback | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    modal: Json | None = None

    def __post_init__(self) -> None:
        self.id = self.world.ids.make()
        self.token = secrets.token_urlsafe(64)
        self.created_at = self.world.clock.now()
        self.sent_at = asyncio.get_running_loop().time()

    @property
    def age_seconds(self) -> float:
        """How long ago it was made, by Discord's clock."""
        return self.world.clock.now() - self.created_at

    @property
    def is_expired(self) -> bool:
        return self.age_seconds > TOKEN_SECONDS

    @property
    def is_acknowledged(self) -> bool:
        return self.callback is not None

    @property
    def ephemeral(self) -> bool:
        """Whether only the person sees the response."""
        return self.original is not None and bool(self.original.flags & EPHEMERAL)

    @property
    def must_be_ephemeral(self) -> bool:
        """Where people may not use apps of their own in public."""
        if not self.is_foreign or self.channel.guild is None:
            return False
        permissions = self.channel.permissions_of(self.person)
        return not permissions & Permission.USE_EXTERNAL_APPS

    @property
    def messages(self) -> list[Message]:
        """All that it brought about and that is still there, the response first."""
        own = [] if self.original is None or self.original is self.source else [self.original]
        return [message for message in own + self.followups if not message.is_deleted]

    async def acknowledged(self, *, timeout_seconds: float = ACKNOWLEDGE_SECONDS) -> "Interaction":
        """Waits for the acknowledgement; AssertionError if it doesn't come in time."""
        await self.world.changes.wait_for(
            lambda: self.is_acknowledged,
            f"acknowledgement of {self}",
            timeout_seconds=timeout_seconds,
        )
        return self

    async def message(self, *, timeout_seconds: float = 10.0) -> Message:
        """The response, once it shows more than that the bot thinks."""
        return await self.wait_for_message(
            lambda message: message is self.original, timeout_seconds=timeout_seconds
        )

    async def followup(self, *, timeout_seconds: float = 10.0) -> Message:
        """The newest of the follow-ups, once there is one."""
        return await self.wait_for_message(
            lambda message: self.followups and message is self.followups[-1],
            timeout_seconds=timeout_seconds,
        )

    async def wait_for_message(
        self, look: Callable[[Message], object] = bool, *, timeout_seconds: float = 10.0
    ) -> Message:
        """The first of its messages that ``look`` finds fitting, now or within the timeout."""

        def find() -> Message | None:
            shown = (message for message in self.messages if not message.is_loading)
            return next((message for message in shown if look(message)), None)

        return await self.world.changes.wait_for(
            find, f"such message for {self}", timeout_seconds=timeout_seconds
        )

    def __str__(self) -> str:
        return f"{self.person.name}'s {self.command_name or self.kind.name.lower()}"


def describe(interaction: Interaction) -> Json:
    """What a message that answers an interaction says of it."""
    owners = integration_owners(interaction)
    metadata: Json = {
        "id": str(interaction.id),
        "type": int(interaction.kind),
        "user": user_payload(interaction.person),
        "authorizing_integration_owners": owners,
    }
    if interaction.kind is InteractionKind.COMMAND:
        metadata["name"] = interaction.command_name
    if interaction.source is not None:
        metadata["interacted_message_id"] = str(interaction.source.id)
    return metadata


def integration_owners(interaction: Interaction) -> dict[str, str]:
    """For whom the app is installed here: 0 for a guild or a direct conversation, 1 a person."""
    owners: dict[str, str] = {}
    guild = interaction.channel.guild
    if not interaction.is_foreign:
        owners["0"] = str(guild.id) if guild else "0"
    if interaction.person.has_installed:
        owners["1"] = str(interaction.person.id)
    return owners
