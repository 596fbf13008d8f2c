"""Second thoughts in the room: the same dream in another finish costs no dreaming."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.web.finishing import is_same_dream
from bot.adapters.web.posts import Dream, DreamState
from dream_core import Presets, Recipe
from dream_core.engine.fake import FakeEngine
from dream_core.octaves import resolve_recipe
from tests.bot.adapters.web.conftest import ADA, make_picture
from tests.bot.adapters.web.guest import Ears, Guest, Json, draw_photo

FOREVER = 3600.0


class Sleeper:
    """A guest with one finished dream; what needs a worker from now on never ends."""

    def __init__(self, guest: Guest, ears: Ears, dream: Json) -> None:
        self.guest = guest
        self.ears = ears
        self.dream = dream

    async def ask(self, **changes: object) -> int:
        """Asks for the dream in another finish; returns the answer's status."""
        words = {"seed": 5, "size": self.dream["facts"]["size"], **changes}
        options = " ".join(["puppyslug", *(f"{name}={value}" for name, value in words.items())])
        values = {"picture": self.dream["photo"]["id"], "options": options}
        status, _ = await self.guest.send("/api/dreams", values)
        return status

    async def finish(self, **changes: object) -> Json:
        """Asks for it, and sees what comes of it."""
        assert await self.ask(**changes) == 201
        dream: Json = (await self.ears.dream("finished"))["dream"]
        return dream

    async def read(self, dream: Json) -> bytes:
        async with self.guest.session.get(dream["result"]["src"]) as response:
            return await response.read()


@pytest.fixture
async def sleeper(guest: Guest, engine: FakeEngine) -> AsyncIterator[Sleeper]:
    async with guest.listen() as (ears, _):
        await guest.post("/dream puppyslug seed=5", draw_photo(40, 30))
        dream = (await ears.dream("finished"))["dream"]
        engine.step_seconds = FOREVER
        yield Sleeper(guest, ears, dream)


async def test_another_finish_is_a_dream_of_its_own_at_once(sleeper: Sleeper) -> None:
    weaker = await sleeper.finish(amount=50)
    assert weaker["id"] != sleeper.dream["id"]
    assert weaker["photo"] == sleeper.dream["photo"]
    facts = weaker["facts"]
    assert (facts["amount"], facts["seed"], facts["dream_seconds"]) == (50, 5, 0.0)
    assert facts["octaves"] == sleeper.dream["facts"]["octaves"]
    assert await sleeper.read(weaker) != await sleeper.read(sleeper.dream)


async def test_there_and_back_is_the_same_dream_again(sleeper: Sleeper) -> None:
    """A finished dream is finished anew from what it was before, also when it is the newest."""
    await sleeper.finish(amount=50, blend="screen")
    coloured = await sleeper.finish(keep_colours="yes")
    assert coloured["facts"]["keep_colours"]
    back = await sleeper.finish()
    assert await sleeper.read(back) == await sleeper.read(sleeper.dream)


async def test_what_differs_in_more_than_its_finish_is_dreamed(
    sleeper: Sleeper, engine: FakeEngine
) -> None:
    assert await sleeper.ask(amount=50, strength=7) == 201
    assert (await sleeper.ears.dream("waiting"))["dream"]["strength"] == 7
    await sleeper.finish(amount=50)
    assert engine.status.busy == 1


async def test_a_dream_whose_file_is_gone_is_dreamed_again(
    sleeper: Sleeper, engine: FakeEngine, tmp_path: Path
) -> None:
    result = sleeper.dream["result"]["id"]
    (file,) = (tmp_path / "room" / "pictures").glob(f"??/{result}.jpg")
    file.unlink()
    engine.step_seconds = 0.0
    assert (await sleeper.finish(amount=50))["facts"]["device"] == "fake"


async def test_a_finish_without_what_it_was_before_is_no_base(
    sleeper: Sleeper, tmp_path: Path
) -> None:
    """An earlier version of the room kept only what it showed."""
    weaker = await sleeper.finish(amount=50)
    pictures = tmp_path / "room" / "pictures"
    (file,) = pictures.glob(f"??/{weaker['result']['id']}.unfinished")
    file.unlink()
    back = await sleeper.finish()
    assert await sleeper.read(back) == await sleeper.read(sleeper.dream)


@pytest.fixture
def recipe(presets: Presets) -> Recipe:
    return presets["puppyslug"].recipe(seed=7, size=40)


def make_dream(recipe: Recipe, **facts: object) -> Dream:
    resolved = resolve_recipe(recipe, 40, 30)
    return Dream(
        id="0" * 20,
        state=DreamState.FINISHED,
        owner=ADA,
        words="",
        photo=make_picture(),
        preset="puppyslug",
        strength=5,
        facts={**resolved.as_dict(), **facts},
        result=make_picture(),
    )


def test_a_dream_is_the_same_whatever_its_finish(recipe: Recipe) -> None:
    assert is_same_dream(recipe, make_dream(recipe))
    dream = make_dream(recipe, amount=25, blend="multiply", keep_colours=True)
    assert is_same_dream(recipe, dream)


def test_a_dream_of_before_parts_and_mixes_is_the_same(recipe: Recipe) -> None:
    dream = make_dream(recipe)
    later = {"only", "restraint"}
    facts = {name: value for name, value in dream.facts.items() if name not in later}
    assert is_same_dream(recipe, replace(dream, facts=facts))


def test_other_parts_and_other_mixes_are_other_dreams(presets: Presets) -> None:
    names = ("puppyslug", "puppyslug+cats", "puppyslug.2+cats", "puppyslug+eyes")
    whole = [presets[name].recipe(seed=7, size=40) for name in names]
    recipes = [*whole, replace(whole[0], only="subject"), replace(whole[1], only="background")]
    for asked in recipes:
        same = [each for each in recipes if is_same_dream(asked, make_dream(each))]
        assert same == [asked]


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 8},
        {"size": 39},
        {"steps": 3},
        {"targets": ["block4"]},
        {"scale": None},
        {"only": "subject"},
    ],
)
def test_a_dream_is_another_where_anything_else_differs(
    recipe: Recipe, other: dict[str, object]
) -> None:
    assert not is_same_dream(recipe, make_dream(recipe, **other))
