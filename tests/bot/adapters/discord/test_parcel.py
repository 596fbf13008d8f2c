import random
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.adapters.discord.draft import Draft
from bot.adapters.discord.parcel import Parcel, share_bytes
from bot.texts import Phrases
from bot.wishes import ContentPicture
from dream_core.engine.fake import FakeEngine
from dream_core.errors import PictureError
from tests.bot.conftest import MakePhoto
from tests.clips import draw_clip


def make_noise(width: int, height: int) -> bytes:
    """A photo that no encoder makes small."""
    buffer = BytesIO()
    pixels = random.Random(1).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), pixels).save(buffer, "JPEG", quality=95, subsampling=0)
    return buffer.getvalue()


NOISE = make_noise(300, 200)
SIZES = st.lists(st.integers(0, 10**8), min_size=1, max_size=10)


@given(SIZES, st.integers(0, 10**8))
def test_shares_fit_together_and_nothing_gets_more_than_it_has(sizes: list[int], most: int) -> None:
    shares = share_bytes(sizes, most)
    assert sum(shares) <= most
    assert all(share <= size for share, size in zip(shares, sizes, strict=True))
    if sum(sizes) <= most:
        assert shares == sizes


def test_small_files_are_left_alone_and_large_ones_share_the_rest() -> None:
    assert share_bytes([100, 4000, 4000], 2100) == [100, 1000, 1000]


def pack(draft: Draft, engine: FakeEngine) -> Parcel:
    return Parcel(draft, engine, Phrases())


@pytest.fixture
def draft(make_photo: MakePhoto) -> Draft:
    """A small picture, and a large one."""
    sizes = ((8, 8), (900, 700))
    pictures = [
        ContentPicture(data=make_photo(*size), file_name=f"{size[0]}.png", is_spoiler=True)
        for size in sizes
    ]
    large = pictures[1]
    padded = replace(large, data=large.data + bytes(50_000))
    return Draft(content="words", pictures=(pictures[0], padded))


async def test_what_fits_is_sent_as_it_is(draft: Draft, engine: FakeEngine) -> None:
    parcel = pack(draft, engine)
    await parcel.fit(10**6)
    assert parcel.draft is draft
    assert not parcel.is_shrunk


async def test_only_what_is_too_large_is_encoded_anew(draft: Draft, engine: FakeEngine) -> None:
    parcel = pack(draft, engine)
    await parcel.fit(16 * 1024 + 30_000)
    before, after = draft.pictures, parcel.draft.pictures
    assert before is not None
    assert after is not None
    assert parcel.is_shrunk
    assert after[0] is before[0]
    assert parcel.draft.picture_bytes <= 30_000
    assert after[1].file_name == "900.jpg"
    assert after[1].is_spoiler
    assert parcel.draft.content == "words"


async def test_what_lost_pixels_says_so_and_what_lost_quality_alone_does_not(
    engine: FakeEngine,
) -> None:
    whole = ContentPicture(data=NOISE, file_name="eyes.jpg", width=300, height=200)
    draft = Draft(content="eyes", pictures=(whole, replace(whole, width=0, height=0)))
    for share, is_told in ((0.6, False), (0.1, True)):
        parcel = pack(draft, engine)
        await parcel.fit(16 * 1024 + int(2 * len(NOISE) * share))
        sent = parcel.draft.pictures
        assert sent is not None
        assert (sent[0].width < 300) == is_told
        note = f"this is {sent[0].width} × {sent[0].height} pixels instead of 300 × 200"
        assert (note in parcel.draft.content) == is_told
        assert parcel.draft.content.count("pixels") == is_told
    await parcel.shrink()
    assert parcel.draft.content.startswith("eyes\nDiscord takes no larger files")
    assert parcel.draft.content.count("instead of 300 × 200") == 1


async def test_what_can_be_no_smaller_is_an_error(draft: Draft, engine: FakeEngine) -> None:
    with pytest.raises(PictureError):
        await pack(draft, engine).fit(16 * 1024 + 200)


async def test_a_film_stays_as_it_is_and_the_others_make_room(
    draft: Draft, engine: FakeEngine
) -> None:
    assert draft.pictures is not None
    film = ContentPicture(data=draw_clip(), file_name="cats.gif")
    parcel = pack(replace(draft, pictures=(film, *draft.pictures)), engine)
    await parcel.fit(16 * 1024 + len(film.data) + 30_000)
    after = parcel.draft.pictures
    assert after is not None
    assert after[0] is film
    assert after[2].file_name == "900.jpg"
    assert parcel.draft.picture_bytes <= len(film.data) + 30_000


async def test_a_film_that_does_not_fit_is_an_error_and_no_still_picture(
    engine: FakeEngine,
) -> None:
    film = ContentPicture(data=draw_clip(), file_name="cats.gif")
    with pytest.raises(PictureError, match="The film has more than"):
        await pack(Draft(content="", pictures=(film,)), engine).fit(16 * 1024 + 100)
