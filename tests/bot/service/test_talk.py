import asyncio

import pytest
import structlog

from bot.adapters.fake import FakeConversation
from bot.conversation import Queued
from bot.errors import BotError, BotErrorCode
from bot.service.talk import Talk
from dream_core import DreamError, ErrorCode, Progress
from tests.bot.service.hand_engine import RESULT, make_progress
from tests.bot.service.listening_observer import ListeningObserver

QUEUED = Queued(job_id="job", position=2, wait_seconds=None)
CANCELLED = DreamError(ErrorCode.CANCELLED, "Cancelled.")


def start(conversation: FakeConversation, *, limit_seconds: float = 5.0) -> Talk:
    return Talk(conversation, QUEUED, limit_seconds=limit_seconds)


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


async def test_a_call_that_hangs_ends_at_the_limit() -> None:
    conversation = FakeConversation(delay_seconds=60)
    talk = start(conversation, limit_seconds=0.02)
    talk.end(BotError(BotErrorCode.SHUTTING_DOWN, "Bye."))
    async with asyncio.timeout(5):
        await talk.run()

    assert conversation.calls == ["acknowledge", "apologise"]
    assert conversation.problems == []


async def test_a_platform_s_cancelled_call_is_a_failed_one() -> None:
    class Broken(FakeConversation):
        async def show_progress(self, update: Queued | Progress) -> None:
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
    talk = Talk(conversation, QUEUED, limit_seconds=0.05, observer=observer, platform="telegram")
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
