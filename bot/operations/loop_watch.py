"""Watches how late the event loop is, and looks at what it does while it is late."""

import asyncio
import gc
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from bot.operations.garbage import GarbageClock
from bot.operations.stalls import Spent, Stack, Stall, divide_stall, read_stack
from bot.operations.thread_times import read_all_waited, read_stolen

_MOST_LOOKS = 64
_JOIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """How closely a loop is watched.

    It is to answer every ``beat_seconds``; being ``stall_seconds`` late is a stall, and with
    ``hang_seconds`` nobody waits for its end any more. Another thread looks after it every
    ``look_seconds``.
    """

    beat_seconds: float = 0.1
    look_seconds: float = 0.25
    stall_seconds: float = 1.0
    hang_seconds: float = 10.0


CLOSE_ATTENTION = Attention(beat_seconds=0.005, look_seconds=0.01, stall_seconds=0.025)
"""Takes a few hundredths of a processor."""


class _Beat(NamedTuple):
    """When the loop answered, and for how long until then its thread had run, all threads had, and
    the process had collected garbage.
    """

    at: float
    ran: float
    all_ran: float
    collected: float


class _Look(NamedTuple):
    at: float
    stack: Stack


class _Waits(NamedTuple):
    """How long threads had waited for a processor, and all were taken away, until then."""

    at: float
    by_thread: Mapping[int, float]
    stolen: float


class LoopWatch:
    """A context manager that watches the running loop, on which it is entered and left.

    ``on_lag`` hears there, at every beat, how many seconds late it is. In a thread of their own
    ``on_stall`` hears of each stall that is over, and ``on_hang`` of one that may never be: its
    seconds until now, and what the loop is doing.
    """

    def __init__(
        self,
        *,
        on_stall: Callable[[Stall], None],
        on_hang: Callable[[float, Stack], None] | None = None,
        on_lag: Callable[[float], None] | None = None,
        attention: Attention | None = None,
    ) -> None:
        self._on_stall = on_stall
        self._on_hang = on_hang
        self._on_lag = on_lag
        self._attention = attention or Attention()
        self._loop_thread = self._loop_native_id = 0
        self._hung_since = 0.0
        self._garbage = GarbageClock()
        self._last = _Beat(0.0, 0.0, 0.0, 0.0)
        self._late: deque[tuple[_Beat, _Beat]] = deque()
        self._looks: deque[_Look] = deque(maxlen=_MOST_LOOKS)
        self._waits: deque[_Waits] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="loop-watch", daemon=True)

    def __enter__(self) -> Self:
        self._loop_thread = threading.get_ident()
        self._loop_native_id = threading.get_native_id()
        self._garbage.start()
        self._note_waits()
        self._last = self._read_beat()
        self._await_beat(asyncio.get_running_loop())
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._note_beat()
        self._garbage.stop()
        self._ended.set()
        self._thread.join(_JOIN_SECONDS)

    def _await_beat(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(self._attention.beat_seconds, self._beat, loop)

    def _beat(self, loop: asyncio.AbstractEventLoop) -> None:
        lag_seconds = self._note_beat()
        if self._on_lag is not None:
            self._on_lag(lag_seconds)
        self._await_beat(loop)

    def _note_beat(self) -> float:
        last, now = self._last, self._read_beat()
        self._last = now
        lag_seconds = max(0.0, now.at - last.at - self._attention.beat_seconds)
        if lag_seconds >= self._attention.stall_seconds:
            self._late.append((last, now))
        return lag_seconds

    def _read_beat(self) -> _Beat:
        return _Beat(
            at=time.perf_counter(),
            ran=time.thread_time(),
            all_ran=time.process_time(),
            collected=self._garbage.seconds,
        )

    def _watch(self) -> None:
        while not self._ended.wait(self._attention.look_seconds):
            last_at = self._last.at
            self._note_waits()
            self._look_if_late(last_at)
            self._tell_stalls()
            self._forget_before(last_at)
        self._tell_stalls()

    def _note_waits(self) -> None:
        self._waits.append(_read_waits())

    def _look_if_late(self, last_at: float) -> None:
        attention = self._attention
        late_seconds = time.perf_counter() - last_at - attention.beat_seconds
        if late_seconds <= min(attention.look_seconds, attention.stall_seconds / 2):
            return
        stack = look_at(self._loop_thread)
        self._looks.append(_Look(time.perf_counter(), stack))
        if late_seconds >= attention.hang_seconds and self._hung_since != last_at:
            self._hung_since = last_at
            if self._on_hang is not None:
                self._on_hang(late_seconds, stack)

    def _tell_stalls(self) -> None:
        while self._late:
            begin, end = self._late.popleft()
            late_seconds = end.at - begin.at - self._attention.beat_seconds
            looks = [look for look in self._looks if begin.at <= look.at <= end.at]
            stacks = tuple(look.stack for look in looks)
            self._on_stall(divide_stall(late_seconds, self._sum_up(begin, end, looks), stacks))

    def _sum_up(self, begin: _Beat, end: _Beat, looks: Sequence[_Look]) -> Spent:
        waited, others_waited = self._divide_waits(begin.at)
        ran = end.ran - begin.ran
        return Spent(
            ran=ran,
            waited=waited,
            others_ran=end.all_ran - begin.all_ran - ran,
            others_waited=others_waited,
            seen=looks[-1].at - looks[0].at + self._attention.look_seconds if looks else 0.0,
            collecting=end.collected - begin.collected,
        )

    def _divide_waits(self, since: float) -> tuple[float, float]:
        """How long the loop's thread waited for a processor since then, or a little longer; and
        how long others did, and all processors were taken away.
        """
        before = next(waits for waits in reversed(self._waits) if waits.at <= since)
        now = _read_waits()
        waited = {
            thread: seconds - before.by_thread.get(thread, 0.0)
            for thread, seconds in now.by_thread.items()
        }
        own = waited.pop(self._loop_native_id, 0.0)
        return own, sum(waited.values()) + now.stolen - before.stolen

    def _forget_before(self, last_at: float) -> None:
        """What no stall can need that isn't told yet."""
        while len(self._waits) > 1 and self._waits[1].at <= last_at:
            self._waits.popleft()
        while self._looks and self._looks[0].at < last_at:
            self._looks.popleft()


def look_at(thread: int) -> Stack:
    """The calls that a thread is in, by its identifier; none where there is no such thread.

    Without collecting garbage meanwhile: CPython 3.11 may do so while it makes a frame an object,
    and where that lets the thread go on, the frame has ended (python/cpython#106883).
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return read_stack(sys._current_frames().get(thread))  # noqa: SLF001 (public otherwise)
    finally:
        if collects:
            gc.enable()


def _read_waits() -> _Waits:
    return _Waits(time.perf_counter(), read_all_waited(), read_stolen())
