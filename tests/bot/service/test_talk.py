import asyncio

import pytest
import structlog

from bot.adapters.fake import FakeConversation
from bot.conversation import Problem, Queued, Suspended, UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.service.talk import Persistence, Talk
from dream_core import DreamError, DreamResult, ErrorCode, Progress
from tests.bot.service.hand_engine import RESULT, make_progress
from tests.bot.service.listening_observer import ListeningObserver

QUEUED = Queued(job_id="job", position=2, wait_seconds=None)
CANCELLED = DreamError(ErrorCode.CANCELLED, "Cancelled.")


def start(conversation: FakeConversation, **persistence: float) -> Talk:
    usual = {"call_seconds": 5.0, "pause_seconds": 0.01}
    persistent = Persistence(**usual | persistence)
    return Talk(conversation, "job", queued=QUEUED, persistence=persistent)


async def test_acknowledgement_comes_first_and_once() -> None:
    conversation = FakeConversation()
    talk = start(conversation)
    talk.end(CANCELLED)
    await talk.run()

    assert conversation.acknowledged == [QUEUED]
    assert conversation.calls == ["acknowledge", "apologise"]


async def test_a_slow_conversation_hears_the_newest_only() -> None:
    conversation = FakeConversation(delay_seconds=0.02)
    talk = start(conversation)
    async with asyncio.TaskGroup() as group:
        group.create_task(talk.run())
        for step in range(100):
            talk.show(make_progress("job", step / 100))
        await conversation.wait_until(lambda: conversation.updates)
        talk.end(RESULT)

    (update,) = conversation.updates
    assert isinstance(update, Progress)
    assert update.fraction == 0.99
    assert conversation.results == [RESULT]


async def test_a_preview_survives_newer_progress_without_one() -> None:
    conversation = FakeConversation()
    talk = start(conversation)
    talk.show(make_progress("job", 0.1, preview=b"old"))
    talk.show(make_progress("job", 0.2, preview=b"new"))
    talk.show(make_progress("job", 0.3))
    async with asyncio.TaskGroup() as group:
        group.create_task(talk.run())
        await conversation.wait_until(lambda: conversation.updates)
        talk.end(CANCELLED)

    (update,) = conversation.updates
    assert isinstance(update, Progress)
    assert (update.fraction, update.preview) == (0.3, b"new")


async def test_nothing_is_said_after_the_ending() -> None:
    conversation = FakeConversation()
    talk = start(conversation)
    talk.show(make_progress("job", 0.5))
    talk.end(RESULT)
    talk.end(CANCELLED)
    talk.show(make_progress("job", 0.9))
    await talk.run()

    assert conversation.calls == ["acknowledge", "deliver"]


@pytest.mark.parametrize("failing", ["acknowledge", "show_progress"])
async def test_a_failing_call_harms_only_itself(failing: str) -> None:
    conversation = FakeConversation(failing={failing})
    talk = start(conversation)
    async with asyncio.TaskGroup() as group:
        group.create_task(talk.run())
        talk.show(make_progress("job", 0.5))
        await conversation.wait_until(lambda: "show_progress" in conversation.calls)
        talk.end(RESULT)

    assert conversation.results == [RESULT]


async def test_a_result_that_is_not_taken_is_apologised_for() -> None:
    conversation = FakeConversation(failing={"deliver"})
    talk = start(conversation)
    talk.end(RESULT)
    await talk.run()

    assert [problem.code for problem in conversation.problems] == [BotErrorCode.NOT_DELIVERED]


async def test_a_conversation_that_takes_nothing_at_all_is_given_up() -> None:
    conversation = FakeConversation(
        failing={"acknowledge", "show_progress", "deliver", "apologise"}
    )
    talk = start(conversation)
    talk.end(RESULT)
    await talk.run()

    assert conversation.calls == ["acknowledge", "deliver", "apologise"]


async def test_a_call_that_hangs_ends_at_the_limit_and_an_ending_is_told_again() -> None:
    conversation = FakeConversation(delay_seconds=60)
    talk = start(conversation, call_seconds=0.02, ending_seconds=0.05)
    talk.end(BotError(BotErrorCode.SHUTTING_DOWN, "Bye."))
    async with asyncio.timeout(5):
        assert await talk.run()

    assert conversation.calls[:3] == ["acknowledge", "apologise", "apologise"]
    assert conversation.problems == []


class Unreachable(FakeConversation):
    """Can't be reached the first times that it is to hear an ending."""

    times: int = 2

    async def deliver(self, job_id: str, result: DreamResult) -> None:
        if self.times:
            self.times -= 1
            self.failing = {"deliver"}
            try:
                await super().deliver(job_id, result)
            except ConnectionError as error:
                self.failing = ()
                raise UnreachableError from error
        await super().deliver(job_id, result)


