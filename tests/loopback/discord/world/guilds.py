"""Guilds: what people call servers."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.loopback.discord.permissions import ALL, INVITED, NOTHING, USUAL, Permission
from tests.loopback.discord.world.channels import Channel, ChannelKind
from tests.loopback.discord.world.events import Event, Intent
from tests.loopback.discord.world.users import User

if TYPE_CHECKING:
    from tests.loopback.discord.world.registry import World

_MEBIBYTE = 2**20
_FILE_BYTES_BY_TIER = (10 * _MEBIBYTE, 10 * _MEBIBYTE, 50 * _MEBIBYTE, 100 * _MEBIBYTE)


@dataclass(eq=False, slots=True, kw_only=True)
class Role:
    """A role. A managed one belongs to the bot."""

    id: int
    name: str
    permissions: Permission = NOTHING
    is_managed: bool = False

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(eq=False, slots=True, kw_only=True)
class Member:
    """A user in a guild; ``roles`` are those besides everybody's."""

    user: User
    guild: "Guild" = field(repr=False)
    joined_at: float
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def base_permissions(self) -> Permission:
        """What the roles give, wherever nothing overwrites it."""
        permissions = self.guild.everyone.permissions
        for role in self.roles:
            permissions |= role.permissions
        return ALL if permissions & Permission.ADMINISTRATOR else permissions


@dataclass(eq=False, slots=True, kw_only=True)
class Guild:
    """A guild. ``tier`` 0 to 3 is how far it was boosted; ``blocked_words`` are AutoMod's."""

    world: "World" = field(repr=False)
    id: int
    name: str
    owner: User
    tier: int = 0
    locale: str = "en-US"
    roles: list[Role] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
    blocked_words: set[str] = field(default_factory=set)

    @property
    def everyone(self) -> Role:
        return self.roles[0]

    @property
    def file_bytes(self) -> int:
        """The largest file that may be uploaded, in bytes."""
        return _FILE_BYTES_BY_TIER[self.tier]

    @property
    def has_bot(self) -> bool:
        return self.world.bot.id in self.members

    @property
    def bot_role(self) -> Role:
        """The role that the bot got with its invitation."""
        return next(role for role in self.roles if role.is_managed)

    def find_member(self, user: User) -> Member | None:
        return self.members.get(user.id)

    def add_channel(
        self,
        name: str,
        *,
        nsfw: bool = False,
        kind: ChannelKind = ChannelKind.TEXT,
        topic: str | None = None,
        parent: Channel | None = None,
    ) -> Channel:
        """A new channel, of which the bot hears at once."""
        channel = Channel(
            world=self.world,
            id=self.world.ids.make(),
            name=name,
            kind=kind,
            guild=self,
            parent=parent,
            nsfw=nsfw,
            topic=topic,
            position=len(self.channels),
        )
        self.channels.append(channel)
        self.world.channels[channel.id] = channel
        event = "THREAD_CREATE" if channel.is_thread else "CHANNEL_CREATE"
        self.world.tell_of_channel(event, channel)
        return channel

    def add_role(self, name: str, permissions: Permission = NOTHING) -> Role:
        role = Role(id=self.world.ids.make(), name=name, permissions=permissions)
        self.roles.append(role)
        self.world.tell_of_role("GUILD_ROLE_CREATE", self, role)
        return role

    def change_role(self, role: Role, permissions: Permission) -> None:
        """Gives a role other permissions, and tells the bot."""
        role.permissions = permissions
        self.world.tell_of_role("GUILD_ROLE_UPDATE", self, role)

    def add_member(self, user: User, *roles: Role) -> Member:
        """Lets a user in; where they are in already they get the roles besides."""
        member = self.members.get(user.id)
        if member is None:
            member = Member(user=user, guild=self, joined_at=self.world.clock.now())
            self.members[user.id] = member
        member.roles.extend(roles)
        return member

    def remove_member(self, user: User) -> None:
        self.members.pop(user.id)

    def invite_bot(self, permissions: Permission = INVITED) -> None:
        """The bot joins, with a role of its own."""
        role = Role(
            id=self.world.ids.make(),
            name=self.world.bot.name,
            permissions=permissions,
            is_managed=True,
        )
        self.roles.append(role)
        self.add_member(self.world.bot, role)
        self.world.tell_of_guild(self)

    def kick_bot(self) -> None:
        """The bot has to leave; what it wrote stays."""
        self.roles.remove(self.bot_role)
        self.remove_member(self.world.bot)
        self.world.publish(
            Event(
                name="GUILD_DELETE",
                build=lambda _: {"id": str(self.id)},
                guild=self,
                intent=Intent.GUILDS,
            )
        )


def make_guild(world: "World", name: str, owner: User, *, everyone: Permission = USUAL) -> Guild:
    """A guild with its owner, and everybody's role."""
    guild = Guild(world=world, id=world.ids.make_for_guild(), name=name, owner=owner)
    guild.roles.append(Role(id=guild.id, name="@everyone", permissions=everyone))
    guild.add_member(owner)
    return guild
