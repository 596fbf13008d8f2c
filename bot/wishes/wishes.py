"""From what somebody asks for to dreams under way: keeps the wish, orders each picture."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.commands import find_code
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records, Wish, WishPicture
from bot.service import (
    AlreadyAcceptedError,
    DreamOrder,
    DreamService,
    JobState,
    JournalEntry,
    OrderPart,
    Reopened,
)
from bot.texts import Phrases
from bot.wishes.album import Album
from bot.wishes.asked import Asked
from bot.wishes.conversation import DreamConversation
from bot.wishes.delivery import Delivery, Shown
from bot.wishes.finishing import finish_kept
from bot.wishes.imagining import check_unpictured
from bot.wishes.keeping import WishPictures
from bot.wishes.markup import Markup
from bot.wishes.pacing import Pace
from bot.wishes.settling import Settled, settle
from bot.wishes.wording import Wording
from dream_core import DreamResult, Presets
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)

_ENDING_SECONDS = 5.0
_LOWERED = "lowered_to"


class Wishes:
    """All wishes of one platform that are under way. Made once; what it begins ends by itself."""

    def __init__(
        self,
        *,
        service: DreamService,
        engine: DreamEngine,
        records: Records,
        presets: Presets,
        markup: Markup,
    ) -> None:
        self._service = service
        self._engine = engine
        self._records = records
        self._presets = presets
        self._markup = markup
        self._albums: dict[str, Album] = {}

    async def begin(
        self,
        asked: Asked,
        settings: ChatSettings,
        open_delivery: Callable[[Wish], Delivery],
        *,
        pace: Pace | None = None,
    ) -> Wish | None:
        """Keeps the wish and orders its pictures; those that are refused are told in words.

        None where the same trigger asked before. Raises BotError or DreamError where nothing was
        accepted and nothing shown.
        """
        has_picture = bool(asked.pictures) or asked.guide is not None
        check_unpictured(asked.options, has_picture=has_picture)
        pictures = [picture.data for picture in asked.pictures]
        settled = await settle(
            asked.options, settings, pictures, presets=self._presets, engine=self._engine
        )
        results = await finish_kept(
            asked, settled.recipes, records=self._records, engine=self._engine
        )
        wish = _make_wish(asked, settled)
        await self._records.add_wish(wish, pictures, asked.guide)
        origin = {_LOWERED: settled.lowered_to}
        album = self._open_album(wish, open_delivery(wish), origin, links=asked.links, pace=pace)
        self._albums[wish.id] = album
        try:
            await self._order_all(album, asked, settled, results, origin)
        except BaseException as error:
            del self._albums[wish.id]
            await self._records.remove_wish(wish.id)
            if isinstance(error, AlreadyAcceptedError):
                _log.info("asked_before", trigger=asked.trigger)
                return None
            raise
        return wish

    async def resume(
        self,
        platform: str,
        reopen_delivery: Callable[[Wish], Delivery | None],
        *,
        choose_pace: Callable[[Wish], Pace | None] = lambda _: None,
    ) -> None:
        """Goes on with what earlier runs of the bot accepted and didn't deliver.

        ``reopen_delivery`` finds a wish's message again; None where it can't be found by its
        address. Raises BotError where the records can't be read.
        """

        async def reopen(entries: Sequence[JournalEntry]) -> Sequence[Reopened] | None:
            wish = await self._records.find_wish(entries[0].group_id)
            if wish is None or wish.address is None or len(entries) != wish.parts:
                return None
            delivery = reopen_delivery(wish)
            if delivery is None:
                return None
            return await self._reopen(wish, delivery, entries, pace=choose_pace(wish))

        await self._service.resume(platform, reopen)

    def is_under_way(self, wish_id: str) -> bool:
        """Whether the wish's message is still to get its ending from this run of the bot."""
        return wish_id in self._albums

    async def cancel(self, wish_id: str, person_id: str, *, is_moderator: bool) -> None:
        """Ends what is left of a wish; raises BotError with JOB_UNKNOWN or NOT_YOURS."""
        album = self._albums.get(wish_id)
        if album is None or not album.job_ids:
            raise not_under_way()
        await self._cancel_jobs(album, person_id, is_moderator=is_moderator)

    def find(self, wish_id: str) -> Wish | None:
        """A wish that is under way."""
        album = self._albums.get(wish_id)
        return album.wish if album else None

    async def wait_ended(self, wish_id: str) -> None:
        """Returns once it is kept where a wish's results are shown; people may press their buttons
        sooner. Waits for seconds at the most.
        """
        album = self._albums.get(wish_id)
        if album is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_ENDING_SECONDS):
                    await album.ended.wait()

    async def cancel_newest(self, person_id: str) -> bool:
        """Ends what is left of the person's newest wish; False where there is none."""
        for album in reversed(tuple(self._albums.values())):
            if album.wish.person.id == person_id and album.job_ids:
                await self._cancel_jobs(album, person_id)
                return True
        return False

    async def forget(self, person_id: str) -> int:
        """Ends all dreams of a person and removes all that was kept of theirs; returns how many
        wishes that were.
        """
        for album in tuple(self._albums.values()):
            if album.wish.person.id == person_id:
                with suppress(BotError):  # it ended just now
                    await self._cancel_jobs(album, person_id)
        return await self._records.remove_person(person_id)

    def move(self, old_chat_id: str, new_chat_id: str) -> None:
        """A chat has another id now: what is dreamed for it belongs there."""
        for album in self._albums.values():
            if album.wish.chat_id == old_chat_id:
                album.wish = replace(album.wish, chat_id=new_chat_id)

    async def abandon(self, chat_id: str) -> None:
        """Ends all dreams of a chat where nobody hears the bot any more."""
        for album in tuple(self._albums.values()):
            if album.wish.chat_id == chat_id:
                with suppress(BotError):  # it ended just now
                    await self._cancel_jobs(album, album.wish.person.id)

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

    def _open_album(
        self,
        wish: Wish,
        delivery: Delivery,
        origin: Mapping[str, Any],
        *,
        links: Sequence[str] = (),
        pace: Pace | None = None,
        is_resumed: bool = False,
    ) -> Album:
        phrases = Phrases(wish.language)
        notes = []
        if (lowered_to := origin.get(_LOWERED)) is not None:
            notes.append(phrases.say("dream-size-lowered", size=str(lowered_to)))
        return Album(
            wish,
            delivery,
            Wording(
                wish,
                phrases,
                markup=self._markup,
                code=find_code(wish.options, self._presets),
                links=links,
                notes=notes,
                is_resumed=is_resumed,
            ),
            on_shown=partial(self._note_shown, wish.id),
            on_end=partial(self._end, wish.id),
            pace=pace,
        )

    async def _order_all(
        self,
        album: Album,
        asked: Asked,
        settled: Settled,
        results: Sequence[DreamResult | None],
        origin: Mapping[str, Any],
    ) -> None:
        wish = album.wish
        order = DreamOrder(
            group_id=wish.id,
            person=asked.person,
            chat_id=asked.chat_id,
            preset=settled.options.counted_name,
            parts=tuple(
                OrderPart(
                    recipe=recipe,
                    pictures=WishPictures(self._records, self._presets, wish, index),
                    conversation=DreamConversation(album, index),
                    result=results[index],
                )
                for index, recipe in enumerate(settled.recipes)
            ),
            trigger=asked.trigger,
            origin=origin,
            parent_chat_id=asked.parent_chat_id,
            server_id=asked.server_id,
            is_moderator=asked.is_moderator,
        )
        # Nobody is told of a part of the album before all of it is known.
        for index, answer in enumerate(await self._service.order(order)):
            if isinstance(answer, str):
                album.job_ids[index] = answer
            else:
                album.refuse(index, answer)

    async def _reopen(
        self,
        wish: Wish,
        delivery: Delivery,
        entries: Sequence[JournalEntry],
        *,
        pace: Pace | None,
    ) -> Sequence[Reopened]:
        links = (wish.link,) if wish.link else ()
        album = self._open_album(
            wish, delivery, entries[0].origin, links=links, pace=pace, is_resumed=True
        )
        ways = []
        for entry in entries:
            result = await self._read_result(wish, entry)
            if result is None and entry.state is not JobState.FAILED:
                album.job_ids[entry.part] = entry.job_id
            ways.append(
                Reopened(
                    conversation=DreamConversation(album, entry.part),
                    pictures=WishPictures(self._records, self._presets, wish, entry.part),
                    result=result,
                )
            )
        self._albums[wish.id] = album
        return ways

    async def _read_result(self, wish: Wish, entry: JournalEntry) -> DreamResult | None:
        """None where it isn't dreamed, or where the dream was lost."""
        if entry.result is None:
            return None
        try:
            return entry.result.with_picture(await self._records.read_result(wish, entry.part))
        except BotError as error:
            _log.warning("result_lost", job_id=entry.job_id, error=str(error))
            return None

    async def _note_shown(self, wish_id: str, shown: Shown) -> None:
        try:
            await self._records.set_shown(
                wish_id, message_id=shown.message_id, handles=shown.handles
            )
        except BotError as error:
            _log.warning("wish_not_kept", wish_id=wish_id, error=str(error))

    async def _end(self, wish_id: str, shown: Shown | None) -> None:
        """The results are out: what can't be kept now is no reason to post them again."""
        try:
            if shown is None:
                await self._records.end_wish(wish_id)
            else:
                await self._records.end_wish(
                    wish_id, message_id=shown.message_id, handles=shown.handles
                )
        except BotError as error:
            _log.warning("wish_not_kept", wish_id=wish_id, error=str(error))
        finally:
            self._albums.pop(wish_id, None)


def not_under_way() -> BotError:
    """The answer to Cancel where there is nothing left to cancel."""
    return BotError(
        BotErrorCode.JOB_UNKNOWN,
        "That dream neither waits nor runs.",
        "It may be finished or cancelled already.",
    )


def _make_wish(asked: Asked, settled: Settled) -> Wish:
    return Wish(
        id=secrets.token_hex(8),
        person=asked.person,
        chat_id=asked.chat_id,
        options=settled.options,
        pictures=tuple(
            WishPicture(
                is_spoiler=picture.is_spoiler,
                file_name=picture.file_name,
                description=picture.description,
                reference=picture.reference,
            )
            for picture in asked.pictures
        ),
        has_guide=asked.guide is not None,
        is_restricted=asked.is_restricted,
        link=asked.link,
        language=asked.language,
        address=asked.address,
        created_at=time.time(),
    )
