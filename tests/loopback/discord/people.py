"""People on the loopback Discord: they write, use commands, press buttons."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.loopback.discord.client import check_seeing, find_command, find_component
from tests.loopback.discord.interactions import (
    ACKNOWLEDGE_SECONDS,
    Interaction,
    InteractionKind,
    Suggestion,
)
from tests.loopback.discord.options import (
    NotPossibleError,
    Resolver,
    fill_options,
    fill_unfinished,
)
from tests.loopback.discord.permissions import Permission
from tests.loopback.discord.rules.commands import MESSAGE_MENU
from tests.loopback.discord.rules.components import BUTTON, LINK, SELECT, SELECTS
from tests.loopback.discord.world.channels import Channel
from tests.loopback.discord.world.messages import HAS_SNAPSHOT, File, Message
from tests.loopback.discord.world.users import User

if TYPE_CHECKING:
    from tests.loopback.discord.server import LoopbackDiscord

Json = dict[str, Any]

_REPLY = 19
_STICKER_FORMATS = {"png": 1, "apng": 2, "lottie": 3, "gif": 4}


class Person:
    """Does what Discord lets ``user`` do, and raises NotPossibleError for anything else."""

    def __init__(self, discord: "LoopbackDiscord", user: User) -> None:
        self.user = user
        self._discord = discord
        self._world = discord.world

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        return self.user.mention

    @property
    def direct_channel(self) -> Channel:
        """The conversation with the bot alone."""
        return self._world.open_direct(self.user)

    async def post(
        self,
        channel: Channel,
        content: str = "",
        *,
        files: Sequence[File] = (),
        reply_to: Message | None = None,
        pings: bool = True,
        stickers: Sequence[File] = (),
        forwards: Message | None = None,
        gif: File | None = None,
    ) -> Message:
        """Writes a message. A reply ``pings`` whom it answers, if they don't turn that off;
        ``stickers`` are files whose names end with png, apng, lottie or gif. A ``gif`` is what a
        link at the end of the words shows, as those to Tenor do.
        """
        self._check_writing(channel)
        message = Message(
            id=self._world.ids.make(),
            channel=channel,
            author=self.user,
            created_at=self._world.clock.now(),
            content=content,
            attachments=[self._world.keep_file(file, channel) for file in files],
            stickers=[self._keep_sticker(file) for file in stickers],
            embeds=[self._show_gif(gif, channel, content)] if gif else [],
            type=_REPLY if reply_to else 0,
            reference=reply_to,
            flags=HAS_SNAPSHOT if forwards else 0,
            snapshots=[forwards] if forwards else [],
        )
        source = reply_to or forwards
        message.reference_id = source.id if source else None
        message.notified = set(message.mentioned_ids) - {self.id}
        if reply_to is not None and pings and reply_to.author is not self.user:
            message.notified.add(reply_to.author.id)
        message.note_revision(message.created_at)
        channel.messages.append(message)
        self._world.tell_of_message("MESSAGE_CREATE", message)
        return message

    async def edit(self, message: Message, content: str) -> None:
        """Changes the words of a message of one's own."""
        assert message.author is self.user
        message.content, message.edited_at = content, self._world.clock.now()
        message.notified |= set(message.mentioned_ids) - {self.id}
        message.note_revision(message.edited_at)
        self._world.tell_of_message("MESSAGE_UPDATE", message)

    async def delete(self, message: Message) -> None:
        """Deletes a message: one's own, or anybody's for who may."""
        may = message.channel.permissions_of(self.user) & Permission.MANAGE_MESSAGES
        if message.author is not self.user and not may:
            raise NotPossibleError("only one's own messages")
        self._discord.desk.delete(message)

    async def slash(self, channel: Channel, command: str, **options: Any) -> Interaction:
        """Uses a command, ``settings show`` with its sub-command; files as :class:`File`.

        Options named with hyphens are written with underscores. Returns at once: what becomes of
        it is the interaction's to tell, and one that isn't acknowledged is a violation.
        """
        name, *path = command.split()
        found = find_command(self._world, self.user, channel, name=name)
        resolver = Resolver(world=self._world, channel=channel, person=self.user)
        data = self._command_data(found)
        data["options"] = fill_options(found, path, options, resolver)
        if resolver.resolved:
            data["resolved"] = resolver.resolved
        return self._send(InteractionKind.COMMAND, channel, data, command_name=command)

    async def autocomplete(
        self, channel: Channel, command: str, *, focused: str | None = None, **options: Any
    ) -> list[Suggestion]:
        """What is offered while the last of the options, or the one ``focused``, is typed."""
        name, *path = command.split()
        found = find_command(self._world, self.user, channel, name=name)
        resolver = Resolver(world=self._world, channel=channel, person=self.user)
        data = self._command_data(found)
        typed = focused or next(reversed(options))
        data["options"] = fill_unfinished(found, path, options, resolver, focused=typed)
        interaction = self._send(InteractionKind.AUTOCOMPLETE, channel, data, command_name=command)
        await interaction.acknowledged()
        return interaction.suggestions

    async def use_menu(self, message: Message, name: str) -> Interaction:
        """Chooses a command from the menu of a message."""
        found = find_command(self._world, self.user, message.channel, name=name, kind=MESSAGE_MENU)
        check_seeing(message, self.user)
        data = self._command_data(found) | {"target_id": str(message.id)}
        data["resolved"] = {"messages": {str(message.id): self._world.show_whole(message)}}
        return self._send(InteractionKind.COMMAND, message.channel, data, command_name=name)

    async def press(
        self, message: Message, *, label: str | None = None, custom_id: str | None = None
    ) -> Interaction:
        """Presses a button, found by its label or a part of its id."""
        check_seeing(message, self.user)
        button = find_component(message, (BUTTON,), label=label, custom_id=custom_id)
        if button["style"] == LINK:
            raise NotPossibleError("a link leads elsewhere")
        data = {"custom_id": button["custom_id"], "component_type": BUTTON}
        return self._send(InteractionKind.COMPONENT, message.channel, data, source=message)

    async def choose(self, message: Message, custom_id: str, values: Sequence[Any]) -> Interaction:
        """Chooses from a list found by a part of its id: values, or channels, roles, people."""
        check_seeing(message, self.user)
        select = find_component(message, SELECTS, custom_id=custom_id)
        least, most = select.get("min_values", 1), select.get("max_values", 1)
        if not least <= len(values) <= most:
            raise NotPossibleError(f"from {least} to {most} can be chosen")
        data: Json = {"custom_id": select["custom_id"], "component_type": select["type"]}
        if select["type"] == SELECT:
            offered = {option["value"] for option in select["options"]}
            if not set(values) <= offered:
                raise NotPossibleError(f"{values} aren't all offered: {sorted(offered)}")
            data["values"] = list(values)
        else:
            resolver = Resolver(world=self._world, channel=message.channel, person=self.user)
            data["values"] = [resolver.resolve(0, value) for value in values]
            data["resolved"] = resolver.resolved
        return self._send(InteractionKind.COMPONENT, message.channel, data, source=message)

    def _show_gif(self, file: File, channel: Channel, content: str) -> Json:
        copy = self._world.links.sign(self._world.keep_file(file, channel))
        video = {"url": f"https://media.example/{file.name}", "proxy_url": copy}
        address = content.rsplit(maxsplit=1)[-1].strip("|")
        return {"type": "gifv", "url": address, "video": video, "thumbnail": video}

    def _keep_sticker(self, file: File) -> Json:
        name, _, ending = file.name.rpartition(".")
        sticker_id = self._world.ids.make()
        self._world.stickers[sticker_id] = file.data
        return {"id": str(sticker_id), "name": name, "format_type": _STICKER_FORMATS[ending]}

    def _command_data(self, command: Json) -> Json:
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        return data

    def _send(
        self,
        kind: InteractionKind,
        channel: Channel,
        data: Json,
        *,
        source: Message | None = None,
        command_name: str = "",
    ) -> Interaction:
        guild = channel.guild
        is_foreign = not guild.has_bot if guild else self._world.bot not in channel.recipients
        interaction = Interaction(
            world=self._world,
            kind=kind,
            person=self.user,
            channel=channel,
            data=data,
            file_bytes=self._discord.find_file_bytes(channel),
            is_foreign=is_foreign,
            source=source,
            command_name=command_name,
        )
        self._discord.send_interaction(interaction)
        asyncio.get_running_loop().call_later(
            ACKNOWLEDGE_SECONDS + 0.5, self._discord.blame_if_unanswered, interaction
        )
        return interaction

    def _check_writing(self, channel: Channel) -> None:
        writing = (
            Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
        )
        if not channel.permissions_of(self.user) & writing:
            raise NotPossibleError(f"{self.name} may not write in {channel.name}")
