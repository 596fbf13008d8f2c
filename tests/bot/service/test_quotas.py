import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BotErrorCode
from bot.service.asker import Asker
from bot.service.counters import CounterStorage
from bot.service.quotas import Allowance, QuotaError, QuotaLimits, Quotas
from bot.texts import Phrases
from tests.bot.service.hand_clock import HandClock

ANN = Asker(person_id="discord:1", chat_id="discord:2", server_id="discord:server:3")
BOB = Asker(person_id="discord:4", chat_id="discord:2", server_id="discord:server:3")
CEM = Asker(person_id="discord:5", chat_id="discord:6", server_id="discord:server:3")
DAN = Asker(person_id="telegram:7", chat_id="telegram:7")
HOUR, DAY = 3600.0, 24 * 3600.0


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def make(clock: HandClock, limits: QuotaLimits) -> Quotas:
    return Quotas(limits, CounterStorage(clock), clock=clock)


async def refuse(quotas: Quotas, asker: Asker) -> QuotaError:
    with pytest.raises(QuotaError) as refused:
        await quotas.check(asker)
    return refused.value


async def wait_of(quotas: Quotas, asker: Asker) -> float:
    """How long nothing is possible."""
    try:
        await quotas.check(asker)
    except QuotaError as error:
        return error.wait_seconds
    return 0.0


async def test_without_limits_nothing_is_refused(clock: HandClock) -> None:
    quotas = make(clock, QuotaLimits())
    assert await quotas.take(ANN, 10_000) == 10_000
    await quotas.charge_pixels(ANN, 10**12)
    await quotas.check(ANN)


async def test_a_person_has_so_many_dreams_an_hour(clock: HandClock) -> None:
    quotas = make(clock, QuotaLimits(person=Allowance(dreams_per_hour=3)))
    for _ in range(3):
        assert await quotas.take(ANN, 1) == 1
    clock.now += 48 * 60
    refusal = await refuse(quotas, ANN)
    assert refusal.code is BotErrorCode.TOO_MANY_DREAMS
    assert refusal.sentence == "Your dreams per hour are used up (limit: 3)."
    assert refusal.hint == "The next dream is possible in 12 minutes."
    assert refusal.wait_seconds == 12 * 60
    assert await quotas.take(BOB, 1) == 1
    clock.now += 12 * 60
    assert await quotas.take(ANN, 1) == 1


async def test_a_chat_s_people_share_its_dreams_and_a_server_s_chats_share_its(
    clock: HandClock,
) -> None:
    chat = make(clock, QuotaLimits(chat=Allowance(dreams_per_hour=2)))
    await chat.take(ANN, 1)
    await chat.take(BOB, 1)
    assert (await refuse(chat, BOB)).sentence.startswith("This chat's dreams")
    await chat.check(CEM)

    server = make(clock, QuotaLimits(server=Allowance(dreams_per_hour=2)))
    await server.take(ANN, 1)
    await server.take(CEM, 1)
    assert (await refuse(server, BOB)).sentence.startswith("This server's dreams")
    await server.take(DAN, 100)


async def test_a_private_chat_and_its_person_are_counted_apart(clock: HandClock) -> None:
    allowance = Allowance(dreams_per_hour=2)
    quotas = make(clock, QuotaLimits(person=allowance, chat=allowance))
    assert await quotas.take(DAN, 2) == 2


async def test_threads_of_a_channel_share_its_dreams(clock: HandClock) -> None:
    quotas = make(clock, QuotaLimits(chat=Allowance(dreams_per_hour=1)))
    for thread, is_left in (("discord:20", True), ("discord:21", False)):
        asker = Asker(person_id="discord:1", chat_id=thread, parent_chat_id="discord:2")
        if is_left:
            await quotas.take(asker, 1)
        else:
            await refuse(quotas, asker)


async def test_of_an_album_as_many_are_taken_as_are_left(clock: HandClock) -> None:
    limits = QuotaLimits(person=Allowance(dreams_per_hour=12), chat=Allowance(dreams_per_hour=15))
    quotas = make(clock, limits)
    assert await quotas.take(ANN, 10) == 10
    assert await quotas.take(ANN, 10) == 2
    assert await quotas.take(BOB, 10) == 3
    assert (await refuse(quotas, BOB)).values["whose"] == "chat"


async def test_pixels_count_when_they_are_dreamed_and_the_last_may_be_too_many(
    clock: HandClock,
) -> None:
    quotas = make(clock, QuotaLimits(person=Allowance(pixels_per_day=2_000_000)))
    await quotas.take(ANN, 5)
    await quotas.charge_pixels(ANN, 1_999_999)
    await quotas.check(ANN)
    await quotas.charge_pixels(ANN, 12_000_000)
    refusal = await refuse(quotas, ANN)
    assert refusal.code is BotErrorCode.TOO_MANY_PIXELS
    assert refusal.sentence == "Your megapixels per day are used up (limit: 2)."
    assert refusal.hint == "The next dream is possible in 24 hours."
    with pytest.raises(QuotaError):
        await quotas.take(ANN, 1)
    clock.now += DAY
    await quotas.check(ANN)


