"""What every journal of jobs does: the one in memory, and the one in the records' database."""

import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.conversation import Person
from bot.records import Records
from bot.records.tables import jobs, statistics
from bot.service import (
    AlreadyAcceptedError,
    JobState,
    Journal,
    JournalEntry,
    KeptProblem,
    ResultFacts,
)
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import ONLY, PlacedPreset, Recipe, Size, Target, Voice, load_networks, load_presets
from dream_core.recipe import LIMITS, MOST_VOICES
from tests.bot.service.hand_engine import RESULT
from tests.bot.service.memory_journal import MemoryJournal
from tests.bot.service.ordering import make_entry

PLACED = PlacedPreset(preset="eyes", left=0.1, top=0.2, width=0.3, height=0.4)
FILM = replace(RESULT, frames=12, duration_seconds=1.5, placed=(PLACED,))
FACTS = ResultFacts.of(FILM)
PROBLEM = KeptProblem(code="out_of_memory", sentence="It didn’t fit.", hint="Try size=512.")
PRESETS = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))
NOON = 1_700_049_600.0  # 2023-11-15 12:00 UTC

OpenRecords = Callable[[], Records]


@pytest.fixture
def open_records(tmp_path: Path) -> OpenRecords:
    """The same records, however often they are opened."""
    return lambda: Records(tmp_path, clock=lambda: NOON)


@pytest.fixture(params=["memory", "sqlite"])
async def journal(
    request: pytest.FixtureRequest, open_records: OpenRecords
) -> AsyncIterator[Journal]:
    if request.param == "memory":
        yield MemoryJournal()
        return
    async with open_records() as records:
        yield records.journal


def make_order(parts: int = 1, **values: object) -> list[JournalEntry]:
    group_id = secrets.token_hex(8)
    return [make_entry(**{"group_id": group_id, "part": part, **values}) for part in range(parts)]


async def load(journal: Journal) -> list[JournalEntry]:
    return list(await journal.load_open("fake"))


async def test_what_was_accepted_is_found_as_it_was(journal: Journal) -> None:
    order = make_order(
        3,
        person=Person(id="fake:42", name="Zoë 🐙\u202e"),
        chat_id="fake:-100",
        trigger="fake:-100:7",
        origin={"lowered_to": 512, "nested": {"words": "“hi”", "none": None}, "list": [1, 2.5]},
        is_first=True,
    )
    await journal.accept(order)

    assert await load(journal) == order


async def test_each_platform_finds_its_own(journal: Journal) -> None:
    (ours,), (theirs,) = make_order(), make_order(platform="other")
    await journal.accept([ours])
    await journal.accept([theirs])

    assert await load(journal) == [ours]
    assert list(await journal.load_open("other")) == [theirs]
    assert list(await journal.load_open("none")) == []


async def test_orders_are_found_in_the_order_of_their_acceptance_with_their_parts_together(
    journal: Journal,
) -> None:
    orders = [make_order(2, accepted_at=NOON + second) for second in (3, 1, 2)]
    for order in orders:
        await journal.accept(list(reversed(order)))

    third, first, second = orders
    assert await load(journal) == [*first, *second, *third]


@pytest.mark.parametrize("known", [0, 1])
async def test_an_order_whose_trigger_is_known_is_refused_whole(
    journal: Journal, known: int
) -> None:
    accepted = make_order(2, trigger="message 7")
    await journal.accept(accepted)
    again = make_order(3, trigger="message 7")
    with pytest.raises(AlreadyAcceptedError):
        await journal.accept(again[known:])

    assert await load(journal) == accepted


async def test_a_trigger_is_known_after_its_order_is_closed(journal: Journal) -> None:
    (entry,) = make_order(trigger="message 7")
    await journal.accept([entry])
    await journal.close(entry.group_id)

    with pytest.raises(AlreadyAcceptedError):
        await journal.accept(make_order(trigger="message 7"))
    assert await load(journal) == []


async def test_orders_without_a_trigger_are_never_the_same(journal: Journal) -> None:
    for _ in range(3):
        await journal.accept(make_order(2))

    assert len(await load(journal)) == 6


