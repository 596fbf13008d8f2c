"""From pictures found, by whichever way, to a dream asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import discord

from bot.adapters.discord.askers import asker_of, person_of
from bot.adapters.discord.host import Host, host_of
from bot.adapters.discord.languages import Asking, language_of, language_of_post
from bot.adapters.discord.place import Place
from bot.adapters.discord.places import place_of, place_of_post
from bot.adapters.discord.promises import trigger_of
from bot.adapters.discord.status_message import StatusMessage
from bot.commands import DreamOptions
from bot.conversation import Person
from bot.wishes import Asked, Source, check_sizes


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
    host = host_of(interaction.client)
    check_sizes(wanted.all_sources(), largest_bytes=host.reader.largest_bytes)
    if not interaction.response.is_done():
        await defer(interaction)
    place = place_of(interaction)
    asked = await _read(wanted, host, interaction, place, language=language_of(interaction))
    message = await StatusMessage.answering(interaction, place)
    await host.dreaming.begin(replace(asked, trigger=trigger_of(interaction)), message)


async def ask_by_post(message: discord.Message, wanted: Wanted, client: discord.Client) -> None:
    """The same for a mention or a direct message, which is replied to."""
    host = host_of(client)
    place = place_of_post(message)
    language = language_of_post(message, client)
    asked = await _read(wanted, host, message, place, language=language)
    status = await StatusMessage.replying(message, place)
    await host.dreaming.begin(replace(asked, trigger=trigger_of(message)), status)


async def _read(
    wanted: Wanted, host: Host, asking: Asking, place: Place, *, language: str
) -> Asked:
    read = await host.reader.read(wanted.all_sources())
    count = len(wanted.sources)
    asker = asker_of(asking, place, host.access)
    return Asked(
        person=Person(id=asker.person_id, name=person_of(asking).display_name),
        chat_id=place.chat_id,
        parent_chat_id=asker.parent_chat_id,
        server_id=asker.server_id,
        is_moderator=asker.is_moderator,
        is_restricted=place.is_restricted,
        options=wanted.options,
        pictures=read[:count],
        guide=read[count].data if wanted.guide else None,
        link=wanted.link,
        language=language,
    )
