"""Everything there is on this Discord, and the one place that tells of its changes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.changes import Changes
from tests.loopback.clock import Clock
from tests.loopback.discord.clock import Snowflakes
from tests.loopback.discord.payloads.messages import Links, message_payload
from tests.loopback.discord.payloads.people import role_payload
from tests.loopback.discord.payloads.places import channel_payload, guild_payload
from tests.loopback.discord.permissions import Permission
from tests.loopback.discord.world.channels import Channel, ChannelKind
from tests.loopback.discord.world.events import ALWAYS, Event, Intent
from tests.loopback.discord.world.guilds import Guild, Role
from tests.loopback.discord.world.messages import Attachment, File, Message, clean_name
from tests.loopback.discord.world.users import User

Json = dict[str, Any]

CONTENT_GRANTED, CONTENT_LIMITED = 1 << 18, 1 << 19


@dataclass(eq=False, kw_only=True)
class Application:
    """The bot's entry in the developer portal, and the commands that it has synced.

    ``commands`` are Discord's JSON, those for everywhere under None, the others by guild.
    """

    id: int
    name: str
    owner: User
    has_message_content: bool = False
    privileged: Intent = ALWAYS
    commands: dict[int | None, list[Json]] = field(default_factory=dict)

    @property
    def flags(self) -> int:
        return CONTENT_LIMITED if self.has_message_content else 0


class World:
    """All users, guilds, channels and files; ``listeners`` bring the events to the bot."""

    def __init__(self, *, name: str, links: Links, clock: Clock) -> None:
        self.clock = clock
        self.ids = Snowflakes(self.clock)
        self.changes = Changes()
        self.links = links
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.attachments: dict[int, Attachment] = {}
        self.stickers: dict[int, bytes] = {}
        self.listeners: list[Callable[[Event], None]] = []
        self.bot = self.add_user(name, is_bot=True)
        owner = self.add_user("Owner")
        self.application = Application(id=self.bot.id, name=name, owner=owner)

    def publish(self, event: Event) -> None:
        """Tells the bot of something, and whoever waits for changes."""
        for listener in self.listeners:
            listener(event)
        self.changes.notify()

    def add_user(self, name: str, *, is_bot: bool = False, locale: str = "en-US") -> User:
        user = User(id=self.ids.make(), name=name, is_bot=is_bot, locale=locale)
        self.users[user.id] = user
        return user

    def open_direct(self, user: User) -> Channel:
        """The conversation of a user and the bot."""
        return self._find_private((user, self.bot)) or self.add_private(user, self.bot)

    def add_private(self, *recipients: User) -> Channel:
        """A conversation outside guilds: of two, or of a group."""
        channel = Channel(
            world=self,
            id=self.ids.make(),
            name=" and ".join(user.name for user in recipients),
            kind=ChannelKind.DIRECT if len(recipients) == 2 else ChannelKind.GROUP,
            recipients=recipients,
        )
        self.channels[channel.id] = channel
        return channel

    def _find_private(self, recipients: tuple[User, ...]) -> Channel | None:
        wanted = {user.id for user in recipients}
        found = (c for c in self.channels.values() if {u.id for u in c.recipients} == wanted)
        return next(found, None)

    def keep_file(self, file: File, channel: Channel, *, is_ephemeral: bool = False) -> Attachment:
        """Stores an upload under an id of its own."""
        attachment = Attachment(
            id=self.ids.make(),
            channel_id=channel.id,
            filename=clean_name(file.name),
            data=file.data,
            description=file.description or None,
            content_type=file.content_type,
            is_ephemeral=is_ephemeral,
        )
        attachment.measure()
        self.attachments[attachment.id] = attachment
        return attachment

    def show(self, message: Message, *, reads_content: bool) -> Json:
        """A message as the bot gets to see it."""
        return message_payload(message, self.links, bot=self.bot, reads_content=reads_content)

    def show_whole(self, message: Message) -> Json:
        """A message as it is, as the target of a command."""
        return message_payload(message, self.links, bot=self.bot, is_target=True)

    def tell_of_message(self, name: str, message: Message) -> None:
        """The bot hears of what it sees, and never of what only somebody else sees."""
        channel = message.channel
        if not message.is_ephemeral and self.sees(channel):
            self.publish(
                Event(
                    name=name,
                    build=lambda content: self._show_in_event(name, message, content),
                    guild=channel.guild,
                    intent=Intent.GUILD_MESSAGES if channel.guild else Intent.DIRECT_MESSAGES,
                )
            )
        self.changes.notify()

    def sees(self, channel: Channel) -> bool:
        """Whether the bot is there and can see the channel."""
        if channel.guild is None:
            return self.bot in channel.recipients
        return bool(channel.permissions_of(self.bot) & Permission.VIEW_CHANNEL)

    def _show_in_event(self, name: str, message: Message, reads_content: bool) -> Json:
        guild = message.channel.guild
        place = {"guild_id": str(guild.id)} if guild else {}
        if name == "MESSAGE_DELETE":
            return {"id": str(message.id), "channel_id": str(message.channel.id), **place}
        payload = self.show(message, reads_content=reads_content) | place
        payload["channel_type"] = int(message.channel.kind)
        return payload

    def tell_of_channel(self, name: str, channel: Channel) -> None:
        if channel.guild is None or not channel.guild.has_bot:
            return
        name = name.replace("CHANNEL", "THREAD") if channel.is_thread else name
        self.publish(
            Event(
                name=name,
                build=lambda _: channel_payload(channel, self.bot),
                guild=channel.guild,
                intent=Intent.GUILDS,
            )
        )

    def tell_of_role(self, name: str, guild: Guild, role: Role) -> None:
        if not guild.has_bot:
            return
        payload = {"guild_id": str(guild.id), "role": role_payload(role, guild)}
        self.publish(Event(name=name, build=lambda _: payload, guild=guild, intent=Intent.GUILDS))

    def tell_of_guild(self, guild: Guild) -> None:
        """The bot is in a guild, or can see it again."""
        self.publish(
            Event(
                name="GUILD_CREATE",
                build=lambda _: guild_payload(guild, self.bot),
                guild=guild,
                intent=Intent.GUILDS,
            )
        )

    def remove_channel(self, channel: Channel) -> None:
        self.channels.pop(channel.id, None)
        if channel.guild is not None and channel in channel.guild.channels:
            channel.guild.channels.remove(channel)
        self.tell_of_channel("CHANNEL_DELETE", channel)
