import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dream_core.errors import ErrorCode, PictureError
from dream_core.images import open_mask

MAX_PIXELS = 10_000


def encode(image: Image.Image, form: str = "PNG") -> bytes:
    stream = io.BytesIO()
    image.save(stream, form)
    return stream.getvalue()


def halves(mode: str, left: Any, right: Any) -> bytes:
    image = Image.new(mode, (40, 20), left)
    image.paste(right, (20, 0, 40, 20))
    return encode(image)


@pytest.mark.parametrize(
    "file",
    [
        halves("L", 0, 255),
        halves("1", 0, 1),
        halves("RGB", (0, 0, 0), (255, 255, 255)),
        halves("RGBA", (255, 255, 255, 0), (255, 255, 255, 255)),
        halves("LA", (255, 0), (255, 255)),
    ],
    ids=["grey", "two colours", "colours", "drawn on nothing", "grey on nothing"],
)
def test_white_is_dreamed_and_black_and_nothing_are_not(file: bytes) -> None:
    mask = open_mask(file, (200, 60), max_pixels=MAX_PIXELS)
    assert mask.shape == (60, 200)
    assert mask.dtype == np.uint8
    assert mask[:, :90].max() == 0
    assert mask[:, 110:].min() == 255


def test_grey_is_in_between() -> None:
    mask = open_mask(halves("L", 128, 255), (10, 10), max_pixels=MAX_PIXELS)
    assert mask[5, 0] == 128


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", ErrorCode.PICTURE_EMPTY),
        (b"no picture", ErrorCode.PICTURE_FORMAT),
        (encode(Image.new("L", (200, 200), 255)), ErrorCode.PICTURE_TOO_LARGE),
    ],
)
def test_what_is_no_mask_is_told_from_the_photo(file: bytes, code: ErrorCode) -> None:
    with pytest.raises(PictureError, match="The mask can't be used") as failure:
        open_mask(file, (10, 10), max_pixels=MAX_PIXELS)
    assert failure.value.code is code


def test_one_that_leaves_nothing_to_dream_is_refused() -> None:
    with pytest.raises(PictureError) as failure:
        open_mask(halves("RGB", (0, 0, 0), (5, 5, 5)), (10, 10), max_pixels=MAX_PIXELS)
    assert failure.value.code is ErrorCode.MASK_EMPTY
    assert failure.value.hint
