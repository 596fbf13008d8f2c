"""Shows the newest state of a wish as often as its platform likes, and no more often."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import structlog

_log = structlog.get_logger(__name__)

Kind = Literal["position", "progress"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The least time from one edit to the next, by what the next one has to tell.

    Discord takes about one edit a second in a channel, and other wishes are shown there too.
    """

    progress_seconds: float = 2.5
    position_seconds: float = 5.0
    farewell_seconds: float = 10.0
    """How long an edit under way may take once the painter is stopped."""


class Painter:
    """Calls ``paint`` for news, at the pace, until it is stopped or ``paint`` returns False.

    News that come too soon wait, and only the newest state is painted then.
    """

    def __init__(self, paint: Callable[[], Awaitable[bool]], pace: Pace) -> None:
        self._paint = paint
        self._pace = pace
        self._news = asyncio.Event()
        self._is_stopped = False
        self._interval_seconds = 0.0
        self._painted_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    def notice(self, kind: Kind) -> None:
        """There is something new; the first news begin the painting."""
        pace = self._pace
        is_progress = kind == "progress"
        self._interval_seconds = pace.progress_seconds if is_progress else pace.position_seconds
        self._news.set()
        if self._task is None and not self._is_stopped:
            self._task = asyncio.create_task(self._run(), name="paint dream")

    async def stop(self) -> None:
        """Returns once nothing is painted any more. An edit under way may end: it can't be undone,
        and one cut off might still arrive behind what is shown next.
        """
        self._is_stopped = True
        self._news.set()
        if self._task is None:
            return
        await asyncio.wait([self._task], timeout=self._pace.farewell_seconds)
        self._task.cancel()

    async def _run(self) -> None:
        try:
            await self._paint_news()
        except Exception:  # noqa: BLE001 (the dream goes on, and its ending is shown all the same)
            _log.exception("painting_failed")

    async def _paint_news(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await self._news.wait()
            self._news.clear()
            while (left := self._painted_at + self._interval_seconds - clock()) > 0:
                if self._is_stopped:
                    return
                await self._wait_for_news(left)
            if self._is_stopped or not await self._paint():
                return
            self._painted_at = clock()

    async def _wait_for_news(self, timeout_seconds: float) -> None:
        """News may be of a kind that is due sooner."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._news.wait()
        except TimeoutError:
            return
        self._news.clear()
