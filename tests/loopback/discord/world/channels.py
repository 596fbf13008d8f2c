"""Where people write: channels of guilds, threads, direct messages."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from tests.loopback.discord.permissions import (
    ALL,
    NOTHING,
    PRIVATE,
    Permission,
)
from tests.loopback.discord.world.messages import Message
from tests.loopback.discord.world.users import User

if TYPE_CHECKING:
    from tests.loopback.discord.world.guilds import Guild, Member, Role
    from tests.loopback.discord.world.registry import World


class ChannelKind(IntEnum):
    """Discord's channel types."""

    TEXT = 0
    DIRECT = 1
    VOICE = 2
    GROUP = 3
    NEWS = 5
    THREAD = 11


@dataclass(slots=True)
class Overwrite:
    """What a channel allows and denies a role or a member beyond the roles' permissions."""

    target_id: int
    is_member: bool
    allow: Permission = NOTHING
    deny: Permission = NOTHING


@dataclass(eq=False, slots=True, kw_only=True)
class Channel:
    """A channel and all messages in it, oldest first. A thread's ``parent`` is its channel.

    ``recipients`` are those of a conversation outside guilds. ``slow_mode_seconds`` is only told.
    """

    world: "World" = field(repr=False)
    id: int
    name: str
    kind: ChannelKind = ChannelKind.TEXT
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    nsfw: bool = False
    topic: str | None = None
    position: int = 0
    is_archived: bool = False
    recipients: tuple[User, ...] = ()
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)

    @property
    def is_thread(self) -> bool:
        return self.kind is ChannelKind.THREAD

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def find_message(self, message_id: int) -> Message | None:
        """A message that is still there, an ephemeral one too."""
        return next((m for m in self.messages if m.id == message_id and not m.is_deleted), None)

    @property
    def visible_messages(self) -> list[Message]:
        """What everybody in the channel sees, oldest first."""
        return [m for m in self.messages if not m.is_deleted and not m.is_ephemeral]

    async def wait_for_message(
        self, look: Callable[[Message], object] = bool, *, timeout_seconds: float = 10.0
    ) -> Message:
        """The first message here that everybody sees and that ``look`` finds fitting, now or
        within the timeout; a message that only shows that the bot thinks never fits.
        """

        def find() -> Message | None:
            shown = (m for m in self.visible_messages if not m.is_loading)
            return next((m for m in shown if look(m)), None)

        return await self.world.changes.wait_for(
            find, f"such message in {self.name}", timeout_seconds=timeout_seconds
        )

    def add_thread(self, name: str) -> "Channel":
        """A public thread of this channel."""
        assert self.guild is not None
        return self.guild.add_channel(name, kind=ChannelKind.THREAD, parent=self)

    def set_permissions(
        self,
        target: "Role | Member | User",
        *,
        allow: Permission = NOTHING,
        deny: Permission = NOTHING,
    ) -> None:
        """Overwrites the permissions of a role or a member here, and tells the bot."""
        is_member = not hasattr(target, "permissions")
        target_id = target.id
        self.overwrites[target_id] = Overwrite(target_id, is_member, allow, deny)
        self.world.tell_of_channel("CHANNEL_UPDATE", self)

    def set_restricted(self, restricted: bool) -> None:
        """Marks the channel as age-restricted, or takes the mark away."""
        self.nsfw = restricted
        self.world.tell_of_channel("CHANNEL_UPDATE", self)

    def delete(self) -> None:
        """Removes the channel with all in it."""
        self.world.remove_channel(self)

    def permissions_of(self, user: User) -> Permission:
        """What a user may do here; nothing where they aren't a member."""
        if self.guild is None:
            return ALL if user in self.recipients else PRIVATE
        member = self.guild.find_member(user)
        if member is None:
            return NOTHING
        base = member.base_permissions
        if base & Permission.ADMINISTRATOR or self.guild.owner is user:
            return ALL
        overwrites = (self.parent or self).overwrites
        return self._limit(_apply(base, overwrites, self.guild, member))

    def _limit(self, permissions: Permission) -> Permission:
        """Without seeing a channel, or writing there, nothing else is possible there."""
        if not permissions & Permission.VIEW_CHANNEL:
            return NOTHING
        writing = (
            Permission.SEND_MESSAGES_IN_THREADS if self.is_thread else Permission.SEND_MESSAGES
        )
        if not permissions & writing:
            lost = Permission.ATTACH_FILES | Permission.EMBED_LINKS | Permission.MENTION_EVERYONE
            permissions &= ~lost
        return permissions


def _apply(
    base: Permission, overwrites: dict[int, Overwrite], guild: "Guild", member: "Member"
) -> Permission:
    """First what concerns everybody, then the member's roles together, then the member."""
    if everyone := overwrites.get(guild.id):
        base = base & ~everyone.deny | everyone.allow
    roles = [overwrites[role.id] for role in member.roles if role.id in overwrites]
    for overwrite in roles:
        base &= ~overwrite.deny
    for overwrite in roles:
        base |= overwrite.allow
    if own := overwrites.get(member.id):
        base = base & ~own.deny | own.allow
    return base
