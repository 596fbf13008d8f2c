"""What goes out of the room again: what is old, and what somebody wants forgotten."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.adapters.web.conversation import OpenDreams
from bot.adapters.web.feed import Feed
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.posts import Visitor, person_of
from bot.adapters.web.removal import Removal
from bot.adapters.web.store import Store
from bot.errors import BotError
from bot.records import Records
from bot.service import DreamService

_INTERVAL_SECONDS = 600.0
_YOUNGEST_SECONDS = 600.0
"""Even where nothing is kept: people are looking at it, or about to ask for a dream of it."""

_log = structlog.get_logger(__name__)


class Housekeeping:
    """Removes from the room's tables, from its folder and from all open pages.

    ``keep_seconds`` None keeps everything until somebody has it forgotten. ``clock`` gives seconds
    since 1970.
    """

    def __init__(
        self,
        *,
        store: Store,
        files: PictureFiles,
        feed: Feed,
        dreams: OpenDreams,
        service: DreamService,
        records: Records,
        keep_seconds: float | None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._files = files
        self._feed = feed
        self._dreams = dreams
        self._service = service
        self._records = records
        self._keep_seconds = keep_seconds
        self._clock = clock

    async def forget(self, visitor: Visitor) -> None:
        """Removes a visitor's name, posts and dreams, and what others dreamed of their pictures.

        Raises BotError where the records can't be reached; calling it again does the rest.
        """
        wishes = [conversation.wish for conversation in self._dreams.values()]
        removal = await self._store.forget(visitor.id, wishes)
        await self._cancel(removal.under_way)
        await self._clear(removal)
        await self._records.remove_person(person_of(visitor).id)

    async def purge(self) -> None:
        """Removes what is older than it is to be kept, but for dreams under way."""
        if self._keep_seconds is None:
            return
        age = max(self._keep_seconds, _YOUNGEST_SECONDS)
        removal = await self._store.purge(self._clock() - age)
        if removal.posts:
            await self._clear(removal)
            _log.info("posts_purged", posts=len(removal.posts))

    async def remove_leftovers(self) -> None:
        """Removes the files that a crash left. Call it while nobody posts."""
        wishes = [conversation.wish for conversation in self._dreams.values()]
        wanted = {one for wish in wishes for one in (wish.id, wish.result_id)}
        wanted.update(await self._store.picture_ids(), await self._store.dream_ids())
        if removed := await self._files.remove_others(wanted):
            _log.info("leftovers_removed", files=removed)

    async def purge_regularly(self) -> None:
        """Runs until it is cancelled."""
        while True:
            try:
                await self.purge()
            except (OSError, SQLAlchemyError) as error:
                _log.warning("purge_failed", error=repr(error))
            await asyncio.sleep(_INTERVAL_SECONDS)

    async def _cancel(self, dream_ids: Iterable[str]) -> None:
        for dream_id in dream_ids:
            conversation = self._dreams.get(dream_id)
            if conversation is not None and conversation.job_id is not None:
                with suppress(BotError):  # it ended just now
                    await self._service.cancel(conversation.job_id, "", is_moderator=True)

    async def _clear(self, removal: Removal) -> None:
        self._feed.tell_removal(removal)
        await self._files.remove({*removal.pictures, *removal.dreams, *removal.under_way})
        if not await self._store.scrub():
            _log.warning("room_not_scrubbed")
