"""One dream's way back into the room."""

import time
from typing import Any

from bot.adapters.web.feed import Feed
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.keeping import result_picture
from bot.adapters.web.posts import DreamState, DreamWish, ProblemRecord
from bot.adapters.web.store import Store
from bot.conversation import Problem, Queued, Suspended, UnreachableError
from bot.service import ResultFacts
from dream_core import DreamResult, ErrorCode, Progress
from dream_core.engine.protocol import DreamEngine

SHORTEST_INTERVAL_SECONDS = 0.1

JobIds = dict[str, str]
"""The service's job for each dream under way."""

_ENDINGS: dict[str, DreamState] = {
    ErrorCode.CANCELLED: DreamState.CANCELLED,
    ErrorCode.ENGINE_CLOSED: DreamState.INTERRUPTED,
}


class WebConversation:
    """Shows one dream in the room: implements :class:`bot.conversation.Conversation`.

    One that ``is_resumed`` was begun by an earlier run of the bot.
    """

    def __init__(
        self,
        wish: DreamWish,
        *,
        store: Store,
        files: PictureFiles,
        feed: Feed,
        jobs: JobIds,
        engine: DreamEngine,
        is_resumed: bool = False,
    ) -> None:
        self._wish = wish
        self._store = store
        self._files = files
        self._feed = feed
        self._jobs = jobs
        self._engine = engine
        self._is_resumed = is_resumed
        self._shown_at = float("-inf")

    async def acknowledge(self, queued: Queued) -> None:
        self._jobs[self._wish.id] = queued.job_id
        self._feed.tell_post(await self._store.add_dream(self._wish))
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
        # The engine makes the thumbnail too, so that this process decodes no picture at all.
        photo = await self._engine.develop(result.picture)
        picture = result_picture(self._wish, ResultFacts.of(result))
        await self._files.save(picture, result.picture, photo.thumbnail)
        facts = _facts(result)
        self._feed.tell_end(await self._store.finish_dream(self._wish, picture, facts))
        self._jobs.pop(self._wish.id, None)

    async def apologise(self, _job_id: str, problem: Problem) -> None:
        self._jobs.pop(self._wish.id, None)
        if not self._store.open:
            raise UnreachableError("the room is closed")
        state = _ENDINGS.get(problem.code, DreamState.FAILED)
        record = ProblemRecord(code=str(problem.code), sentence=problem.sentence, hint=problem.hint)
        self._feed.tell_end(await self._store.end_dream(self._wish, state, record))

    def _tell_progress(self, update: Queued | Progress) -> None:
        self._feed.tell_progress(self._wish.id, update, is_resumed=self._is_resumed)


def _facts(result: DreamResult) -> dict[str, Any]:
    return {
        **result.recipe.as_dict(),
        "width": result.width,
        "height": result.height,
        "device": result.device,
        "dream_seconds": round(result.dream_seconds, 2),
        "total_seconds": round(result.total_seconds, 2),
    }