async def test_a_cooldown_is_between_asks_whatever_they_have(clock: HandClock) -> None:
    quotas = make(clock, QuotaLimits(cooldown_seconds=30))
    assert await quotas.take(ANN, 10) == 10
    clock.now += 21
    refusal = await refuse(quotas, ANN)
    assert refusal.code is BotErrorCode.TOO_SOON
    assert refusal.hint == "The next dream is possible in 9 seconds."
    await quotas.check(BOB)
    clock.now += 9
    assert await quotas.take(ANN, 1) == 1


async def test_the_refusal_is_the_one_that_lasts_longest(clock: HandClock) -> None:
    limits = QuotaLimits(
        person=Allowance(dreams_per_hour=1, pixels_per_day=1_000_000), cooldown_seconds=5
    )
    quotas = make(clock, limits)
    await quotas.take(ANN, 1)
    assert (await refuse(quotas, ANN)).code is BotErrorCode.TOO_MANY_DREAMS
    await quotas.charge_pixels(ANN, 1_000_000)
    assert (await refuse(quotas, ANN)).code is BotErrorCode.TOO_MANY_PIXELS


async def test_what_is_refused_costs_nothing(clock: HandClock) -> None:
    limits = QuotaLimits(person=Allowance(dreams_per_hour=2), chat=Allowance(dreams_per_hour=3))
    quotas = make(clock, limits)
    await quotas.take(ANN, 2)
    for _ in range(5):
        with pytest.raises(QuotaError):
            await quotas.take(ANN, 1)
    assert await quotas.take(BOB, 2) == 1


async def test_what_was_not_accepted_after_all_is_given_back(clock: HandClock) -> None:
    limits = QuotaLimits(person=Allowance(dreams_per_hour=3), cooldown_seconds=10)
    quotas = make(clock, limits)
    await quotas.take(ANN, 3)
    await quotas.give_back(ANN, 2, is_all=False)
    assert (await refuse(quotas, ANN)).code is BotErrorCode.TOO_SOON
    await quotas.give_back(ANN, 1, is_all=True)
    assert await quotas.take(ANN, 3) == 3


JUMPS = st.lists(
    st.sampled_from([-400 * DAY, -3 * DAY, -HOUR, -1.0, 1.0, HOUR, 3 * DAY, 400 * DAY]), max_size=6
)


@settings(max_examples=60, deadline=None)
@given(JUMPS)
async def test_a_clock_that_jumps_locks_nobody_out_for_longer_than_a_window(
    jumps: list[float],
) -> None:
    clock = HandClock()
    limits = QuotaLimits(
        person=Allowance(dreams_per_hour=1, pixels_per_day=1_000_000), cooldown_seconds=30
    )
    quotas = make(clock, limits)
    for jump in jumps:
        if not await wait_of(quotas, ANN):
            await quotas.take(ANN, 1)
        await quotas.charge_pixels(ANN, 2_000_000)
        assert 0 < await wait_of(quotas, ANN) <= DAY
        clock.now += jump
    wait = await wait_of(quotas, ANN)
    assert wait <= DAY
    clock.now += wait
    await quotas.check(ANN)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 second"),
        (89.5, "90 seconds"),
        (91, "2 minutes"),
        (11 * 60 + 1, "12 minutes"),
        (3 * HOUR, "180 minutes"),
        (3 * HOUR + 1, "4 hours"),
    ],
)
async def test_a_wait_is_rounded_up_and_said_alike_everywhere(seconds: float, said: str) -> None:
    clock = HandClock()
    quotas = make(clock, QuotaLimits(person=Allowance(pixels_per_day=1_000_000)))
    await quotas.charge_pixels(ANN, 1_000_000)
    clock.now += DAY - seconds
    refusal = await refuse(quotas, ANN)
    assert refusal.hint == f"The next dream is possible in {said}."
    assert Phrases().duration(seconds, is_least=True) == said


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            (
                "Your dreams per hour are used up (limit: 1). "
                "The next dream is possible in 60 minutes."
            ),
        ),
        (
            "de",
            (
                "Deine Träume pro Stunde sind aufgebraucht (Grenze: 1). "
                "Der nächste geht in 60 Minuten."
            ),
        ),
        (
            "fr",
            (
                "Tes rêves par heure sont épuisés (limite\u202f: 1). "
                "Le prochain sera possible dans 60 minutes."
            ),
        ),
    ],
)
async def test_a_refusal_is_told_in_the_persons_language(language: str, told: str) -> None:
    quotas = make(HandClock(), QuotaLimits(person=Allowance(dreams_per_hour=1)))
    await quotas.take(ANN, 1)
    refusal = await refuse(quotas, ANN)
    assert Phrases(language).problem(refusal) == told
