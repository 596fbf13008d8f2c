"""The service goes on with what earlier runs of the bot have accepted."""

import asyncio
import time
from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from bot.adapters.fake import FakeConversation, HeldPictures
from bot.conversation import Person, Problem
from bot.errors import BotError, BotErrorCode
from bot.service import (
    DreamService,
    JobState,
    JournalEntry,
    KeptProblem,
    Reopened,
    ResultFacts,
    ServiceLimits,
)
from dream_core import DreamResult
from tests.bot.service.hand_engine import RESULT, HandEngine
from tests.bot.service.memory_journal import MemoryJournal
from tests.bot.service.ordering import make_entry, make_order, order

YEAR_SECONDS = 365 * 86_400.0
AWAY = BotError(BotErrorCode.RECORDS_UNAVAILABLE, "The disk is full.")
PROBLEM = KeptProblem(code="out_of_memory", sentence="It didn't fit.")
FACTS = ResultFacts.of(RESULT)


class Reopening:
    """An adapter's way back to those who wait, by job; ``kept`` are the dreams that are there."""

    def __init__(self, *, kept: Sequence[str] = ()) -> None:
        self.conversations: dict[str, FakeConversation] = {}
        self.groups: list[str] = []
        self.unwanted: set[str] = set()
        self._kept = kept

    async def __call__(self, entries: Sequence[JournalEntry]) -> list[Reopened] | None:
        await asyncio.sleep(0)
        self.groups.append(entries[0].group_id)
        if entries[0].group_id in self.unwanted:
            return None
        return [self._reopen(entry) for entry in entries]

    def __getitem__(self, job_id: str) -> FakeConversation:
        return self.conversations[job_id]

    def _reopen(self, entry: JournalEntry) -> Reopened:
        conversation = self.conversations[entry.job_id] = FakeConversation()
        is_kept = entry.result is not None and entry.job_id in self._kept
        return Reopened(
            conversation=conversation,
            pictures=HeldPictures(f"photo of {entry.job_id}".encode()),
            result=RESULT if is_kept else None,
        )


def entry_of(person: str, job_id: str, accepted_at: float, **more: object) -> JournalEntry:
    return make_entry(
        job_id=job_id,
        group_id=f"order of {job_id}",
        person=Person(id=f"fake:{person}", name=person),
        accepted_at=accepted_at,
        **more,
    )


def code_of(ending: DreamResult | Problem) -> str:
    assert not isinstance(ending, DreamResult)
    return ending.code


