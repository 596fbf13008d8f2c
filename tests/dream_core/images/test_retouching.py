"""From a dream to its file, and from a kept dream to another: the same as dreamed afresh."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from dream_core import BLENDS, Recipe, Target
from dream_core.errors import ErrorCode, PictureError
from dream_core.images import (
    DecodedPicture,
    FinishedPicture,
    decode_picture,
    encode_dream,
    resize_picture,
    retouch_dream,
)
from dream_core.request import StillFormat

MAX_PIXELS = 1_000_000
PHOTO = (Path(__file__).parents[2] / "photos" / "temple.jpg").read_bytes()
PLAIN = Recipe(network="any", targets=(Target(layer="layer"),))
ROUNDING = 0.5
"""In levels of 0 to 255, at most in the mean."""


def recipe(**values: Any) -> Recipe:
    return Recipe(network="any", targets=(Target(layer="layer"),), **values)


def make_clear(photo: bytes) -> bytes:
    """The photo as a PNG that gets ever more transparent to the right, from opaque to nothing."""
    with Image.open(io.BytesIO(photo)) as image:
        alpha = Image.linear_gradient("L").rotate(90).resize(image.size)
        image.putalpha(alpha.point(lambda level: min(255, 2 * level)))
        stream = io.BytesIO()
        image.save(stream, "PNG")
    return stream.getvalue()


CLEAR = make_clear(PHOTO)


def dream(
    values: Recipe, *, photo: bytes = PHOTO, side: int = 320, form: StillFormat | None = None
) -> FinishedPicture:
    """A dream of the photo: its neighbourhoods turned around, and louder, as no encoder likes."""
    decoded = resize_picture(decode_picture(photo, max_pixels=MAX_PIXELS), side)
    louder = decoded.pixels.astype(int) + 60 * np.sin(decoded.pixels[::-1] / 20)
    dreamed = DecodedPicture(pixels=np.clip(louder, 0, 255).astype(np.uint8), alpha=decoded.alpha)
    return encode_dream(dreamed, decoded.pixels, values, form)


def kept(finished: FinishedPicture) -> bytes:
    return finished.unfinished or finished.encoded.picture


def visible(file: bytes) -> Any:
    """Red, green, blue and alpha of every pixel; black where nothing is to be seen."""
    pixels = np.asarray(Image.open(io.BytesIO(file)).convert("RGBA"), int)
    return pixels * (pixels[..., 3:] > 0)


def mean_error(file: bytes, other: bytes) -> float:
    return float(np.abs(visible(file) - visible(other))[..., :3].mean())


def retouch(
    file: bytes, values: Recipe, *, photo: bytes = PHOTO, form: StillFormat | None = None
) -> FinishedPicture:
    return retouch_dream(photo, file, values, picture_format=form, max_pixels=MAX_PIXELS)


@given(
    st.builds(
        recipe,
        amount=st.integers(10, 200),
        blend=st.sampled_from(BLENDS),
        keep_colours=st.booleans(),
    ),
    st.sampled_from([PHOTO, CLEAR]),
    st.sampled_from([160, 211, 320]),
)
@settings(max_examples=20, deadline=None)
def test_a_dream_kept_whole_is_finished_as_if_dreamed_afresh(
    values: Recipe, photo: bytes, side: int
) -> None:
    first = dream(PLAIN, photo=photo, side=side, form="png")
    afresh = dream(values, photo=photo, side=side, form="png")
    again = retouch(kept(first), values, photo=photo, form="png")
    assert np.array_equal(visible(again.encoded.picture), visible(afresh.encoded.picture))


@pytest.mark.parametrize("amount", [50, 100, 150, 200])
@pytest.mark.parametrize("blend", BLENDS)
def test_a_dream_kept_as_it_was_delivered_differs_by_its_encoding_alone(
    blend: Any, amount: int
) -> None:
    values = recipe(blend=blend, amount=amount)
    delivered = kept(dream(PLAIN))
    again = retouch(delivered, values, form="png").encoded.picture
    lost = mean_error(delivered, dream(PLAIN, form="png").encoded.picture)
    error = mean_error(again, dream(values, form="png").encoded.picture)
    assert error <= lost * amount / 100 + ROUNDING


@pytest.mark.parametrize("photo", [PHOTO, CLEAR], ids=["opaque", "clear"])
def test_whichever_way_a_dream_was_finished_first_its_second_thought_is_the_same(
    photo: bytes,
) -> None:
    firsts = [PLAIN, recipe(amount=40), recipe(blend="screen", keep_colours=True)]
    dreams = [kept(dream(first, photo=photo)) for first in firsts]
    assert len(set(dreams)) == 1
    thoughts = {retouch(file, recipe(amount=150), photo=photo).encoded.picture for file in dreams}
    assert len(thoughts) == 1


@pytest.mark.parametrize("photo", [PHOTO, CLEAR], ids=["opaque", "clear"])
def test_back_to_the_whole_dream_it_is_the_first_picture_again(photo: bytes) -> None:
    first = dream(PLAIN, photo=photo)
    changed = retouch(kept(first), recipe(amount=30), photo=photo)
    back = retouch(kept(changed), PLAIN, photo=photo)
    assert back == first
    assert kept(changed) == first.encoded.picture


def test_a_picture_that_lost_its_transparency_is_not_what_is_kept() -> None:
    first = dream(PLAIN, photo=CLEAR, form="jpeg")
    assert first.encoded.picture_format == "jpeg"
    again = retouch(kept(first), PLAIN, photo=CLEAR, form="png")
    afresh = dream(PLAIN, photo=CLEAR, form="png")
    assert np.array_equal(visible(again.encoded.picture), visible(afresh.encoded.picture))


@pytest.mark.parametrize(
    ("photo", "wanted", "made"),
    [(PHOTO, None, "jpeg"), (CLEAR, None, "png"), (PHOTO, "webp", "webp"), (CLEAR, "jpeg", "jpeg")],
)
def test_the_format_is_chosen_as_for_a_dream(
    photo: bytes, wanted: StillFormat | None, made: str
) -> None:
    first = dream(PLAIN, photo=photo)
    encoded = retouch(kept(first), recipe(amount=70), photo=photo, form=wanted).encoded
    assert encoded.picture_format == made
    opened = Image.open(io.BytesIO(encoded.picture))
    assert opened.format == made.upper()
    assert opened.size == (encoded.width, encoded.height) == (320, 214)


def test_a_dream_a_pixel_off_by_rounding_fits_its_photo() -> None:
    stream = io.BytesIO()
    Image.open(io.BytesIO(kept(dream(PLAIN)))).resize((320, 213)).save(stream, "PNG")
    encoded = retouch(stream.getvalue(), recipe(amount=50)).encoded
    assert (encoded.width, encoded.height) == (320, 213)


@pytest.mark.parametrize(
    ("photo", "file", "code"),
    [
        (PHOTO, b"", ErrorCode.PICTURE_EMPTY),
        (b"<html>", kept(dream(PLAIN)), ErrorCode.PICTURE_FORMAT),
        (PHOTO, kept(dream(PLAIN))[:2000], ErrorCode.PICTURE_TRUNCATED),
        (CLEAR[:9000], kept(dream(PLAIN)), ErrorCode.PICTURE_TRUNCATED),
        (
            (Path(__file__).parents[2] / "photos" / "astronaut.jpg").read_bytes(),
            kept(dream(PLAIN)),
            ErrorCode.PICTURE_MISMATCH,
        ),
    ],
    ids=["no dream", "no photo", "half a dream", "half a photo", "another photo's dream"],
)
def test_what_cannot_be_retouched_is_explained(photo: bytes, file: bytes, code: ErrorCode) -> None:
    with pytest.raises(PictureError) as failure:
        retouch(file, recipe(amount=50), photo=photo)
    assert failure.value.code == code
    assert failure.value.hint


def test_neither_may_have_too_many_pixels() -> None:
    small, large = kept(dream(PLAIN, side=64)), kept(dream(PLAIN, side=640))
    for photo, file in ((PHOTO, small), (small, large)):
        with pytest.raises(PictureError) as failure:
            retouch_dream(photo, file, recipe(amount=50), max_pixels=640 * 427 - 1)
        assert failure.value.code == ErrorCode.PICTURE_TOO_LARGE
