import asyncio
import gc
import sys
import threading
import time
from dataclasses import replace

import pytest

from bot.operations import CLOSE_ATTENTION, LoopWatch, Stall
from bot.operations.loop_watch import look_at
from bot.operations.stalls import Stack, read_stack


def block_loop(seconds: float) -> None:
    time.sleep(seconds)  # as a call of ours would that should have been awaited


def keep_busy(seconds: float) -> None:
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


async def watch(work: object, seconds: float) -> list[Stall]:
    stalls: list[Stall] = []
    with LoopWatch(on_stall=stalls.append, attention=CLOSE_ATTENTION):
        await asyncio.sleep(0.02)
        assert callable(work)
        work(seconds)
        await asyncio.sleep(0.02)
    return stalls


async def test_a_call_that_blocks_is_told_with_the_place_where_it_does() -> None:
    stall = max(await watch(block_loop, 0.2), key=lambda stall: stall.seconds)
    assert stall.seconds == pytest.approx(0.2, abs=0.1)
    assert stall.ran_seconds < 0.1
    assert "block_loop" in {call.function for stack in stall.stacks for call in stack}


async def test_a_call_that_computes_is_told_as_one_that_runs() -> None:
    stall = max(await watch(keep_busy, 0.2), key=lambda stall: stall.ran_seconds)
    assert stall.ran_seconds == pytest.approx(0.2, abs=0.05)
    assert "keep_busy" in {call.function for stack in stall.stacks for call in stack}


async def test_collecting_garbage_is_told() -> None:
    def collect(seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            gc.collect()

    stall = max(await watch(collect, 0.2), key=lambda stall: stall.seconds)
    assert 0.1 < stall.collecting_seconds <= stall.seconds


async def test_a_loop_that_answers_has_no_stall_of_its_own() -> None:
    async def work() -> None:
        for _ in range(50):
            keep_busy(0.002)
            await asyncio.sleep(0.002)

    stalls: list[Stall] = []
    with LoopWatch(on_stall=stalls.append, attention=CLOSE_ATTENTION):
        await work()
    assert all(stall.own_seconds < 0.05 for stall in stalls)


async def test_every_beat_tells_how_late_it_is() -> None:
    lags: list[float] = []
    watch = LoopWatch(on_stall=lambda _stall: None, on_lag=lags.append, attention=CLOSE_ATTENTION)
    with watch:
        await asyncio.sleep(0.1)
        block_loop(0.1)
        await asyncio.sleep(0.05)
    assert len(lags) > 2
    assert all(lag >= 0 for lag in lags)
    assert max(lags) > 0.08


async def test_what_began_before_the_end_is_told_though_no_beat_follows() -> None:
    stalls: list[Stall] = []
    with LoopWatch(on_stall=stalls.append, attention=CLOSE_ATTENTION):
        await asyncio.sleep(0.01)
        block_loop(0.1)
    assert max(stall.seconds for stall in stalls) > 0.08


async def test_a_loop_that_hangs_is_told_of_once_while_it_does() -> None:
    hangs: list[tuple[float, Stack]] = []
    attention = replace(CLOSE_ATTENTION, hang_seconds=0.1)
    with LoopWatch(
        on_stall=lambda _stall: None,
        on_hang=lambda seconds, stack: hangs.append((seconds, stack)),
        attention=attention,
    ):
        await asyncio.sleep(0.01)
        block_loop(0.4)
        (hang,) = hangs
        await asyncio.sleep(0.05)
        block_loop(0.4)
    assert len(hangs) == 2
    assert hang[0] >= 0.1
    assert "block_loop" in {call.function for call in hang[1]}


async def test_nothing_is_left_of_it() -> None:
    callbacks, threads = list(gc.callbacks), set(threading.enumerate())
    with LoopWatch(on_stall=lambda _stall: None):
        (watching,) = set(threading.enumerate()) - threads
        assert watching.name == "loop-watch"
    assert not watching.is_alive()
    assert gc.callbacks == callbacks


def test_nothing_is_collected_while_it_looks_at_a_thread() -> None:
    """Whatever is called then may let the thread go on, and its frames end."""
    seen: set[str] = set()

    def note(_phase: str, _info: object) -> None:
        seen.update(call.function for call in read_stack(sys._getframe()))

    threshold = gc.get_threshold()
    gc.callbacks.append(note)
    gc.set_threshold(1)
    try:
        stack = look_at(threading.get_ident())
        made = [[number] for number in range(100)]
    finally:
        gc.set_threshold(*threshold)
        gc.callbacks.remove(note)
    assert stack[0].function == "look_at"
    assert stack[1].function.startswith("test_nothing_is_collected")
    assert len(made) == 100
    assert any(name.startswith("test_nothing_is_collected") for name in seen)
    assert not seen & {"_walk", "read_stack"}


def test_looking_at_no_thread_sees_nothing() -> None:
    assert look_at(-1) == ()
    assert gc.isenabled()
