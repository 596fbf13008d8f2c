"""One dream's way back into the room."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import Any

from sqlalchemy.exc import OperationalError

from bot.adapters.web.feed import Feed
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.keeping import result_picture
from bot.adapters.web.posts import DreamState, DreamWish
from bot.adapters.web.rules import RoomRules
from bot.adapters.web.store import ForgottenError, Store
from bot.conversation import Problem, Queued, Suspended, UnreachableError
from bot.service import ResultFacts
from dream_core import DreamError, DreamResult, ErrorCode, Progress
from dream_core.engine.protocol import DreamEngine

SHORTEST_INTERVAL_SECONDS = 0.1

OpenDreams = dict[str, "WebConversation"]
"""The dreams of the room whose ending is still to be told, by id."""

_ENDINGS: dict[str, DreamState] = {
    ErrorCode.CANCELLED: DreamState.CANCELLED,
    ErrorCode.ENGINE_CLOSED: DreamState.INTERRUPTED,
}
_PASSING = (ErrorCode.ENGINE_CLOSED, ErrorCode.WORKER_DIED)


class WebConversation:
    """Shows one dream in the room: implements :class:`bot.conversation.Conversation`.

    One that ``is_resumed`` was begun by an earlier run of the bot. A dream that somebody had
    forgotten meanwhile is shown no more, and leaves no file.
    """

    def __init__(
        self,
        wish: DreamWish,
        *,
        store: Store,
        files: PictureFiles,
        feed: Feed,
        dreams: OpenDreams,
        rules: RoomRules,
        engine: DreamEngine,
        is_resumed: bool = False,
    ) -> None:
        self.wish = wish
        self.job_id: str | None = None
        self._store = store
        self._files = files
        self._feed = feed
        self._dreams = dreams
        self._rules = rules
        self._engine = engine
        self._is_resumed = is_resumed
        self._shown_at = float("-inf")
        dreams[wish.id] = self

    async def acknowledge(self, queued: Queued) -> None:
        self.job_id = queued.job_id
        with suppress(ForgottenError):
            self._feed.tell_post(await self._store.add_dream(self.wish))
            self._tell_progress(queued)

    async def show_progress(self, update: Queued | Progress | Suspended) -> None:
        if isinstance(update, Suspended):
            return  # the page tells by itself that the room is closed
        now = time.monotonic()
        plain = isinstance(update, Progress) and update.preview is None
        if plain and now - self._shown_at < SHORTEST_INTERVAL_SECONDS:
            return
        self._shown_at = now
        self._tell_progress(update)

    async def deliver(self, _job_id: str, result: DreamResult) -> None:
        with self._trying_again():
            try:
                await self._show_result(result)
            except ForgottenError:
                await self._files.remove([self.wish.result_id])
        self._dreams.pop(self.wish.id, None)

    async def apologise(self, _job_id: str, problem: Problem) -> None:
        state = _ENDINGS.get(problem.code, DreamState.FAILED)
        record = self._rules.explain(problem)
        with self._trying_again(), suppress(ForgottenError):
            self._feed.tell_end(await self._store.end_dream(self.wish, state, record))
        self._dreams.pop(self.wish.id, None)

    async def _show_result(self, result: DreamResult) -> None:
        # The engine makes the thumbnail too, so that this process decodes no picture at all.
        photo = await self._engine.develop(result.picture)
        picture = result_picture(self.wish, ResultFacts.of(result))
        await self._files.save(picture, result.picture, photo.thumbnail)
        self._feed.tell_end(await self._store.finish_dream(self.wish, picture, self._facts(result)))

    def _facts(self, result: DreamResult) -> dict[str, Any]:
        return {
            **self.wish.facts,
            **result.recipe.as_dict(),
            "width": result.width,
            "height": result.height,
            "device": result.device,
            "dream_seconds": round(result.dream_seconds, 2),
            "total_seconds": round(result.total_seconds, 2),
            "saw": list(result.saw),
            "duration_seconds": round(result.duration_seconds, 2),
            "placed": [asdict(placed) for placed in result.placed],
        }

    @contextmanager
    def _trying_again(self) -> Iterator[None]:
        """A room that is closed, a full disk and the like are no reason to give a dream up."""
        if not self._store.open:
            raise UnreachableError("the room is closed")
        try:
            yield
        except Exception as error:
            if _is_passing(error) or not self._store.open:
                raise UnreachableError(str(error)) from error
            raise

    def _tell_progress(self, update: Queued | Progress) -> None:
        if not self._store.has_forgotten(self.wish.id):
            self._feed.tell_progress(self.wish.id, update, is_resumed=self._is_resumed)


def _is_passing(error: Exception) -> bool:
    if isinstance(error, DreamError):
        return error.code in _PASSING
    return isinstance(error, OSError | OperationalError)
