import pytest

from bot.adapters.fake import FakeConversation
from bot.conversation import Queued
from bot.errors import BotError, BotErrorCode
from bot.service.jobs import Job, Jobs
from bot.service.talk import Talk
from tests.bot.service.hand_engine import RECIPE, make_order


def make_job(job_id: str, person: str, *, picture: bytes = b"photo") -> Job:
    queued = Queued(job_id=job_id, position=1, wait_seconds=None)
    talk = Talk(FakeConversation(), queued, limit_seconds=1)
    return Job(job_id=job_id, order=make_order(person, picture=picture), talk=talk)


def test_jobs_are_found_by_id_and_by_person() -> None:
    jobs = Jobs()
    first, second, other = make_job("1", "ann"), make_job("2", "ann"), make_job("3", "bob")
    for job in (first, second, other):
        jobs.add(job)

    assert jobs.get("2") is second
    assert jobs.of_person("fake:ann") == (first, second)
    assert jobs.find_own("3", "fake:bob") is other
    assert list(jobs) == [first, second, other]


def test_the_pictures_of_all_jobs_are_counted_once() -> None:
    jobs = Jobs()
    job = make_job("1", "ann", picture=b"12345")
    jobs.add(job)
    jobs.add(make_job("2", "bob", picture=b"123"))
    assert jobs.picture_bytes == 8

    jobs.discard(job)
    jobs.discard(job)
    assert (jobs.picture_bytes, len(jobs), jobs.of_person("fake:ann")) == (3, 1, ())


@pytest.mark.parametrize(
    ("job_id", "code"), [("1", BotErrorCode.NOT_YOURS), ("2", BotErrorCode.JOB_UNKNOWN)]
)
def test_somebody_else_s_job_and_none_are_told_apart(job_id: str, code: BotErrorCode) -> None:
    jobs = Jobs()
    jobs.add(make_job("1", "ann"))

    with pytest.raises(BotError) as refusal:
        jobs.find_own(job_id, "fake:bob")
    assert refusal.value.code is code
    assert refusal.value.hint


def test_a_job_asks_the_engine_for_what_was_ordered() -> None:
    request = make_job("1", "ann").request(time_limit_seconds=7)

    assert (request.job_id, request.picture, request.recipe) == ("1", b"photo", RECIPE)
    assert request.time_limit_seconds == 7