async def test_what_waited_goes_on_in_its_old_order_and_fairly(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    entries = [
        entry_of("ann", "a1", 1),
        entry_of("ann", "a2", 2),
        entry_of("bob", "b1", 3),
        entry_of("ann", "a3", 4),
        entry_of("cem", "c1", 5),
    ]
    for entry in reversed(entries):
        await journal.accept([entry])
    reopening = Reopening()
    assert await service.resume("fake", reopening) == 5
    for count in range(1, 6):
        started = await engine.wait_started(count)
        engine.finish(started[-1])
    await journal.wait_closed()

    assert engine.started == ["a1", "b1", "c1", "a2", "a3"]
    assert [request.picture for request in engine.requests][:2] == [b"photo of a1", b"photo of b1"]
    for entry in entries:
        conversation = reopening[entry.job_id]
        assert (conversation.calls[0], conversation.results) == ("acknowledge", [RESULT])


async def test_a_dream_that_was_finished_is_delivered_and_not_dreamed_again(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    await journal.accept([entry_of("ann", "a1", 1, state=JobState.FINISHED, result=FACTS)])
    reopening = Reopening(kept=["a1"])
    assert await service.resume("fake", reopening) == 1
    assert await reopening["a1"].wait_for_end() == RESULT
    assert reopening["a1"].calls == ["deliver"]
    await journal.wait_closed()
    assert engine.started == []


async def test_a_dream_whose_file_is_lost_is_dreamed_again(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    await journal.accept([entry_of("ann", "a1", 1, state=JobState.FINISHED, result=FACTS)])
    reopening = Reopening()
    await service.resume("fake", reopening)
    await engine.wait_started(1)
    engine.finish("a1")
    assert await reopening["a1"].wait_for_end() == RESULT
    await journal.wait_closed()


async def test_those_whose_dream_had_failed_are_told(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    await journal.accept([entry_of("ann", "a1", 1, state=JobState.FAILED, problem=PROBLEM)])
    reopening = Reopening()
    await service.resume("fake", reopening)
    assert await reopening["a1"].wait_for_end() == PROBLEM
    await journal.wait_closed()
    assert engine.started == []


async def test_what_nobody_waits_for_any_more_is_closed(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    entry = entry_of("ann", "a1", 1)
    await journal.accept([entry])
    reopening = Reopening()
    reopening.unwanted.add(entry.group_id)
    assert await service.resume("fake", reopening) == 0
    await journal.wait_closed()
    assert engine.started == []


async def test_a_dream_that_is_begun_again_and_again_is_given_up(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    most = ServiceLimits().most_starts
    entries = [entry_of("ann", "a1", 1, starts=most), entry_of("bob", "b1", 2, starts=most - 1)]
    await journal.accept(entries)
    reopening = Reopening()
    await service.resume("fake", reopening)
    assert code_of(await reopening["a1"].wait_for_end()) == BotErrorCode.INTERRUPTED
    assert await engine.wait_started(1) == ["b1"]
    engine.finish("b1")
    await journal.wait_closed()
    await service.drain(5)
    assert journal.entries["b1"].starts == most


async def test_parts_that_were_refused_and_parts_that_wait_go_on_together(
    service: DreamService, engine: HandEngine
) -> None:
    journal = MemoryJournal()
    parts = [
        make_entry(job_id="0", group_id="g", part=0, state=JobState.FINISHED, result=FACTS),
        make_entry(job_id="1", group_id="g", part=1),
        make_entry(job_id="2", group_id="g", part=2, state=JobState.FAILED, problem=PROBLEM),
    ]
    await journal.accept(parts)
    async with DreamService(engine, ServiceLimits(farewell_seconds=0.5), journal) as service:
        reopening = Reopening(kept=["0"])
        assert await service.resume("fake", reopening) == 3
        assert await reopening["0"].wait_for_end() == RESULT
        assert await reopening["2"].wait_for_end() == PROBLEM
        assert await engine.wait_started(1) == ["1"]
        assert journal.closed == {}
        engine.finish("1")
        assert await reopening["1"].wait_for_end() == RESULT
        await journal.wait_closed()
    assert journal.closed == {"g": 1}


async def test_a_second_resume_finds_nothing(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    await journal.accept([entry_of("ann", "a1", 1)])
    await journal.accept([entry_of("bob", "b1", 2, state=JobState.FINISHED, result=FACTS)])
    first, second = Reopening(kept=["b1"]), Reopening(kept=["b1"])
    counts = await asyncio.gather(service.resume("fake", first), service.resume("fake", second))
    assert sum(counts) == 2
    assert await service.resume("fake", second) == 0
    await engine.wait_started(1)
    engine.finish("a1")
    await journal.wait_closed()
    assert await service.resume("fake", second) == 0
    assert sorted(first.groups + second.groups) == ["order of a1", "order of b1"]
    assert engine.started == ["a1"]


@pytest.mark.parametrize("years", [-20, 20])
async def test_a_clock_that_jumps_loses_nothing_that_was_accepted(
    engine: HandEngine, journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    limits = ServiceLimits(farewell_seconds=0.5)
    async with DreamService(engine, limits, journal) as service:
        before = await order(service, make_order("ann"))
        jumped = time.time() + years * YEAR_SECONDS
        monkeypatch.setattr(time, "time", lambda: jumped)
        after = await order(service, make_order("bob"))
        await engine.wait_started(1)
        await service.drain(0)
    async with DreamService(engine, limits, journal) as service:
        reopening = Reopening()
        assert await service.resume("fake", reopening) == 2
        for count in (2, 3):
            engine.finish((await engine.wait_started(count))[-1])
        for job_id in (before, after):
            assert await reopening[job_id].wait_for_end() == RESULT
        await journal.wait_closed()


async def test_another_platforms_jobs_are_left_to_it(
    service: DreamService, journal: MemoryJournal
) -> None:
    await journal.accept([entry_of("ann", "a1", 1, platform="other")])
    reopening = Reopening()
    assert await service.resume("fake", reopening) == 0
    assert (reopening.groups, journal.states) == ([], [JobState.WAITING])


async def test_orders_that_come_and_end_while_others_are_resumed_are_taken_once(
    engine: HandEngine,
) -> None:
    class SlowJournal(MemoryJournal):
        """What was read of it is out of date by the time that it is there."""

        async def load_open(self, platform: str) -> Sequence[JournalEntry]:
            found = await super().load_open(platform)
            read.set()
            await go_on.wait()
            return found

    read, go_on, journal = asyncio.Event(), asyncio.Event(), SlowJournal()
    await journal.accept([entry_of("bob", "b1", 1)])
    async with DreamService(engine, ServiceLimits(farewell_seconds=0.5), journal) as service:
        conversation = FakeConversation()
        job_id = await order(service, make_order("ann"), conversation)
        reopening = Reopening()
        resuming = asyncio.create_task(service.resume("fake", reopening))
        await read.wait()
        await engine.wait_started(1)
        engine.finish(job_id)
        await conversation.wait_for_end()
        await journal.wait_until(lambda: journal.entries[job_id].state is JobState.CLOSED)
        go_on.set()
        assert await resuming == 1
        assert reopening.groups == ["order of b1"]
        assert await engine.wait_started(2) == [job_id, "b1"]
        engine.finish("b1")
        await journal.wait_closed()


async def test_resumed_jobs_may_be_more_than_new_ones(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    limits = ServiceLimits(max_waiting=2, max_waiting_per_person=1, farewell_seconds=0.5)
    for number in range(4):
        await journal.accept([entry_of("ann", f"a{number}", number)])
    async with DreamService(engine, limits, journal) as service:
        reopening = Reopening()
        assert await service.resume("fake", reopening) == 4
        assert (service.running, service.waiting) == (1, 3)
        with pytest.raises(BotError) as refusal:
            await order(service, make_order("bob"))
        assert refusal.value.code is BotErrorCode.QUEUE_FULL
        for count in range(1, 5):
            started = await engine.wait_started(count)
            engine.finish(started[-1])
        await journal.wait_closed()
        await order(service, make_order("bob"))


async def test_an_order_that_its_adapter_stumbles_over_keeps_none_from_going_on(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    await journal.accept([entry_of("ann", "a1", 1)])
    await journal.accept([entry_of("bob", "b1", 2)])

    class Stumbling(Reopening):
        async def __call__(self, entries: Sequence[JournalEntry]) -> list[Reopened] | None:
            if entries[0].job_id == "a1":
                raise ValueError("a bug")
            return await super().__call__(entries)

    with capture_logs() as logs:
        assert await service.resume("fake", Stumbling()) == 1
    assert [log["group_id"] for log in logs if log["event"] == "order_not_resumed"] == [
        "order of a1"
    ]
    reopening = Reopening()
    assert await service.resume("fake", reopening) == 1  # it isn't lost
    assert reopening.groups == ["order of a1"]


async def test_records_that_cannot_be_read_are_told_and_read_later(
    service: DreamService, journal: MemoryJournal
) -> None:
    await journal.accept([entry_of("ann", "a1", 1)])
    journal.fault = AWAY
    with pytest.raises(BotError):
        await service.resume("fake", Reopening())
    journal.fault = None
    assert await service.resume("fake", Reopening()) == 1


async def test_what_is_reopened_while_the_bot_leaves_is_left_to_its_next_run(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    await journal.accept([entry_of("ann", "a1", 1)])
    async with DreamService(engine, ServiceLimits(farewell_seconds=0.5), journal) as service:

        class Late(Reopening):
            async def __call__(self, entries: Sequence[JournalEntry]) -> list[Reopened] | None:
                await service.drain(0)
                return await super().__call__(entries)

        reopening = Late()
        assert await service.resume("fake", reopening) == 0
    assert reopening["a1"].calls == []
    assert journal.states == [JobState.WAITING]


async def test_a_dream_is_delivered_without_a_journal_and_closed_when_it_is_back(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    conversation = FakeConversation()
    job_id = await order(service, make_order(), conversation)
    await engine.wait_started(1)
    journal.fault = AWAY
    engine.finish(job_id)
    assert await conversation.wait_for_end() == RESULT
    assert journal.states == [JobState.WAITING]

    journal.fault = None
    reopening = Reopening()
    assert await service.resume("fake", reopening) == 0  # it isn't this one's to take on again
    await journal.wait_closed()
    assert reopening.groups == []
