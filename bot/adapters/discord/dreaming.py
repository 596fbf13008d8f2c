"""From what somebody asks for to dreams under way: keeps the wish, orders each picture."""

import secrets
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

import discord
import structlog

from bot.adapters.discord.album import Album, Views
from bot.adapters.discord.asked import Asked, Place, person_id
from bot.adapters.discord.conversation import DreamConversation
from bot.adapters.discord.delivery import Address, Delivery, Patience
from bot.adapters.discord.draft import Draft, escape
from bot.adapters.discord.facts import collect_facts
from bot.adapters.discord.pacing import Pace
from bot.adapters.discord.parts import parts_of
from bot.adapters.discord.result_view import (
    build_cancel_view,
    build_result_view,
    build_retry_view,
)
from bot.adapters.discord.settling import Settled, settle
from bot.adapters.discord.status_message import StatusMessage
from bot.adapters.discord.wording import Wording
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records, Wish, WishPicture
from bot.service import DreamOrder, DreamService
from bot.texts import Phrases
from dream_core import DreamResult, Presets
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)


class Dreaming:
    """All wishes of Discord that are under way. Made once; whatever it begins ends by itself.

    ``client`` carries the adapter's ``access``, which knows each chat's settings.
    """

    def __init__(
        self,
        *,
        service: DreamService,
        engine: DreamEngine,
        records: Records,
        presets: Presets,
        client: discord.Client,
        pace: Pace | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._service = service
        self._engine = engine
        self._records = records
        self._presets = presets
        self._client = client
        self._pace = pace
        self._patience = patience
        self._albums: dict[str, Album] = {}

    async def begin(self, asked: Asked, message: StatusMessage) -> None:
        """Keeps the wish and orders its pictures; those the queue refuses are told in words.

        Raises BotError or DreamError where nothing was accepted, the message untouched.
        """
        pictures = [picture.data for picture in asked.pictures]
        settled = await settle(
            asked.options,
            self._settings_at(asked.place),
            pictures,
            presets=self._presets,
            engine=self._engine,
        )
        wish = _make_wish(asked, settled)
        await self._records.add_wish(wish, pictures, asked.guide)
        album = self._open_album(wish, message, settled, links=asked.links)
        self._albums[wish.id] = album
        try:
            await self._order_all(album, asked, settled)
        except BaseException:
            del self._albums[wish.id]
            await self._records.remove_wish(wish.id)
            raise

    def is_under_way(self, wish_id: str) -> bool:
        """Whether the wish's message is still to get its ending from this run of the bot."""
        return wish_id in self._albums

    def explain_interruption(self, wish: Wish) -> Draft:
        """The ending of a message whose dream an earlier run of the bot took along."""
        phrases = Phrases(wish.language)
        content = escape(phrases.say("dream-interrupted"))
        return Draft(content=content, pictures=(), view=build_retry_view(wish, phrases))

    async def cancel(self, wish_id: str, user: discord.abc.User, *, is_moderator: bool) -> None:
        """Ends what is left of a wish; raises BotError with JOB_UNKNOWN or NOT_YOURS."""
        album = self._albums.get(wish_id)
        if album is None or not album.job_ids:
            raise BotError(
                BotErrorCode.JOB_UNKNOWN,
                "That dream neither waits nor runs.",
                "It may be finished or cancelled already.",
            )
        await self._cancel_jobs(album, person_id(user.id), is_moderator=is_moderator)

    async def forget(self, person: str) -> int:
        """Ends all dreams of a person, given by id, and removes all that was kept of theirs;
        returns how many wishes that were.
        """
        for album in tuple(self._albums.values()):
            if album.wish.person.id == person:
                with suppress(BotError):  # it ended just now
                    await self._cancel_jobs(album, person)
        return await self._records.remove_person(person)

    async def _cancel_jobs(self, album: Album, person: str, *, is_moderator: bool = False) -> None:
        """Raises BotError if none of them could be cancelled."""
        errors: list[BotError] = []
        job_ids = tuple(album.job_ids.values())
        for job_id in job_ids:
            try:
                await self._service.cancel(job_id, person, is_moderator=is_moderator)
            except BotError as error:
                errors.append(error)
        if errors and len(errors) == len(job_ids):
            raise errors[0]

    def _settings_at(self, place: Place) -> ChatSettings:
        channel_ids = [place.channel_id]
        channel = self._client.get_channel(place.channel_id)
        if isinstance(channel, discord.Thread):
            channel_ids.append(channel.parent_id)
        return parts_of(self._client).access.settings_at(place.guild_id, channel_ids)

    def _open_album(
        self, wish: Wish, message: StatusMessage, settled: Settled, *, links: Sequence[str]
    ) -> Album:
        phrases = Phrases(wish.language)
        notes = []
        if settled.lowered_to is not None:
            notes.append(phrases.say("dream-size-lowered", size=str(settled.lowered_to)))
        delivery = Delivery(
            message,
            Address(
                wish_id=wish.id,
                owner_id=int(wish.person.id.rpartition(":")[2]),
                is_restricted=wish.is_restricted,
            ),
            client=self._client,
            engine=self._engine,
            phrases=phrases,
            patience=self._patience,
        )
        return Album(
            wish,
            delivery,
            Wording(wish, phrases, links=links, notes=notes),
            views=Views(
                cancel=partial(build_cancel_view, wish, phrases),
                result=partial(build_result_view, wish, self._presets, phrases),
                retry=partial(build_retry_view, wish, phrases),
            ),
            on_end=partial(self._end, wish.id),
            pace=self._pace,
        )

    async def _order_all(self, album: Album, asked: Asked, settled: Settled) -> None:
        """Without a pause between them: nobody hears of a part of the album first."""
        refusals: list[BotError] = []
        for index, (picture, recipe) in enumerate(
            zip(asked.pictures, settled.recipes, strict=True)
        ):
            order = DreamOrder(
                person=asked.person,
                chat_id=asked.place.chat_id,
                picture=picture.data,
                recipe=recipe,
                preset=settled.options.preset_name,
                guide=asked.guide,
            )
            try:
                job_id = await self._service.order(order, DreamConversation(album, index))
            except BotError as error:
                refusals.append(error)
                album.refuse(index, error)
            else:
                album.job_ids[index] = job_id
        if not album.job_ids:
            raise refusals[0]

    async def _end(
        self, wish_id: str, message_id: int | None, results: Sequence[DreamResult]
    ) -> None:
        """The results are out: what can't be kept now is no reason to post them again."""
        try:
            if message_id is not None:
                await self._records.set_message(wish_id, message_id)
            if message_id is not None and results:
                await self._records.set_facts(wish_id, collect_facts(results[0]))
        except BotError as error:
            _log.warning("wish_not_kept", wish_id=wish_id, error=str(error))
        finally:
            self._albums.pop(wish_id, None)


def _make_wish(asked: Asked, settled: Settled) -> Wish:
    return Wish(
        id=secrets.token_hex(8),
        person=asked.person,
        chat_id=asked.place.chat_id,
        options=settled.options,
        pictures=tuple(
            WishPicture(
                is_spoiler=picture.is_spoiler,
                file_name=picture.file_name,
                description=picture.description,
            )
            for picture in asked.pictures
        ),
        has_guide=asked.guide is not None,
        is_restricted=asked.place.is_restricted,
        link=asked.link,
        language=asked.language,
        created_at=time.time(),
    )
