from collections.abc import Callable

from bot.conversation import Conversation, Problem, Queued, Suspended
from bot.wishes.conversation import DreamConversation
from dream_core import DreamError, DreamResult, ErrorCode, Progress

MakeResult = Callable[..., DreamResult]


class Kept:
    """What the pictures of a wish are told, by number."""

    def __init__(self) -> None:
        self.told: list[tuple[int, object]] = []

    def note(self, index: int, state: Queued | Progress) -> None:
        self.told.append((index, state))

    async def suspend(self) -> None:
        self.told.append((-1, "suspended"))

    async def end(self, index: int, ending: DreamResult | Problem) -> None:
        self.told.append((index, ending))


async def test_all_that_the_service_says_is_told_of_the_right_picture(
    make_result: MakeResult,
) -> None:
    queued = Queued(job_id="1", position=1, wait_seconds=None)
    grown = Progress(job_id="1", fraction=0.5, octave=1, octaves=4, step=5, steps=10)
    result, problem = make_result(), DreamError(ErrorCode.CANCELLED, "Cancelled.")
    kept = Kept()
    conversation: Conversation = DreamConversation(kept, 2)
    await conversation.acknowledge(queued)
    await conversation.show_progress(grown)
    await conversation.deliver("1", result)
    await conversation.apologise("1", problem)
    assert kept.told == [(2, queued), (2, grown), (2, result), (2, problem)]


async def test_that_the_bot_leaves_is_told_of_all_pictures() -> None:
    kept = Kept()
    await DreamConversation(kept, 2).show_progress(Suspended(job_id="1"))
    assert kept.told == [(-1, "suspended")]
