"""From pictures found, by whichever way, to a dream asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import discord

from bot.adapters.discord.host import host_of
from bot.adapters.discord.languages import language_of
from bot.adapters.discord.place import USUAL_FILE_BYTES, Place, person_id
from bot.adapters.discord.places import is_restricted, place_of
from bot.adapters.discord.promises import trigger_of
from bot.adapters.discord.status_message import StatusMessage
from bot.commands import DreamOptions
from bot.conversation import Person
from bot.wishes import Asked, PictureReader, Source, check_sizes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be dreamed how. ``link`` leads to the post that has the pictures."""

    sources: Sequence[Source]
    options: DreamOptions = field(default_factory=DreamOptions)
    guide: Source | None = None
    link: str | None = None

    def all_sources(self) -> list[Source]:
        """The pictures and, last, the guide."""
        return [*self.sources, *([self.guide] if self.guide else [])]


async def defer(interaction: discord.Interaction[Any]) -> None:
    """Tells Discord, within its 3 seconds, that an answer will come; nothing else may wait before
    it.
    """
    await host_of(interaction.client).promises.promise_answer(interaction)
    await interaction.response.defer(thinking=True)


async def ask_by_command(interaction: discord.Interaction[Any], wanted: Wanted) -> None:
    """Reads the pictures and begins the dream; raises BotError or DreamError if it can't."""
    check_sizes(wanted.all_sources())
    if not interaction.response.is_done():
        await defer(interaction)
    host = host_of(interaction.client)
    place = place_of(interaction)
    language = language_of(interaction)
    asked = await _read(wanted, host.reader, interaction.user, place, language=language)
    message = await StatusMessage.answering(interaction, place)
    await host.dreaming.begin(replace(asked, trigger=trigger_of(interaction)), message)


async def ask_by_post(message: discord.Message, wanted: Wanted, client: discord.Client) -> None:
    """The same for a mention or a direct message, which is replied to."""
    host = host_of(client)
    place = place_of_post(message)
    language = language_of(message)
    asked = await _read(wanted, host.reader, message.author, place, language=language)
    status = await StatusMessage.replying(message, place)
    await host.dreaming.begin(replace(asked, trigger=trigger_of(message)), status)


def place_of_post(message: discord.Message) -> Place:
    """The place of a post that the bot itself received."""
    guild = message.guild
    return Place(
        channel_id=message.channel.id,
        guild_id=guild.id if guild else None,
        is_restricted=is_restricted(message.channel),
        file_bytes=guild.filesize_limit if guild else USUAL_FILE_BYTES,
    )


async def _read(
    wanted: Wanted,
    reader: PictureReader,
    user: discord.User | discord.Member,
    place: Place,
    *,
    language: str,
) -> Asked:
    read = await reader.read(wanted.all_sources())
    count = len(wanted.sources)
    return Asked(
        person=Person(id=person_id(user.id), name=user.display_name),
        chat_id=place.chat_id,
        is_restricted=place.is_restricted,
        options=wanted.options,
        pictures=read[:count],
        guide=read[count].data if wanted.guide else None,
        link=wanted.link,
        language=language,
    )
