import asyncio
from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from bot.adapters.fake import HeldPictures
from bot.errors import BotError, BotErrorCode
from bot.service import AlreadyAcceptedError, JobState, JournalEntry, KeptProblem
from bot.service.bookkeeper import Bookkeeper
from bot.service.jobs import Job
from dream_core import DreamError, DreamResult, ErrorCode
from tests.bot.service.hand_engine import RESULT
from tests.bot.service.memory_journal import MemoryJournal
from tests.bot.service.ordering import make_entry
from tests.bot.service.test_jobs import make_job
from tests.bot.service.virtual_time import run_in_no_time

AWAY = BotError(BotErrorCode.RECORDS_UNAVAILABLE, "The disk is full.")
FAILED = DreamError(ErrorCode.OUT_OF_MEMORY, "It didn't fit.", "Try size=512.")


@pytest.fixture
def books(journal: MemoryJournal) -> Bookkeeper:
    return Bookkeeper(journal)


@pytest.fixture
async def job(journal: MemoryJournal) -> Job:
    """An accepted job."""
    await journal.accept([make_entry(job_id="1", group_id="order", trigger="message")])
    return make_job("1", "ann")


def find(journal: MemoryJournal) -> JournalEntry:
    return journal.entries["1"]


async def test_what_cannot_be_kept_is_not_taken(books: Bookkeeper, journal: MemoryJournal) -> None:
    journal.fault = AWAY
    with pytest.raises(BotError, match="disk is full"):
        await books.accept([make_entry()])
    journal.fault = None
    await books.accept([make_entry(trigger="message")])
    with pytest.raises(AlreadyAcceptedError):
        await books.accept([make_entry(trigger="message")])


async def test_a_start_is_counted_in_the_job_at_once_and_in_the_journal_soon(
    books: Bookkeeper, journal: MemoryJournal, job: Job
) -> None:
    books.note_start(job)
    assert (job.starts, find(journal).starts) == (1, 0)
    await books.finish_writing(5)
    assert find(journal).starts == 1


async def test_a_result_is_kept_before_the_journal_says_that_it_is_there(
    books: Bookkeeper, journal: MemoryJournal, job: Job
) -> None:
    kept_first: list[bool] = []

    class Pictures(HeldPictures):
        async def keep(self, result: DreamResult) -> None:
            kept_first.append(find(journal).state is JobState.WAITING)
            await super().keep(result)

    job.pictures = Pictures(b"photo")
    await books.settle(job, RESULT)
    assert kept_first == [True]
    assert job.pictures.result == RESULT
    assert find(journal).state is JobState.FINISHED
    assert find(journal).result is not None


@pytest.mark.parametrize("ending", [FAILED, BotError(BotErrorCode.INTERRUPTED, "Too often.")])
async def test_a_problem_is_kept_in_its_own_words(
    books: Bookkeeper, journal: MemoryJournal, job: Job, ending: BotError | DreamError
) -> None:
    await books.settle(job, ending)
    problem = find(journal).problem
    assert find(journal).state is JobState.FAILED
    assert problem == KeptProblem(code=ending.code, sentence=ending.sentence, hint=ending.hint)
    assert str(problem) == str(ending)


@pytest.mark.parametrize("error", [AWAY, ValueError("a bug")])
async def test_a_dream_that_cannot_be_kept_is_logged_and_waits_for_nobody(
    books: Bookkeeper, journal: MemoryJournal, job: Job, error: Exception
) -> None:
    class Pictures(HeldPictures):
        async def keep(self, result: DreamResult) -> None:  # noqa: ARG002 (the protocol names it)
            raise error

    job.pictures = Pictures(b"photo")
    with capture_logs() as logs:
        await books.settle(job, RESULT)
    assert [log["event"] for log in logs] == ["ending_not_kept"]
    assert find(journal).state is JobState.WAITING


def test_a_closing_is_tried_until_it_is_written() -> None:
    async def close_late() -> tuple[JobState, JobState]:
        journal = MemoryJournal()
        books = Bookkeeper(journal)
        await journal.accept([make_entry(job_id="1", group_id="order")])
        journal.fault = AWAY
        closing = books.close("order")
        await asyncio.sleep(3600)
        meanwhile = find(journal).state
        journal.fault = None
        await closing
        return meanwhile, find(journal).state

    assert run_in_no_time(close_late()) == (JobState.WAITING, JobState.CLOSED)


async def test_what_cannot_be_written_before_the_bot_leaves_is_given_up(
    books: Bookkeeper, journal: MemoryJournal, job: Job
) -> None:
    journal.fault = AWAY
    closing = books.close("order")
    async with asyncio.timeout(5):
        await books.finish_writing(0.01)
        await books.finish_writing(0.01)
    assert closing.cancelled()


async def test_a_fault_of_the_journals_own_ends_in_the_log(job: Job) -> None:
    class Broken(MemoryJournal):
        async def note_starts(self, job_ids: Sequence[str]) -> None:  # noqa: ARG002 (the protocol's)
            raise ValueError("a bug")

    books = Bookkeeper(Broken())
    with capture_logs() as logs:
        books.note_start(job)
        await books.finish_writing(5)
    assert [log["event"] for log in logs] == ["journal_not_written"]


async def test_an_idle_bookkeeper_has_nothing_to_wait_for(books: Bookkeeper) -> None:
    async with asyncio.timeout(1):
        await books.finish_writing(60)


async def test_what_earlier_runs_left_is_found(books: Bookkeeper, job: Job) -> None:
    found: Sequence[JournalEntry] = await books.load_open("fake")
    assert [entry.job_id for entry in found] == [job.job_id]
