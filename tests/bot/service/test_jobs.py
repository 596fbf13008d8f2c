import pytest

from bot.adapters.fake import FakeConversation, HeldPictures
from bot.conversation import Person
from bot.errors import BotError, BotErrorCode
from bot.service import Asker, DreamInput
from bot.service.jobs import Job, Jobs
from bot.service.talk import Persistence, Talk
from tests.bot.service.ordering import RECIPE


def make_job(job_id: str, person: str, *, talk: Talk | None = None) -> Job:
    silent = Talk(FakeConversation(), job_id, queued=None, persistence=Persistence())
    return Job(
        job_id=job_id,
        group_id=f"group-{job_id}",
        person=Person(id=f"fake:{person}", name=person),
        asker=Asker(person_id=f"fake:{person}", chat_id="fake:room"),
        preset="puppyslug",
        recipe=RECIPE,
        pictures=HeldPictures(b"photo"),
        talk=talk or silent,
    )


def test_jobs_are_found_by_id_and_by_person() -> None:
    jobs = Jobs()
    first, second, other = make_job("1", "ann"), make_job("2", "ann"), make_job("3", "bob")
    for job in (first, second, other):
        jobs.add(job)

    assert jobs.get("2") is second
    assert jobs.of_person("fake:ann") == (first, second)
    assert jobs.find_own("3", "fake:bob") is other
    assert list(jobs) == [first, second, other]


def test_a_job_that_is_over_is_forgotten_once() -> None:
    jobs = Jobs()
    job = make_job("1", "ann")
    jobs.add(job)
    jobs.add(make_job("2", "bob"))

    jobs.discard(job)
    jobs.discard(job)
    assert (len(jobs), jobs.of_person("fake:ann")) == (1, ())


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
    given = DreamInput(picture=b"photo", guide=b"guide")
    request = make_job("1", "ann").request(given, time_limit_seconds=7)

    assert (request.job_id, request.recipe) == ("1", RECIPE)
    assert (request.picture, request.guide) == (b"photo", b"guide")
    assert request.time_limit_seconds == 7
