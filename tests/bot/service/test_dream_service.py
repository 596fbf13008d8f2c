import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import pytest

from bot.adapters.fake import FakeConversation, HeldPictures
from bot.conversation import Problem, Queued, Suspended, UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.service import (
    Admission,
    Allowance,
    AlreadyAcceptedError,
    DreamOrder,
    DreamService,
    JobState,
    JournalEntry,
    OrderPart,
    Persistence,
    QuotaLimits,
    Rules,
    ServiceLimits,
)
from dream_core import DreamError, DreamResult, ErrorCode, Progress
from tests.bot.service.hand_engine import RESULT, HandEngine
from tests.bot.service.memory_journal import MemoryJournal
from tests.bot.service.ordering import RECIPE, make_order, order

ANN, BOB = "fake:ann", "fake:bob"
AWAY = BotError(BotErrorCode.RECORDS_UNAVAILABLE, "The disk is full.")


def make_many(conversations: Sequence[FakeConversation]) -> DreamOrder:
    """One order of as many pictures."""
    parts = tuple(
        OrderPart(recipe=RECIPE, pictures=HeldPictures(b"photo"), conversation=conversation)
        for conversation in conversations
    )
    return make_order(parts=parts).to(FakeConversation())


async def order_many(service: DreamService, *people: str) -> list[tuple[str, FakeConversation]]:
    ordered = []
    for person in people:
        conversation = FakeConversation()
        ordered.append((await order(service, make_order(person), conversation), conversation))
    return ordered


def was_told(conversation: FakeConversation, position: int) -> bool:
    return conversation.positions[-1] == position


def code_of(ending: DreamResult | Problem) -> str:
    assert not isinstance(ending, DreamResult)
    return ending.code


async def test_a_dream_is_acknowledged_shown_and_delivered(
    service: DreamService, engine: HandEngine
) -> None:
    conversation = FakeConversation()
    job_id = await order(service, make_order(), conversation)
    await engine.wait_started(1)
    engine.progress(job_id, 0.5, preview=b"small")
    await conversation.wait_until(lambda: conversation.updates)
    engine.finish(job_id)

    assert await conversation.wait_for_end() == RESULT
    assert conversation.acknowledged == [Queued(job_id=job_id, position=1, wait_seconds=None)]
    (update,) = conversation.updates
    assert isinstance(update, Progress)
    assert update.preview == b"small"
    assert (service.waiting, service.running) == (0, 0)


