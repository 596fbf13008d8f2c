from collections.abc import Callable

import pytest

from bot.commands import DreamOptions
from bot.errors import UsageError
from bot.records import ChatSettings
from bot.wishes.settling import Settled, settle, settle_options
from dream_core import Presets, Size
from dream_core.engine.fake import FakeEngine

MakePhoto = Callable[..., bytes]


def test_what_nobody_said_is_the_chats_or_the_usual() -> None:
    chat = ChatSettings(preset="eyes")
    assert settle_options(DreamOptions(), chat).preset == "eyes"
    assert settle_options(DreamOptions(preset="cats"), chat).preset == "cats"
    assert settle_options(DreamOptions(), ChatSettings()).preset == "puppyslug"


def test_a_seed_is_chosen_once_and_kept() -> None:
    seeds = {settle_options(DreamOptions(), ChatSettings()).seed for _ in range(20)}
    assert len(seeds) > 15
    assert settle_options(DreamOptions(seed=0), ChatSettings()).seed == 0


async def settle_size(
    size: Size | None,
    largest: int | None,
    photos: list[bytes],
    presets: Presets,
    engine: FakeEngine,
) -> Settled:
    return await settle(
        DreamOptions(size=size),
        ChatSettings(largest_size=largest),
        photos,
        presets=presets,
        engine=engine,
    )


@pytest.mark.parametrize(
    ("asked", "largest", "dreamed", "is_told"),
    [
        (512, None, 512, False),
        (512, 2048, 512, False),
        (4096, 2048, 2048, True),
        (None, 2048, "auto", False),
        ("full", 2048, "full", False),
        ("full", 100, 100, True),
        (None, 100, 100, False),
        (None, 300, "auto", False),
    ],
)
async def test_a_size_is_lowered_to_the_largest_and_nothing_is_made_larger(
    asked: Size | None,
    largest: int | None,
    dreamed: Size,
    is_told: bool,
    presets: Presets,
    engine: FakeEngine,
    make_photo: MakePhoto,
) -> None:
    settled = await settle_size(asked, largest, [make_photo(300, 200)], presets, engine)
    assert [recipe.size for recipe in settled.recipes] == [dreamed]
    assert settled.lowered_to == (largest if is_told else None)


async def test_each_picture_of_an_album_has_its_own_size(
    presets: Presets, engine: FakeEngine, make_photo: MakePhoto
) -> None:
    photos = [make_photo(300, 200), make_photo(80, 60)]
    settled = await settle_size("full", 100, photos, presets, engine)
    assert [recipe.size for recipe in settled.recipes] == [100, "full"]
    assert settled.lowered_to == 100


async def test_a_picture_that_cannot_be_read_is_left_to_the_dream(
    presets: Presets, engine: FakeEngine
) -> None:
    settled = await settle_size("full", 100, [b"no picture"], presets, engine)
    assert [recipe.size for recipe in settled.recipes] == [100]


async def test_a_preset_there_is_not_is_refused(presets: Presets, engine: FakeEngine) -> None:
    with pytest.raises(UsageError, match="gone"):
        await settle(
            DreamOptions(preset="gone"), ChatSettings(), [b""], presets=presets, engine=engine
        )
