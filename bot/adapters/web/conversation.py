"""One dream's way back into the room."""

import time
from typing import Any

from bot.adapters.web.feed import Feed
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.posts import DreamState, DreamWish, Picture, new_id
from bot.adapters.web.rules import RoomRules
from bot.adapters.web.store import Store
from bot.conversation import Problem, Queued
from bot.errors import BotErrorCode
from dream_core import DreamResult, ErrorCode, Progress
from dream_core.engine.protocol import DreamEngine

SHORTEST_INTERVAL_SECONDS = 0.1

JobIds = dict[str, str]
"""The service's job for each dream under way."""

_ENDINGS: dict[str, DreamState] = {
    ErrorCode.CANCELLED: DreamState.CANCELLED,
    ErrorCode.ENGINE_CLOSED: DreamState.INTERRUPTED,
    BotErrorCode.SHUTTING_DOWN: DreamState.INTERRUPTED,
}


class WebConversation:
    """Shows one dream in the room: implements :class:`bot.conversation.Conversation`."""

    def __init__(
        self,
        wish: DreamWish,
        *,
        store: Store,
        files: PictureFiles,
        feed: Feed,
        jobs: JobIds,
        rules: RoomRules,
        engine: DreamEngine,
    ) -> None:
        self._wish = wish
        self._store = store
        self._files = files
        self._feed = feed
        self._jobs = jobs
        self._rules = rules
        self._engine = engine
        self._dream_id = new_id()
        self._shown_at = float("-inf")

    async def acknowledge(self, queued: Queued) -> None:
        self._jobs[self._dream_id] = queued.job_id
        self._feed.tell_post(await self._store.add_dream(self._dream_id, self._wish))
        self._feed.tell_progress(self._dream_id, queued)

    async def show_progress(self, update: Queued | Progress) -> None:
        now = time.monotonic()
        plain = isinstance(update, Progress) and update.preview is None
        if plain and now - self._shown_at < SHORTEST_INTERVAL_SECONDS:
            return
        self._shown_at = now
        self._feed.tell_progress(self._dream_id, update)

    async def deliver(self, _job_id: str, result: DreamResult) -> None:
        # The engine makes the thumbnail too, so that this process decodes no picture at all.
        photo = await self._engine.develop(result.picture)
        picture = Picture(
            id=new_id(),
            picture_format=result.picture_format,
            width=result.width,
            height=result.height,
        )
        await self._files.save(picture, result.picture, photo.thumbnail)
        facts = _facts(result)
        self._feed.tell_end(await self._store.finish_dream(self._dream_id, picture, facts))
        self._jobs.pop(self._dream_id, None)

    async def apologise(self, _job_id: str, problem: Problem) -> None:
        self._jobs.pop(self._dream_id, None)
        if not self._store.open:
            return  # the next start marks the dream as interrupted
        state = _ENDINGS.get(problem.code, DreamState.FAILED)
        record = self._rules.explain(problem)
        self._feed.tell_end(await self._store.end_dream(self._dream_id, state, record))


def _facts(result: DreamResult) -> dict[str, Any]:
    return {
        **result.recipe.as_dict(),
        "width": result.width,
        "height": result.height,
        "device": result.device,
        "dream_seconds": round(result.dream_seconds, 2),
        "total_seconds": round(result.total_seconds, 2),
    }