async def test_what_was_ordered_is_what_the_engine_gets(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    limits = ServiceLimits(time_limit_seconds=42, farewell_seconds=0.5)
    async with DreamService(engine, limits, journal) as service:
        one = make_order(picture=b"the photo")
        job_id = await order(service, one)
        await engine.wait_started(1)

        (request,) = engine.requests
        assert (request.job_id, request.picture, request.recipe) == (
            job_id,
            b"the photo",
            one.recipe,
        )
        assert request.time_limit_seconds == 42


async def test_as_many_dreams_run_as_the_engine_has_workers(journal: MemoryJournal) -> None:
    engine = HandEngine(workers=2)
    async with DreamService(engine, ServiceLimits(farewell_seconds=0.5), journal) as service:
        ordered = await order_many(service, "ann", "bob", "cem")
        await engine.wait_started(2)
        assert (service.running, service.waiting) == (2, 1)

        engine.finish(ordered[1][0])
        assert await engine.wait_started(3) == [job_id for job_id, _ in ordered]


async def test_people_take_turns(service: DreamService, engine: HandEngine) -> None:
    ordered = await order_many(service, "ann", "ann", "ann", "bob", "cem")
    names = {job_id: f"{who}" for (job_id, _), who in zip(ordered, "AaαBC", strict=True)}
    for count in range(1, 6):
        started = await engine.wait_started(count)
        engine.finish(started[-1])
    await ordered[-1][1].wait_for_end()

    assert [names[job_id] for job_id in engine.started] == ["A", "a", "B", "C", "α"]


async def test_those_who_wait_hear_how_they_move_up(
    service: DreamService, engine: HandEngine
) -> None:
    ordered = await order_many(service, "ann", "bob", "cem", "dan")
    _, last = ordered[-1]
    await last.wait_until(lambda: last.acknowledged)
    for position in (3, 2, 1):
        started = await engine.wait_started(4 - position)
        await last.wait_until(partial(was_told, last, position))
        engine.finish(started[-1])
    await engine.wait_started(4)

    assert last.positions == [3, 2, 1]


async def test_a_newcomer_pushes_back_only_those_with_more_than_one(
    service: DreamService, engine: HandEngine
) -> None:
    ordered = await order_many(service, "ann", "bob", "bob")
    _, second_of_bob = ordered[-1]
    await order_many(service, "cem")

    await second_of_bob.wait_until(lambda: second_of_bob.positions == [2, 3])


async def test_the_wait_is_learned(service: DreamService, engine: HandEngine) -> None:
    (first, conversation), (second, _), (third, _) = await order_many(service, "ann", "bob", "cem")
    await engine.wait_started(1)
    engine.finish(first)
    await conversation.wait_for_end()
    await engine.wait_started(2)

    view = service.view("fake:cem")
    (own,) = view.own_waiting
    assert (own.job_id, own.position) == (third, 1)
    assert own.wait_seconds is not None
    assert view.wait_seconds is not None
    assert view.wait_seconds > own.wait_seconds
    assert (view.waiting, view.running) == (1, 1)
    assert service.view(BOB).own_running == (second,)


async def test_a_waiting_dream_can_be_cancelled(service: DreamService, engine: HandEngine) -> None:
    ordered = await order_many(service, "ann", "bob", "cem")
    await service.cancel(ordered[1][0], BOB)

    assert code_of(await ordered[1][1].wait_for_end()) == ErrorCode.CANCELLED
    await ordered[2][1].wait_until(lambda: ordered[2][1].positions[-1] == 1)
    await engine.wait_started(1)
    assert len(engine.started) == 1


async def test_a_running_dream_can_be_cancelled(service: DreamService, engine: HandEngine) -> None:
    (first, conversation), (second, _) = await order_many(service, "ann", "bob")
    await engine.wait_started(1)
    await service.cancel(first, ANN)

    assert code_of(await conversation.wait_for_end()) == ErrorCode.CANCELLED
    assert engine.closed == [first]
    assert await engine.wait_started(2) == [first, second]


async def test_a_dream_cancelled_before_its_task_ran_is_ended_too(
    service: DreamService, engine: HandEngine
) -> None:
    ((job_id, conversation),) = await order_many(service, "ann")
    await service.cancel(job_id, ANN)
    await service.cancel(job_id, ANN)

    assert code_of(await conversation.wait_for_end()) == ErrorCode.CANCELLED
    assert conversation.calls == ["acknowledge", "apologise"]
    assert service.running == 0


async def test_a_moderator_cancels_the_dream_of_another(
    service: DreamService, engine: HandEngine
) -> None:
    ((job_id, conversation),) = await order_many(service, "ann")
    await service.cancel(job_id, BOB, is_moderator=True)
    assert code_of(await conversation.wait_for_end()) == ErrorCode.CANCELLED


async def test_nobody_cancels_the_dream_of_another(
    service: DreamService, engine: HandEngine
) -> None:
    ((job_id, conversation),) = await order_many(service, "ann")
    with pytest.raises(BotError) as refusal:
        await service.cancel(job_id, BOB)
    assert refusal.value.code is BotErrorCode.NOT_YOURS

    await engine.wait_started(1)
    engine.finish(job_id)
    assert await conversation.wait_for_end() == RESULT


async def test_a_dream_that_is_over_cannot_be_cancelled(
    service: DreamService, engine: HandEngine
) -> None:
    ((job_id, conversation),) = await order_many(service, "ann")
    await engine.wait_started(1)
    engine.finish(job_id)
    await conversation.wait_for_end()

    for unknown in (job_id, "never"):
        with pytest.raises(BotError) as refusal:
            await service.cancel(unknown, ANN)
        assert refusal.value.code is BotErrorCode.JOB_UNKNOWN
    assert service.jobs_of(ANN) == ()


async def test_own_jobs_are_listed_oldest_first(service: DreamService) -> None:
    ordered = await order_many(service, "ann", "bob", "ann")

    assert service.jobs_of(ANN) == (ordered[0][0], ordered[2][0])


async def test_a_failed_dream_is_apologised_for_and_the_next_one_runs(
    service: DreamService, engine: HandEngine
) -> None:
    (first, conversation), (second, next_one) = await order_many(service, "ann", "bob")
    await engine.wait_started(1)
    engine.fail(first, ErrorCode.PICTURE_UNREADABLE)
    assert code_of(await conversation.wait_for_end()) == ErrorCode.PICTURE_UNREADABLE

    await engine.wait_started(2)
    engine.finish(second)
    assert await next_one.wait_for_end() == RESULT


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (DreamError(ErrorCode.ENGINE_CLOSED, "Closed."), ErrorCode.ENGINE_CLOSED),
        (ValueError("a bug"), ErrorCode.INTERNAL),
        (None, ErrorCode.INTERNAL),
    ],
    ids=["an error with words", "an unexpected error", "an end without a result"],
)
async def test_an_engine_that_breaks_is_apologised_for(
    service: DreamService, engine: HandEngine, event: Exception | None, code: ErrorCode
) -> None:
    (first, conversation), (second, next_one) = await order_many(service, "ann", "bob")
    await engine.wait_started(1)
    engine.send(first, event)
    assert code_of(await conversation.wait_for_end()) == code

    await engine.wait_started(2)
    engine.finish(second)
    assert await next_one.wait_for_end() == RESULT