async def test_refused_parts_stand_among_the_others(journal: Journal) -> None:
    first, refused, third = make_order(3)
    refused = replace(refused, state=JobState.FAILED, problem=PROBLEM)
    await journal.accept([first, refused, third])

    assert await load(journal) == [first, refused, third]
    await journal.finish(refused.job_id, FACTS)
    assert (await load(journal))[1] == refused


async def test_starts_are_counted(journal: Journal) -> None:
    (entry,) = make_order()
    await journal.accept([entry])
    for _ in range(3):
        await journal.note_starts([entry.job_id])

    assert await load(journal) == [replace(entry, starts=3)]


async def test_a_finished_job_keeps_its_facts(journal: Journal) -> None:
    (entry,) = make_order()
    await journal.accept([entry])
    await journal.finish(entry.job_id, FACTS)

    (found,) = await load(journal)
    assert found == replace(entry, state=JobState.FINISHED, result=FACTS)
    assert found.result is not None
    assert found.result.with_picture(FILM.picture) == FILM


async def test_a_failed_job_keeps_its_problem(journal: Journal) -> None:
    (entry,) = make_order()
    await journal.accept([entry])
    await journal.fail(entry.job_id, PROBLEM)

    assert await load(journal) == [replace(entry, state=JobState.FAILED, problem=PROBLEM)]


async def test_a_job_ends_once(journal: Journal) -> None:
    finished, failed = make_order(2)
    await journal.accept([finished, failed])
    for _ in range(2):
        await journal.finish(finished.job_id, FACTS)
        await journal.fail(failed.job_id, PROBLEM)
    await journal.fail(finished.job_id, PROBLEM)
    await journal.finish(failed.job_id, FACTS)

    assert [(entry.state, entry.result, entry.problem) for entry in await load(journal)] == [
        (JobState.FINISHED, FACTS, None),
        (JobState.FAILED, None, PROBLEM),
    ]


async def test_a_closed_order_is_found_no_more_and_others_are(journal: Journal) -> None:
    closed, other = make_order(3), make_order(2)
    await journal.accept(closed)
    await journal.accept(other)
    await journal.finish(closed[0].job_id, FACTS)
    for _ in range(2):
        await journal.close(closed[0].group_id)
    assert await load(journal) == other

    # What comes late doesn't open it again.
    await journal.note_starts([closed[1].job_id])
    await journal.finish(closed[1].job_id, FACTS)
    await journal.fail(closed[2].job_id, PROBLEM)
    assert await load(journal) == other


async def test_a_job_that_is_gone_is_no_error(journal: Journal) -> None:
    await journal.note_starts(["0" * 16])
    await journal.finish("0" * 16, FACTS)
    await journal.fail("0" * 16, PROBLEM)
    await journal.close("0" * 16)

    assert await load(journal) == []


async def test_every_presets_recipe_is_found_as_it_was(journal: Journal) -> None:
    sizes: tuple[Size, ...] = (64, "auto", "full")
    recipes = [
        preset.recipe(strength=7, seed=2**63 - 1, size=size, keep_colours=True)
        for preset in PRESETS.values()
        for size in sizes
    ]
    order = [
        make_entry(group_id="all", part=part, recipe=recipe) for part, recipe in enumerate(recipes)
    ]
    await journal.accept(order)
    for entry in order:
        await journal.finish(entry.job_id, replace(FACTS, recipe=entry.recipe))

    found = await load(journal)
    assert [entry.recipe for entry in found] == recipes
    assert [entry.result and entry.result.recipe for entry in found] == recipes


def numbers(name: str) -> st.SearchStrategy[int]:
    least, most = LIMITS[name]
    return st.integers(int(least), int(most))


def fractions(name: str) -> st.SearchStrategy[float]:
    least, most = LIMITS[name]
    return st.floats(least, most)


