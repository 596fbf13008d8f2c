import pytest

from bot.adapters.fake import FakeConversation, HeldPictures
from bot.errors import BotErrorCode
from bot.service import JobState, KeptProblem, Reopened
from bot.service.resuming import group_entries, known_ending
from dream_core import DreamResult
from tests.bot.service.hand_engine import RESULT
from tests.bot.service.ordering import make_entry

PROBLEM = KeptProblem(code="out_of_memory", sentence="It didn't fit.")


def reopen(result: DreamResult | None = None) -> Reopened:
    return Reopened(conversation=FakeConversation(), pictures=HeldPictures(b"photo"), result=result)


def test_orders_stay_in_their_order_and_parts_in_theirs() -> None:
    places = [("b", 1), ("a", 0), ("b", 0), ("c", 0), ("a", 1)]
    entries = [make_entry(group_id=group, part=part) for group, part in places]

    groups = group_entries(entries)
    assert [[(e.group_id, e.part) for e in group] for group in groups] == [
        [("b", 0), ("b", 1)],
        [("a", 0), ("a", 1)],
        [("c", 0)],
    ]
    assert group_entries([]) == []


@pytest.mark.parametrize("starts", [0, 4])
def test_a_job_that_waited_or_was_begun_is_dreamed(starts: int) -> None:
    assert known_ending(make_entry(starts=starts), reopen(), most_starts=5) is None


def test_a_job_that_is_begun_again_and_again_is_given_up() -> None:
    ending = known_ending(make_entry(starts=5), reopen(), most_starts=5)
    assert not isinstance(ending, DreamResult | None)
    assert ending.code == BotErrorCode.INTERRUPTED
    assert ending.hint


def test_a_dream_that_is_there_is_not_dreamed_again_however_often_it_was_begun() -> None:
    entry = make_entry(state=JobState.FINISHED, starts=5)
    assert known_ending(entry, reopen(RESULT), most_starts=5) == RESULT


def test_a_dream_that_was_lost_is_dreamed_again() -> None:
    entry = make_entry(state=JobState.FINISHED, starts=1)
    assert known_ending(entry, reopen(), most_starts=5) is None


def test_a_job_that_failed_has_failed() -> None:
    entry = make_entry(state=JobState.FAILED, problem=PROBLEM, starts=5)
    assert known_ending(entry, reopen(RESULT), most_starts=5) == PROBLEM