async def test_a_slow_or_failing_conversation_holds_up_nobody(
    service: DreamService, engine: HandEngine
) -> None:
    slow = FakeConversation(delay_seconds=30)
    failing = FakeConversation(failing={"acknowledge", "show_progress", "deliver", "apologise"})
    quick = FakeConversation()
    jobs = [
        await order(service, make_order(person), conversation)
        for person, conversation in (("ann", slow), ("bob", failing), ("cem", quick))
    ]
    for count, job_id in enumerate(jobs, start=1):
        await engine.wait_started(count)
        engine.progress(job_id, 0.5)
        engine.finish(job_id)

    assert await quick.wait_for_end(timeout_seconds=5) == RESULT
    assert slow.acknowledged == []


async def test_a_full_queue_refuses_and_says_so(engine: HandEngine, journal: MemoryJournal) -> None:
    limits = ServiceLimits(max_waiting=2, max_waiting_per_person=1, farewell_seconds=0.5)
    async with DreamService(engine, limits, journal) as service:
        await order_many(service, "ann", "ann", "bob")
        with pytest.raises(BotError) as all_full:
            await order(service, make_order("cem"), FakeConversation())
        assert all_full.value.code is BotErrorCode.QUEUE_FULL

        await service.cancel(service.jobs_of(BOB)[0], BOB)
        with pytest.raises(BotError) as own_full:
            await order(service, make_order("ann"), FakeConversation())
        assert own_full.value.code is BotErrorCode.TOO_MANY_WAITING
        await order_many(service, "cem")


async def test_moderators_come_first_where_that_is_set(journal: MemoryJournal) -> None:
    for moderators_first, taken in ((True, "amb"), (False, "abm")):
        limits = ServiceLimits(moderators_first=moderators_first, farewell_seconds=0.5)
        engine = HandEngine()
        async with DreamService(engine, limits, journal) as service:
            assert service.puts_moderators_first is moderators_first
            jobs = {
                await order(service, make_order(name, is_moderator=name == "m")): name
                for name in "abm"
            }
            for count in range(1, 4):
                started = await engine.wait_started(count)
                engine.finish(started[-1])
        assert "".join(jobs[job_id] for job_id in engine.started) == taken