TARGETS = st.builds(
    Target,
    layer=st.from_regex(r"[A-Za-z_][A-Za-z0-9_./]{0,20}", fullmatch=True),
    weight=st.floats(1e-9, 100),
    channels=st.lists(st.integers(0, 999_999), unique=True, max_size=6).map(tuple),
)
VOICES = st.builds(
    Voice,
    network=st.sampled_from(["vgg19", "leaves"]),
    targets=st.lists(TARGETS, min_size=1, max_size=2).map(tuple),
    weight=st.floats(1e-9, 100),
    stride=st.floats(0.01, 100),
    smoothing=fractions("smoothing"),
    vividness=fractions("vividness"),
)
RECIPES = st.builds(
    Recipe,
    network=st.text(min_size=1, max_size=30).filter(lambda name: "\0" not in name),
    targets=st.lists(TARGETS, min_size=1, max_size=4).map(tuple),
    octaves=numbers("octaves"),
    steps=numbers("steps"),
    scale=fractions("scale"),
    jitter=numbers("jitter"),
    step_size=fractions("step_size"),
    smoothing=fractions("smoothing"),
    vividness=fractions("vividness"),
    restraint=fractions("restraint"),
    seed=numbers("seed"),
    size=st.one_of(numbers("size"), st.sampled_from(["auto", "full"])),
    keep_colours=st.booleans(),
    also=st.lists(VOICES, max_size=MOST_VOICES - 1).map(tuple),
    only=st.sampled_from(ONLY),
    grow_octaves=st.booleans(),
)


@given(recipes=st.lists(RECIPES, min_size=1, max_size=5))
@examples(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_a_recipe_survives_exactly(journal: Journal, recipes: list[Recipe]) -> None:
    group_id = secrets.token_hex(8)
    order = [
        make_entry(group_id=group_id, part=part, recipe=recipe)
        for part, recipe in enumerate(recipes)
    ]
    await journal.accept(order)
    assert await load(journal) == order
    await journal.close(group_id)


async def test_a_restart_finds_everything(open_records: OpenRecords) -> None:
    order = make_order(3, trigger="message 7")
    async with open_records() as records:
        await records.journal.accept(order)
        await records.journal.note_starts([order[0].job_id])
        await records.journal.finish(order[0].job_id, FACTS)
        await records.journal.fail(order[1].job_id, PROBLEM)
    async with open_records() as records:
        assert await load(records.journal) == [
            replace(order[0], starts=1, state=JobState.FINISHED, result=FACTS),
            replace(order[1], state=JobState.FAILED, problem=PROBLEM),
            order[2],
        ]
        with pytest.raises(AlreadyAcceptedError):
            await records.journal.accept(make_order(trigger="message 7"))


async def test_each_ending_is_counted_once_and_names_nobody(open_records: OpenRecords) -> None:
    async with open_records() as records:
        order = make_order(4, preset="cats")
        await records.journal.accept(order)
        for entry in order[:2]:
            for _ in range(2):
                await records.journal.finish(entry.job_id, FACTS)
        await records.journal.fail(order[2].job_id, PROBLEM)
        await records.journal.fail(order[0].job_id, PROBLEM)
        await records.journal.finish("0" * 16, FACTS)
        rows = await read_statistics(records)
    counted = {"day": "2023-11-15", "platform": "fake", "preset": "cats"}
    assert sorted(rows, key=lambda row: str(row["code"])) == [
        {**counted, "code": "finished", "dreams": 2, "seconds": 2 * RESULT.dream_seconds},
        {**counted, "code": "out_of_memory", "dreams": 1, "seconds": 0.0},
    ]


async def test_a_job_that_cannot_be_read_keeps_none_from_going_on(
    open_records: OpenRecords,
) -> None:
    (broken,), (whole,) = make_order(), make_order()
    async with open_records() as records:
        await records.journal.accept([broken])
        await records.journal.accept([whole])
        recipe = {**asdict(broken.recipe), "targets": ["§"]}
        async with records._database.change() as connection:
            this = jobs.c.id == broken.job_id
            await connection.execute(update(jobs).where(this).values(recipe=recipe))
        assert await load(records.journal) == [whole]


async def test_a_newer_versions_recipe_is_read_as_far_as_it_is_known(
    open_records: OpenRecords,
) -> None:
    (entry,) = make_order()
    async with open_records() as records:
        await records.journal.accept([entry])
        async with records._database.change() as connection:
            row = (await connection.execute(select(jobs.c.recipe))).scalar_one()
            await connection.execute(update(jobs).values(recipe={**row, "swirl": 7}))
        assert await load(records.journal) == [entry]


async def read_statistics(records: Records) -> list[dict[str, object]]:
    async with records._database.read() as connection:
        rows = (await connection.execute(select(statistics))).mappings().all()
    return [{**row} for row in rows]
