import pytest

from bot.errors import BotError, BotErrorCode
from bot.service.admission import Admission, open_admission
from bot.service.asker import Asker
from bot.service.quotas import Allowance, QuotaError, QuotaLimits
from bot.service.rules import NotAdmittedError, Rules
from tests.bot.service.hand_clock import HandClock
from tests.bot.service.listening_observer import ListeningObserver
from tests.bot.service.test_counters import KeptTable

ANN, BOB = (Asker(person_id=f"discord:{number}", chat_id="discord:9") for number in (1, 2))
LIMITS = QuotaLimits(person=Allowance(dreams_per_hour=5), cooldown_seconds=10)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


async def test_by_itself_it_takes_everything() -> None:
    grant = await Admission().admit(ANN, 1000)
    assert (grant.pictures, grant.refusal) == (1000, None)


async def test_what_the_rules_forbid_counts_nothing(clock: HandClock) -> None:
    admission = Admission(Rules(deny=frozenset({ANN.person_id})), LIMITS, clock=clock)
    for ask in (admission.check(ANN), admission.admit(ANN)):
        with pytest.raises(NotAdmittedError):
            await ask
    assert (await admission.admit(BOB, 5)).pictures == 5


async def test_to_check_counts_nothing(clock: HandClock) -> None:
    admission = Admission(limits=LIMITS, clock=clock)
    for _ in range(10):
        await admission.check(ANN)
    assert (await admission.admit(ANN, 5)).refusal is None
    with pytest.raises(QuotaError):
        await admission.check(ANN)


async def test_each_ask_that_is_not_taken_is_heard_of_once(clock: HandClock) -> None:
    observer = ListeningObserver()
    rules = Rules(deny=frozenset({BOB.person_id}))
    admission = Admission(rules, LIMITS, clock=clock, observer=observer)
    await admission.check(ANN)
    await admission.admit(ANN, 5)
    for asker in (ANN, BOB):
        with pytest.raises(BotError):
            await admission.check(asker)
        with pytest.raises(BotError):
            await admission.admit(asker)
    refused = [code for name, code in observer.heard if name == "refused"]
    assert len(refused) == len(observer.heard) == 4
    assert set(refused) == {BotErrorCode.TOO_MANY_DREAMS, BotErrorCode.NOT_ADMITTED}


async def test_of_an_album_the_rest_is_refused_in_words(clock: HandClock) -> None:
    admission = Admission(limits=LIMITS, clock=clock)
    grant = await admission.admit(ANN, 8)
    assert grant.pictures == 5
    assert isinstance(grant.refusal, QuotaError)
    assert grant.refusal.code is BotErrorCode.TOO_MANY_DREAMS
    assert grant.refusal.wait_seconds == 3600


async def test_what_of_a_grant_is_never_used_is_given_back(clock: HandClock) -> None:
    admission = Admission(limits=LIMITS, clock=clock)
    async with await admission.admit(ANN, 5) as grant:
        for _ in range(3):
            grant.use()
    clock.now += 10
    assert (await admission.admit(ANN, 5)).pictures == 2


async def test_an_ask_of_which_nothing_came_is_no_reason_to_wait(clock: HandClock) -> None:
    admission = Admission(limits=LIMITS, clock=clock)
    with pytest.raises(OSError, match="full"):
        async with await admission.admit(ANN, 2):
            raise OSError("the disk is full")
    assert (await admission.admit(ANN, 5)).pictures == 5


async def test_pixels_are_charged_to_whoever_asked(clock: HandClock) -> None:
    limits = QuotaLimits(person=Allowance(pixels_per_day=1_000_000))
    admission = Admission(limits=limits, clock=clock)
    await admission.charge_pixels(ANN, 1_000_000)
    with pytest.raises(QuotaError):
        await admission.check(ANN)
    await admission.check(BOB)


async def test_whom_the_rules_leave_out_is_answered_once_an_hour(clock: HandClock) -> None:
    admission = Admission(Rules(deny=frozenset({"discord:1", "discord:2"})), clock=clock)

    async def is_answered(asker: Asker) -> bool:
        with pytest.raises(NotAdmittedError) as refused:
            await admission.check(asker)
        return await admission.may_answer(refused.value)

    assert await is_answered(ANN)
    assert await is_answered(BOB)
    for _ in range(60):
        clock.now += 59
        assert not await is_answered(ANN)
    clock.now += 60
    assert await is_answered(ANN)


async def test_every_other_refusal_is_told(clock: HandClock) -> None:
    admission = Admission(clock=clock)
    error = BotError(BotErrorCode.NO_PICTURE, "No picture.")
    assert all([await admission.may_answer(error) for _ in range(5)])


async def test_what_was_counted_counts_after_a_restart(clock: HandClock) -> None:
    table = KeptTable()
    async with open_admission(Rules(), LIMITS, table, clock=clock) as admission:
        await admission.admit(ANN, 5)
    async with open_admission(Rules(), LIMITS, table, clock=clock) as admission:
        with pytest.raises(QuotaError):
            await admission.admit(ANN)
        await admission.admit(BOB)