async def test_whom_the_rules_leave_out_is_refused(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    admission = Admission(Rules(deny=frozenset({ANN})))
    async with DreamService(engine, ServiceLimits(), journal, admission=admission) as service:
        with pytest.raises(BotError) as refusal:
            await order(service, make_order("ann"))
    assert refusal.value.code is BotErrorCode.NOT_ADMITTED


async def test_what_the_queue_refuses_costs_no_quota(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    admission = Admission(limits=QuotaLimits(person=Allowance(dreams_per_hour=3)))
    limits = ServiceLimits(max_waiting_per_person=1, farewell_seconds=0.5)
    async with DreamService(engine, limits, journal, admission=admission) as service:
        await order_many(service, "ann", "ann")
        for _ in range(5):
            with pytest.raises(BotError) as refusal:
                await order(service, make_order("ann"))
            assert refusal.value.code is BotErrorCode.TOO_MANY_WAITING
        await service.cancel(service.jobs_of(ANN)[1], ANN)
        await order_many(service, "ann")
        with pytest.raises(BotError) as refusal:
            await order(service, make_order("ann"))
    assert refusal.value.code is BotErrorCode.TOO_MANY_DREAMS


async def test_a_grant_is_for_all_pictures_of_an_ask(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    admission = Admission(limits=QuotaLimits(cooldown_seconds=60))
    async with DreamService(
        engine, ServiceLimits(farewell_seconds=0.5), journal, admission=admission
    ) as service:
        asked = [make_order("ann").to(FakeConversation()) for _ in range(3)]
        async with await service.admission.admit(asked[0].asker, 3) as grant:
            for each in asked:
                await service.order(each, grant=grant)
        with pytest.raises(BotError) as refusal:
            await order(service, make_order("ann"))
    assert refusal.value.code is BotErrorCode.TOO_SOON


async def test_pixels_are_charged_for_what_is_dreamed_alone(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    size = RESULT.width * RESULT.height
    admission = Admission(limits=QuotaLimits(person=Allowance(pixels_per_day=2 * size)))
    limits = ServiceLimits(farewell_seconds=0.5)
    async with DreamService(engine, limits, journal, admission=admission) as service:
        for count, end in enumerate((engine.finish, fail_plainly(engine), engine.finish), start=1):
            ((job_id, conversation),) = await order_many(service, "ann")
            await engine.wait_started(count)
            end(job_id)
            await conversation.wait_for_end()
        with pytest.raises(BotError) as refusal:
            await order(service, make_order("ann"))
    assert refusal.value.code is BotErrorCode.TOO_MANY_PIXELS


def fail_plainly(engine: HandEngine) -> Callable[[str], None]:
    return partial(engine.fail, code=ErrorCode.TIME_LIMIT)


async def test_draining_finishes_what_runs_and_leaves_the_rest_to_the_next_run(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    (first, one), (second, other) = await order_many(service, "ann", "bob")
    await engine.wait_started(1)
    draining = asyncio.create_task(service.drain(10))
    await other.wait_until(lambda: Suspended(job_id=second) in other.updates)
    with pytest.raises(BotError) as refusal:
        await order(service, make_order("cem"))
    engine.finish(first)
    await draining

    assert refusal.value.code is BotErrorCode.SHUTTING_DOWN
    assert (one.results, other.results, other.problems) == ([RESULT], [], [])
    states = {entry.job_id: entry.state for entry in journal.entries.values()}
    assert states == {first: JobState.CLOSED, second: JobState.WAITING}


async def test_what_is_not_dreamed_in_time_is_left_to_the_next_run(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    ((running, conversation),) = await order_many(service, "ann")
    await engine.wait_started(1)
    await service.drain(0.02)

    assert conversation.updates == [Suspended(job_id=running)]
    assert (engine.started, engine.closed) == ([running], [running])
    assert journal.entries[running].state is JobState.WAITING


async def test_a_hanging_conversation_delays_the_end_by_the_farewell_alone(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    hanging = FakeConversation(delay_seconds=60)
    async with asyncio.timeout(5):
        async with DreamService(engine, ServiceLimits(farewell_seconds=0.05), journal) as service:
            await order(service, make_order(), hanging)
            await engine.wait_started(1)

    assert hanging.calls == ["acknowledge"]
    assert len(engine.closed) == 1


async def test_an_idle_service_drains_at_once(service: DreamService) -> None:
    async with asyncio.timeout(1):
        await service.drain(60)
        await service.drain(60)


async def test_nothing_is_taken_before_the_service_is_entered(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    with pytest.raises(BotError) as refusal:
        await DreamService(engine, ServiceLimits(), journal).order(
            make_order().to(FakeConversation())
        )

    assert refusal.value.code is BotErrorCode.SHUTTING_DOWN


async def test_a_thousand_people_all_get_their_dream(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    engine.workers = 4
    limits = ServiceLimits(max_waiting=1000, position_seconds=0.0, farewell_seconds=0.5)
    async with DreamService(engine, limits, journal) as service:
        ordered = await order_many(service, *(f"p{number % 250}" for number in range(1000)))
        for count in range(1, 1001):
            started = await engine.wait_started(count)
            engine.finish(started[count - 1])
        endings = [await conversation.wait_for_end() for _, conversation in ordered]

    assert endings == [RESULT] * 1000
    for _, conversation in ordered:
        assert conversation.calls.count("acknowledge") == 1
        assert all(later != earlier for earlier, later in pairwise(conversation.positions))


async def test_an_order_is_in_the_journal_before_anybody_hears_of_it(
    service: DreamService, journal: MemoryJournal
) -> None:
    known: list[bool] = []

    class Conversation(FakeConversation):
        async def acknowledge(self, queued: Queued) -> None:
            known.append(queued.job_id in journal.entries)
            await super().acknowledge(queued)

    conversation = Conversation()
    job_id = await order(service, make_order(trigger="message", origin={"a": 1}), conversation)
    await conversation.wait_until(lambda: conversation.acknowledged)
    entry = journal.entries[job_id]
    assert known == [True]
    assert (entry.trigger, entry.origin, entry.part) == ("message", {"a": 1}, 0)
    assert (entry.platform, entry.person.id, entry.chat_id) == ("fake", ANN, "fake:room")


async def test_without_a_journal_nothing_is_accepted_and_nothing_shown(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    conversation = FakeConversation()
    journal.fault = AWAY
    for _ in range(10):  # and no place is taken by it
        with pytest.raises(BotError) as refusal:
            await order(service, make_order(trigger="message"), conversation)
        assert refusal.value.code is BotErrorCode.RECORDS_UNAVAILABLE
    assert (service.waiting, service.running, journal.entries) == (0, 0, {})

    journal.fault = None
    job_id = await order(service, make_order(trigger="message"), conversation)
    await engine.wait_started(1)
    engine.finish(job_id)
    assert await conversation.wait_for_end() == RESULT
    assert conversation.calls == ["acknowledge", "deliver"]


async def test_what_triggered_an_order_triggers_it_once(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    conversation = FakeConversation()
    job_id = await order(service, make_order(trigger="message"), conversation)
    again = FakeConversation()
    with pytest.raises(AlreadyAcceptedError):
        await order(service, make_order(trigger="message"), again)
    await engine.wait_started(1)
    engine.finish(job_id)
    await journal.wait_closed()
    with pytest.raises(AlreadyAcceptedError):
        await order(service, make_order(trigger="message"), again)
    assert again.calls == []
    assert service.jobs_of(ANN) == ()


async def test_of_an_order_each_part_has_its_own_answer_in_its_place(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    limits = ServiceLimits(max_waiting=10, max_waiting_per_person=3, farewell_seconds=0.5)
    async with DreamService(engine, limits, journal) as service:
        conversations = [FakeConversation() for _ in range(5)]
        answers = await service.order(make_many(conversations))

        refusals = [answer for answer in answers if isinstance(answer, BotError)]
        assert [isinstance(answer, str) for answer in answers] == [True] * 3 + [False] * 2
        assert {refusal.code for refusal in refusals} == {BotErrorCode.TOO_MANY_WAITING}
        assert journal.states == [JobState.WAITING] * 3 + [JobState.FAILED] * 2
        assert [entry.part for entry in journal.entries.values()] == [0, 1, 2, 3, 4]
        assert isinstance((await service.order(make_many([FakeConversation()])))[0], str)
        with pytest.raises(BotError) as refusal:
            await service.order(make_many(conversations[:2]))
        assert refusal.value.code is BotErrorCode.TOO_MANY_WAITING
        assert len(journal.entries) == 6
    assert [conversation.calls for conversation in conversations[3:]] == [[], []]


async def test_an_order_is_closed_once_with_its_last_ending(engine: HandEngine) -> None:
    journal = MemoryJournal()
    async with DreamService(engine, ServiceLimits(farewell_seconds=0.5), journal) as service:
        conversations = [FakeConversation() for _ in range(3)]
        one = make_many(conversations)
        answers = await service.order(one)
        for count, job_id in enumerate(answers, start=1):
            assert isinstance(job_id, str)
            await engine.wait_started(count)
            assert journal.closed == {}
            engine.finish(job_id)
            await conversations[count - 1].wait_for_end()
        await journal.wait_closed()
    assert journal.closed == {one.group_id: 1}


async def test_an_order_that_is_accepted_while_the_bot_leaves_is_its_next_runs(
    engine: HandEngine,
) -> None:
    class SlowJournal(MemoryJournal):
        async def accept(self, entries: Sequence[JournalEntry]) -> None:
            await service.drain(0)
            await super().accept(entries)

    journal = SlowJournal()
    conversation = FakeConversation()
    async with DreamService(engine, ServiceLimits(farewell_seconds=0.5), journal) as service:
        assert await order(service, make_order(), conversation) in journal.entries
    assert conversation.calls == []
    assert journal.states == [JobState.WAITING]


async def test_an_ending_that_no_platform_takes_is_left_to_the_next_run(
    engine: HandEngine, journal: MemoryJournal
) -> None:
    class Away(FakeConversation):
        async def deliver(self, job_id: str, result: DreamResult) -> None:
            self.calls.append(f"deliver {job_id} {result.width}")
            raise UnreachableError

    limits = ServiceLimits(farewell_seconds=0.5, persistence=Persistence(pause_seconds=60))
    conversation, pictures = Away(), HeldPictures(b"photo")
    async with DreamService(engine, limits, journal) as service:
        one = make_order(
            parts=(OrderPart(recipe=RECIPE, pictures=pictures, conversation=conversation),)
        )
        job_id = await order(service, one)
        await engine.wait_started(1)
        engine.finish(job_id)
        await asyncio.sleep(0.05)
        async with asyncio.timeout(5):
            await service.drain(60)
    assert pictures.result == RESULT
    assert journal.states == [JobState.FINISHED]
    assert [call for call in conversation.calls if "acknowledge" not in call] == [
        f"deliver {job_id} 4",
        f"deliver {job_id} 4",
    ]


async def test_a_dream_that_cannot_be_kept_is_delivered_all_the_same(
    service: DreamService, engine: HandEngine, journal: MemoryJournal
) -> None:
    class Pictures(HeldPictures):
        async def keep(self, result: DreamResult) -> None:
            raise ValueError(f"a bug with {result.width}")

    conversation = FakeConversation()
    part = OrderPart(recipe=RECIPE, pictures=Pictures(b"photo"), conversation=conversation)
    job_id = await order(service, make_order(parts=(part,)))
    await engine.wait_started(1)
    engine.finish(job_id)
    assert await conversation.wait_for_end() == RESULT
    await journal.wait_closed()
