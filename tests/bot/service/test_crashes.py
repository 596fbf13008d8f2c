"""Whatever is killed and when: no accepted job is lost, none is dreamed or closed twice, and nobody
is left with a message that says that it goes on.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Coroutine
from contextlib import closing, suppress
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.conversation import Person, Queued, Suspended
from bot.errors import BotError, BotErrorCode
from bot.service import AlreadyAcceptedError, DreamOrder, JobState, JournalEntry, ServiceLimits
from dream_core import DreamResult, ErrorCode, Progress
from tests.bot.service.hand_engine import RESULT
from tests.bot.service.mortal_run import Key, Run, World
from tests.bot.service.ordering import RECIPE
from tests.bot.service.virtual_time import VirtualTimeLoop

PEOPLE = "abc"
CHATS = "xy"
WORKERS = 2
LIMITS = ServiceLimits(
    max_waiting=6, max_waiting_per_person=2, position_seconds=0.0, farewell_seconds=0.5
)
AWAY = BotError(BotErrorCode.RECORDS_UNAVAILABLE, "The disk is full.")


class CrashMachine(RuleBasedStateMachine):
    """A bot that is started, ordered from, killed and started again, over one journal and one
    platform that are now and then away.
    """

    run: Run
    seen_started: int

    def __init__(self) -> None:
        super().__init__()
        self.loop = VirtualTimeLoop()
        self.world = World()
        self.orders = 0
        self.had_trouble = False
        self.tasks: list[asyncio.Task[None]] = []
        self.promised: set[str] = set()
        self.begin()

    # What happens.

    @rule(
        person=st.sampled_from(PEOPLE),
        chat=st.sampled_from(CHATS),
        parts=st.integers(1, 3),
        has_trigger=st.booleans(),
    )
    def order(self, person: str, chat: str, parts: int, has_trigger: bool) -> None:
        self.orders += 1
        trigger = f"message {self.orders}" if has_trigger else None
        self.spawn(self.place(self.make_order(person, chat, parts, trigger)))

    @precondition(lambda self: any(entry.trigger for entry in self.entries()))
    @rule(data=st.data(), parts=st.integers(1, 3))
    def order_again(self, data: st.DataObject, parts: int) -> None:
        """The platform tells of something twice."""
        known = sorted({entry.trigger for entry in self.entries() if entry.trigger})
        self.orders += 1
        trigger = data.draw(st.sampled_from(known))
        self.spawn(self.place(self.make_order("a", "x", parts, trigger), is_known=True))

    @precondition(lambda self: self.dreaming())
    @rule(data=st.data())
    def grow(self, data: st.DataObject) -> None:
        self.run.engine.progress(self.draw_dreaming(data), 0.5)

    @precondition(lambda self: self.dreaming())
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        self.end(data, self.run.engine.finish)

    @precondition(lambda self: self.dreaming())
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        self.end(data, lambda job_id: self.run.engine.fail(job_id, ErrorCode.OUT_OF_MEMORY))

    @precondition(lambda self: self.open_jobs())
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        job_id = data.draw(st.sampled_from(self.open_jobs()))
        person = self.world.journal.entries[job_id].person
        with suppress(BotError):  # it ended just now
            self.loop.run_until_complete(self.run.service.cancel(job_id, person.id))

    @rule()
    def resume_again(self) -> None:
        """The platform's connection is back."""
        self.spawn(self.run.resume())

    @rule(times=st.integers(1, 12))
    def go_on(self, times: int) -> None:
        self.loop.tick(times)

    @rule(seconds=st.sampled_from([0.3, 3.0, 30.0]))
    def pass_time(self, seconds: float) -> None:
        self.loop.pass_time(seconds)

    @rule(is_reachable=st.booleans(), has_journal=st.booleans())
    def trouble_comes_or_goes(self, is_reachable: bool, has_journal: bool) -> None:
        self.had_trouble |= not has_journal
        self.world.is_reachable = is_reachable
        self.world.journal.fault = None if has_journal else AWAY

    @rule()
    def calm_comes(self) -> None:
        """Whatever is open then is still to be dreamed, and nobody is told anything else."""
        self.trouble_comes_or_goes(is_reachable=True, has_journal=True)
        self.loop.pass_time(1000)
        going_on = {self.world.journal.entries[job_id].group_id for job_id in self.open_jobs()}
        assert {group_id for group_id, _ in self.unfinished()} == going_on
        for key, message in self.world.messages.items():
            is_open = isinstance(message.state, Queued | Progress | Suspended)
            assert not is_open or key[0] in going_on, key

    @precondition(lambda self: self.world.dreams)
    @rule(data=st.data())
    def lose_a_dream(self, data: st.DataObject) -> None:
        """Somebody clears the folder up."""
        key = data.draw(st.sampled_from(sorted(self.world.dreams)))
        del self.world.dreams[key]
        self.done_before -= {e.job_id for e in self.entries() if (e.group_id, e.part) == key}

    @precondition(lambda self: self.dreaming())
    @rule(data=st.data(), is_reachable=st.booleans())
    def finish_without_a_journal(self, data: st.DataObject, is_reachable: bool) -> None:
        self.trouble_comes_or_goes(is_reachable, has_journal=False)
        self.finish(data)
        self.loop.pass_time(3)

    @precondition(lambda self: self.dreaming())
    @rule(data=st.data(), times=st.integers(0, 20))
    def crash_at_an_ending(self, data: st.DataObject, times: int) -> None:
        self.finish(data)
        self.crash(times)

    @rule(times=st.integers(0, 12))
    def crash(self, times: int) -> None:
        self.loop.tick(times)
        self.kill()
        self.begin()

    @rule(times=st.integers(0, 12), seconds=st.sampled_from([0.0, 5.0]))
    def restart(self, times: int, seconds: float) -> None:
        self.loop.tick(times)
        self.loop.run_until_complete(self.run.leave(seconds))
        if self.world.is_reachable:
            for key in self.run.life.told:
                assert not isinstance(self.message_state(key), Queued | Progress), key
        self.end_tasks()
        self.begin()

    # What holds meanwhile.

    @invariant()
    def what_was_promised_is_in_the_journal(self) -> None:
        assert self.promised <= self.world.journal.entries.keys()

    @invariant()
    def no_order_is_closed_twice(self) -> None:
        assert all(count == 1 for count in Counter(self.world.closed).values())

    @invariant()
    def nothing_is_dreamed_twice_in_a_run_nor_again_once_it_is_kept(self) -> None:
        assert all(count == 1 for count in Counter(self.run.engine.started).values())
        assert not self.done_before & {*self.run.engine.started}

    @invariant()
    def a_result_is_never_taken_back(self) -> None:
        for key, message in self.world.messages.items():
            results = [one for one in message.endings if isinstance(one, DreamResult)]
            assert all(one == RESULT for one in results), key

    @invariant()
    def new_orders_keep_to_the_bounds(self) -> None:
        new = Counter(
            person
            for person in PEOPLE
            for one in self.run.service.view(f"fake:{person}").own_waiting
            if one.job_id not in self.old
        )
        assert new.total() <= LIMITS.max_waiting
        assert all(count <= LIMITS.max_waiting_per_person for count in new.values())

    @invariant()
    def people_take_turns(self) -> None:
        """Nobody is served again and again while somebody waits for a first turn."""
        started = self.run.engine.started
        for job_id in started[self.seen_started :]:
            person = self.world.journal.entries[job_id].person.id
            self.served_since.pop(person, None)
            for served in self.served_since.values():
                served[person] += 1
        self.seen_started = len(started)
        for person in (f"fake:{name}" for name in PEOPLE):
            if not self.run.service.view(person).own_waiting:
                self.served_since.pop(person, None)
            elif person not in self.served_since:
                self.served_since[person] = Counter()
        # One turn may have been taken already when the waiting was first seen.
        assert all(max(s.values(), default=0) <= 2 for s in self.served_since.values())

    def teardown(self) -> None:
        try:
            self.let_all_end()
            self.check_the_end()
        finally:
            with closing(self.loop):
                self.kill()

    # How it is done.

    def begin(self) -> None:
        self.done_before = {entry.job_id for entry in self.entries() if self.is_done(entry)}
        self.old = {*self.world.journal.entries}
        self.ended: set[str] = set()
        self.seen_started = 0
        self.served_since: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.run = Run(self.world, LIMITS, workers=WORKERS)
        self.loop.run_until_complete(self.run.start())
        self.spawn(self.run.resume())

    def kill(self) -> None:
        self.run.life.is_over = True
        self.end_tasks()
        self.loop.run_until_complete(self.run.sweep_up())

    def spawn(self, doing: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(self.loop.create_task(doing))

    def end_tasks(self) -> None:
        for task in self.tasks:
            task.cancel()
        self.loop.tick(3)
        for task in self.tasks:
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error
        self.tasks.clear()

    async def place(self, order: DreamOrder, *, is_known: bool = False) -> None:
        try:
            answers = await self.run.order(order)
        except AlreadyAcceptedError:
            assert is_known
        except BotError:
            assert not [e for e in self.entries() if e.group_id == order.group_id]
        else:
            assert not is_known
            self.promised |= {answer for answer in answers if isinstance(answer, str)}

    def make_order(self, person: str, chat: str, parts: int, trigger: str | None) -> DreamOrder:
        group_id = f"order {self.orders:03}"
        return DreamOrder(
            group_id=group_id,
            person=Person(id=f"fake:{person}", name=person),
            chat_id=f"fake:{chat}",
            preset="puppyslug",
            parts=self.run.make_parts(group_id, [RECIPE] * parts),
            trigger=trigger,
        )

    def end(self, data: st.DataObject, ending: Any) -> None:
        job_id = self.draw_dreaming(data)
        self.ended.add(job_id)
        ending(job_id)

    def draw_dreaming(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.dreaming()))

    def dreaming(self) -> list[str]:
        engine = self.run.engine
        over = {*engine.closed, *self.ended}
        return [job_id for job_id in engine.started if job_id not in over]

    def open_jobs(self) -> list[str]:
        return [job for name in PEOPLE for job in self.run.service.jobs_of(f"fake:{name}")]

    def entries(self) -> list[JournalEntry]:
        return list(self.world.journal.entries.values())

    def is_done(self, entry: JournalEntry) -> bool:
        """Whether there is no reason to dream it any more."""
        key = (entry.group_id, entry.part)
        if entry.state is JobState.FINISHED:
            return key in self.world.dreams
        was_seen = key in self.world.messages and self.world.messages[key].endings
        # Without a journal, what people saw may be all that is left of it.
        return entry.state is not JobState.WAITING or bool(was_seen and not self.had_trouble)

    def unfinished(self) -> list[Key]:
        return [
            (entry.group_id, entry.part)
            for entry in self.entries()
            if entry.state is not JobState.CLOSED
        ]

    def message_state(self, key: Key) -> object:
        message = self.world.messages.get(key)
        return message.state if message else None

    def let_all_end(self) -> None:
        self.trouble_comes_or_goes(is_reachable=True, has_journal=True)
        for _ in range(200):
            self.loop.pass_time(60)
            if not self.unfinished() and not self.run.service.running:
                break
            for job_id in self.dreaming():
                self.run.engine.finish(job_id)
        self.calm_comes()

    def check_the_end(self) -> None:
        assert (self.run.service.waiting, self.run.service.running) == (0, 0)
        assert self.unfinished() == []
        assert {*self.world.closed} == {entry.group_id for entry in self.entries()}
        for entry in self.entries():
            state = self.message_state((entry.group_id, entry.part))
            assert state is not None, entry
            assert not isinstance(state, Queued | Progress | Suspended), (entry, state)
        for key in self.world.messages:
            assert any((entry.group_id, entry.part) == key for entry in self.entries())


CrashMachine.TestCase.settings = settings(
    deadline=None, derandomize=True, max_examples=250, stateful_step_count=40
)
TestCrashes = CrashMachine.TestCase
