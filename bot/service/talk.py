"""Tells one conversation how its job goes, at the conversation's own pace."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import ParamSpec

import structlog

from bot.conversation import Conversation, Problem, Queued
from bot.errors import BotError, BotErrorCode
from bot.service.observer import ServiceObserver, reason_of
from dream_core import DreamResult, Progress

P = ParamSpec("P")
_log = structlog.get_logger(__name__)


class Talk:
    """Everything one job has to say, one call at a time and each with a time limit.

    Saying something never waits: a slow conversation is told the newest progress only, and one
    that fails harms nobody but itself. The order is always acknowledgement, progress, ending.
    ``observer`` hears how the delivery went on this ``platform``.
    """

    def __init__(
        self,
        conversation: Conversation,
        queued: Queued,
        *,
        limit_seconds: float,
        observer: ServiceObserver | None = None,
        platform: str = "",
    ) -> None:
        self._conversation = conversation
        self._queued = queued
        self._limit_seconds = limit_seconds
        self._observer = observer or ServiceObserver()
        self._platform = platform
        self._update: Queued | Progress | None = None
        self._ending: DreamResult | Problem | None = None
        self._news = asyncio.Event()

    def show(self, update: Queued | Progress) -> None:
        """Replaces what wasn't told yet; a preview stays until a newer one comes."""
        untold = self._update
        if isinstance(update, Progress) and isinstance(untold, Progress) and not update.preview:
            update = replace(update, preview=untold.preview)
        self._update = update
        self._news.set()

    def end(self, ending: DreamResult | Problem) -> None:
        """The job's last word; nothing is said after it, and a second one is dropped."""
        if self._ending is None:
            self._ending = ending
            self._news.set()

    async def run(self) -> None:
        """Talks until the ending is told, or couldn't be. For a task of its own."""
        structlog.contextvars.bind_contextvars(job_id=self._queued.job_id)
        await self._say(self._conversation.acknowledge, self._queued)
        while self._ending is None:
            await self._news.wait()
            self._news.clear()
            update, self._update = self._update, None
            if update is not None and self._ending is None:
                await self._say(self._conversation.show_progress, update)
        await self._tell_ending(self._ending)

    async def _tell_ending(self, ending: DreamResult | Problem) -> None:
        job_id = self._queued.job_id
        if isinstance(ending, DreamResult):
            if await self._deliver(ending):
                return
            ending = BotError(
                BotErrorCode.NOT_DELIVERED,
                "The dream is finished, but it couldn't be posted here.",
                "Ask for it again, perhaps with a smaller size.",
            )
        await self._say(self._conversation.apologise, job_id, ending)

    async def _deliver(self, result: DreamResult) -> bool:
        begin = time.monotonic()
        error = await self._say(self._conversation.deliver, self._queued.job_id, result)
        if error is None:
            self._observer.delivered(self._platform, time.monotonic() - begin)
        else:
            self._observer.delivery_failed(self._platform, reason_of(error))
        return error is None

    async def _say(
        self, call: Callable[P, Awaitable[None]], *args: P.args, **kw: P.kwargs
    ) -> BaseException | None:
        """What went wrong, which is logged; None where nothing did."""
        try:
            async with asyncio.timeout(self._limit_seconds):
                await call(*args, **kw)
        except asyncio.CancelledError as error:
            # A platform's own broken task looks like this too, and must not end the talk.
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            return self._give_up(call.__name__, error)
        except Exception as error:  # noqa: BLE001 — a platform's SDK may raise anything
            return self._give_up(call.__name__, error)
        return None

    def _give_up(self, call: str, error: BaseException) -> BaseException:
        job_id = self._queued.job_id
        _log.warning("conversation_failed", call=call, job_id=job_id, error=repr(error))
        return error
