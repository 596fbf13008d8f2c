"""Second thoughts, with a real finish of the engine's own."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageChops

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.records import Records, Wish
from bot.wishes import Asked, PostedPicture
from bot.wishes.finishing import finish_kept
from dream_core import DreamResult, Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.conftest import MakePhoto, MakeResult, MakeWish

OPTIONS = DreamOptions(preset="cats", seed=7)


def draw(colour: str) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), colour).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
async def kept(records: Records, make_wish: MakeWish, make_result: MakeResult) -> Wish:
    """A wish whose dream is there: a black photo became white."""
    wish = make_wish(options=OPTIONS)
    await records.add_wish(wish, [draw("black")], None)
    await records.add_dream(wish.id, 0, draw("white"), {})
    return wish


def ask(wish: Wish | None, photo: bytes, **options: Any) -> Asked:
    return Asked(
        person=Person(id="test:ann", name="Ann"),
        chat_id="test:1",
        options=replace(OPTIONS, **options),
        pictures=(PostedPicture(data=photo),),
        kept_in=wish,
    )


async def finish(
    asked: Asked, presets: Presets, records: Records, engine: FakeEngine
) -> DreamResult | None:
    recipe = asked.options.recipe(presets, seed=7)
    (result,) = await finish_kept(asked, [recipe], records=records, engine=engine)
    return result


def level(picture: bytes) -> int:
    levels = set(Image.open(BytesIO(picture)).convert("L").tobytes())
    assert len(levels) == 1
    return levels.pop()


async def test_less_of_a_kept_dream_shows_without_dreaming(
    kept: Wish, presets: Presets, records: Records, engine: FakeEngine
) -> None:
    result = await finish(ask(kept, draw("black"), amount=40), presets, records, engine)
    assert result is not None
    assert level(result.picture) == pytest.approx(0.4 * 255, abs=2)
    assert result.dream_seconds == 0


async def test_what_the_kept_dream_has_more_of_is_told_again(
    records: Records,
    kept: Wish,
    presets: Presets,
    engine: FakeEngine,
) -> None:
    wish = replace(kept, facts={"saw": ["beagle", "altar"]})
    finished = await finish(ask(wish, draw("black"), amount=50), presets, records, engine)
    assert finished is not None
    assert finished.saw == ("beagle", "altar")


async def test_the_dream_before_its_finish_is_what_is_finished_anew(
    kept: Wish, presets: Presets, records: Records, engine: FakeEngine
) -> None:
    faint = await finish(ask(kept, draw("black"), amount=40), presets, records, engine)
    assert faint is not None
    await records.add_dream(kept.id, 0, faint.picture, {}, unfinished=faint.unfinished)
    whole = await finish(ask(kept, draw("black")), presets, records, engine)
    assert whole is not None
    white = Image.open(BytesIO(draw("white")))
    assert not ImageChops.difference(white, Image.open(BytesIO(whole.picture))).getbbox()


async def test_what_is_not_kept_any_more_is_to_be_dreamed(
    kept: Wish, presets: Presets, records: Records, engine: FakeEngine, make_photo: MakePhoto
) -> None:
    await records.purge(-60)
    assert await finish(ask(kept, make_photo(), amount=40), presets, records, engine) is None
    assert await finish(ask(None, make_photo(), amount=40), presets, records, engine) is None


async def test_a_dream_of_another_photo_is_no_dream_of_this_one(
    kept: Wish, presets: Presets, records: Records, engine: FakeEngine, make_photo: MakePhoto
) -> None:
    other = make_photo(48, 64)
    assert await finish(ask(kept, other, amount=40), presets, records, engine) is None
