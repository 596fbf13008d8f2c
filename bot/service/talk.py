"""Tells one conversation how its job goes, at the conversation's own pace."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import ParamSpec

import structlog

from bot.conversation import Conversation, Problem, Queued, Suspended, UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.service.observer import ServiceObserver, reason_of
from dream_core import DreamResult, Progress

P = ParamSpec("P")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """How long it is tried to tell somebody something.

    ``call_seconds`` are for one call. An ending is told again where the platform can't be reached,
    first after ``pause_seconds``, then after twice as long each time, ``longest_pause_seconds`` at
    the most, until ``ending_seconds`` have passed.
    """

    call_seconds: float = 300.0
    pause_seconds: float = 10.0
    longest_pause_seconds: float = 600.0
    ending_seconds: float = 24 * 3600.0


class _Outcome(Enum):
    DONE = auto()
    REFUSED = auto()
    UNREACHABLE = auto()


class Talk:
    """Everything one job has to say, one call at a time and each with a time limit.

    Saying something never waits: a slow conversation is told the newest progress only, and one
    that fails harms nobody but itself. The order is always acknowledgement, progress, ending. A
    job whose ending is known from an earlier run has nothing to acknowledge: ``queued`` is None.
    ``observer`` hears how the delivery went on this ``platform``.
    """

    def __init__(
        self,
        conversation: Conversation,
        job_id: str,
        *,
        queued: Queued | None,
        persistence: Persistence,
        observer: ServiceObserver | None = None,
        platform: str = "",
    ) -> None:
        self._conversation = conversation
        self._job_id = job_id
        self._queued = queued
        self._persistence = persistence
        self._observer = observer or ServiceObserver()
        self._platform = platform
        self._update: Queued | Progress | None = None
        self._ending: DreamResult | Problem | None = None
        self._is_hurried = False
        self._is_suspended = False
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

    def hurry(self) -> None:
        """The bot leaves soon: an ending that can't be told now is left to its next run."""
        self._is_hurried = True
        self._news.set()

    def suspend(self) -> None:
        """The bot leaves: whatever isn't told by now is left to its next run."""
        self._is_suspended = True
        self.hurry()

    async def run(self) -> bool:
        """Talks until the ending is told, or never can be; False where the next run has to. For a
        task of its own.
        """
        structlog.contextvars.bind_contextvars(job_id=self._job_id)
        if self._queued is not None:
            await self._say(self._conversation.acknowledge, self._queued)
        while self._ending is None and not self._is_suspended:
            await self._news.wait()
            self._news.clear()
            update, self._update = self._update, None
            if update is not None and self._ending is None and not self._is_suspended:
                await self._say(self._conversation.show_progress, update)
        if self._ending is None:
            await self._say(self._conversation.show_progress, Suspended(job_id=self._job_id))
            return False
        return await self._tell_ending(self._ending)

    async def _tell_ending(self, ending: DreamResult | Problem) -> bool:
        outcome = await self._insist(ending)
        if outcome is _Outcome.REFUSED and isinstance(ending, DreamResult):
            outcome = await self._insist(_not_delivered())
        return outcome is not _Outcome.UNREACHABLE

    async def _insist(self, ending: DreamResult | Problem) -> _Outcome:
        """UNREACHABLE where the bot leaves, and the platform isn't back for a last try."""
        clock = asyncio.get_running_loop().time
        give_up_at = clock() + self._persistence.ending_seconds
        pause = self._persistence.pause_seconds
        while True:
            is_last = self._is_hurried
            outcome = await self._say_ending(ending)
            if outcome is not _Outcome.UNREACHABLE or is_last:
                return outcome
            if clock() >= give_up_at:
                _log.warning("ending_never_told", job_id=self._job_id)
                return _Outcome.DONE
            await self._wait_hurried(pause)
            pause = min(2 * pause, self._persistence.longest_pause_seconds)

    async def _say_ending(self, ending: DreamResult | Problem) -> _Outcome:
        if isinstance(ending, DreamResult):
            return _judge(await self._deliver(ending))
        return _judge(await self._say(self._conversation.apologise, self._job_id, ending))

    async def _deliver(self, result: DreamResult) -> BaseException | None:
        begun = time.monotonic()
        error = await self._say(self._conversation.deliver, self._job_id, result)
        if error is None:
            self._observer.delivered(self._platform, time.monotonic() - begun)
        else:
            self._observer.delivery_failed(self._platform, reason_of(error))
        return error

    async def _wait_hurried(self, timeout_seconds: float) -> None:
        """Until the bot leaves, or the time is up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                while not self._is_hurried:
                    await self._news.wait()
                    self._news.clear()

    async def _say(
        self, call: Callable[P, Awaitable[None]], *args: P.args, **kw: P.kwargs
    ) -> BaseException | None:
        """What went wrong, which is logged; None where nothing did."""
        try:
            async with asyncio.timeout(self._persistence.call_seconds):
                await call(*args, **kw)
        except asyncio.CancelledError as error:
            # A platform's own broken task looks like this too, and must not end the talk.
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            return self._note_failure(call.__name__, error)
        except Exception as error:  # noqa: BLE001 — a platform's SDK may raise anything
            return self._note_failure(call.__name__, error)
        return None

    def _note_failure(self, call: str, error: BaseException) -> BaseException:
        _log.warning("conversation_failed", call=call, job_id=self._job_id, error=repr(error))
        return error


def _judge(error: BaseException | None) -> _Outcome:
    if error is None:
        return _Outcome.DONE
    is_passing = isinstance(error, UnreachableError | TimeoutError)
    return _Outcome.UNREACHABLE if is_passing else _Outcome.REFUSED


def _not_delivered() -> BotError:
    return BotError(
        BotErrorCode.NOT_DELIVERED,
        "The dream is finished, but it couldn't be posted here.",
        "Ask for it again, perhaps with a smaller size.",
    )