async def test_a_result_waits_for_a_platform_that_is_away() -> None:
    conversation = Unreachable()
    talk = start(conversation)
    talk.end(RESULT)

    assert await talk.run()
    assert conversation.calls == ["acknowledge", *["deliver"] * 3]
    assert conversation.results == [RESULT]


@pytest.mark.parametrize(("times", "is_told"), [(1, True), (2, False)])
async def test_in_a_hurry_an_ending_has_one_more_try_and_is_left_to_the_next_run(
    times: int, is_told: bool
) -> None:
    conversation = Unreachable()
    conversation.times = times
    talk = start(conversation, pause_seconds=60)
    talk.end(RESULT)
    running = asyncio.create_task(talk.run())
    await conversation.wait_until(lambda: "deliver" in conversation.calls)
    talk.hurry()

    async with asyncio.timeout(5):
        assert await running is is_told
    assert conversation.calls == ["acknowledge", "deliver", "deliver"]
    assert bool(conversation.results) is is_told


async def test_an_apology_for_a_result_that_is_refused_waits_for_the_platform_too() -> None:
    class Refusing(Unreachable):
        async def deliver(self, job_id: str, result: DreamResult) -> None:
            await FakeConversation.deliver(self, job_id, result)

        async def apologise(self, job_id: str, problem: Problem) -> None:
            if self.times:
                self.times -= 1
                self.calls.append("apologise")
                raise UnreachableError
            await super().apologise(job_id, problem)

    conversation = Refusing(failing={"deliver"})
    talk = start(conversation)
    talk.end(RESULT)

    assert await talk.run()
    assert conversation.calls == ["acknowledge", "deliver", *["apologise"] * 3]
    assert [problem.code for problem in conversation.problems] == [BotErrorCode.NOT_DELIVERED]


async def test_a_suspended_talk_says_so_and_ends() -> None:
    conversation = FakeConversation()
    talk = start(conversation)
    talk.show(make_progress("job", 0.5))
    talk.suspend()

    assert not await talk.run()
    assert conversation.updates == [Suspended(job_id="job")]
    assert conversation.calls == ["acknowledge", "show_progress"]


async def test_an_ending_that_is_known_is_told_even_if_the_bot_leaves() -> None:
    conversation = FakeConversation()
    talk = start(conversation)
    talk.end(RESULT)
    talk.suspend()

    assert await talk.run()
    assert conversation.results == [RESULT]


async def test_what_an_earlier_run_left_to_be_told_needs_no_acknowledgement() -> None:
    conversation = FakeConversation()
    talk = Talk(conversation, "job", queued=None, persistence=Persistence())
    talk.end(CANCELLED)

    assert await talk.run()
    assert conversation.calls == ["apologise"]


async def test_a_platform_s_cancelled_call_is_a_failed_one() -> None:
    class Broken(FakeConversation):
        async def show_progress(self, update: Queued | Progress | Suspended) -> None:
            await super().show_progress(update)
            raise asyncio.CancelledError

    conversation = Broken()
    talk = start(conversation)
    async with asyncio.TaskGroup() as group:
        group.create_task(talk.run())
        talk.show(make_progress("job", 0.5))
        await conversation.wait_until(lambda: conversation.updates)
        talk.end(RESULT)

    assert conversation.calls == ["acknowledge", "show_progress", "deliver"]


async def test_a_cancelled_talk_stops_where_it_is() -> None:
    conversation = FakeConversation(delay_seconds=60)
    task = asyncio.create_task(start(conversation).run())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert conversation.calls == ["acknowledge"]


async def test_a_delivery_over_its_time_is_told_as_such() -> None:
    observer = ListeningObserver()
    conversation = FakeConversation(delay_seconds=0.2)
    talk = Talk(
        conversation,
        "job",
        queued=QUEUED,
        persistence=Persistence(call_seconds=0.05, ending_seconds=0.0),
        observer=observer,
        platform="telegram",
    )
    talk.end(RESULT)
    await talk.run()
    assert observer.heard == [("delivery_failed", "telegram", "timeout")]


async def test_whatever_a_platform_logs_meanwhile_is_about_the_job() -> None:
    class Loud(FakeConversation):
        async def acknowledge(self, queued: Queued) -> None:
            await super().acknowledge(queued)
            bound.update(structlog.contextvars.get_contextvars())

    bound: dict[str, object] = {}
    talk = start(Loud())
    talk.end(CANCELLED)
    await asyncio.create_task(talk.run())
    assert bound == {"job_id": "job"}
    assert "job_id" not in structlog.contextvars.get_contextvars()
