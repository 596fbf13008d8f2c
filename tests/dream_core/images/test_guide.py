"""A guide is read as any picture is, and blamed by its name."""

import io

import numpy as np
import pytest
from PIL import Image

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.guide import GUIDE_SIDE, open_guide

MAX_PIXELS = 1_000_000


def draw(width: int, height: int, *, format_name: str = "PNG") -> bytes:
    pixels = np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, format_name)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("size", "opened"),
    [
        ((800, 400), (GUIDE_SIDE, GUIDE_SIDE // 2)),
        ((40, 64), (GUIDE_SIDE * 40 // 64, GUIDE_SIDE)),
    ],
)
def test_every_guide_has_the_same_longest_side(
    size: tuple[int, int], opened: tuple[int, int]
) -> None:
    guide = open_guide(draw(*size), max_pixels=MAX_PIXELS)
    assert (guide.width, guide.height) == opened


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", ErrorCode.PICTURE_EMPTY, "the file is empty"),
        (b"%PDF-1.7", ErrorCode.PICTURE_FORMAT, "this is a PDF"),
        (draw(64, 64, format_name="JPEG")[:900], ErrorCode.PICTURE_TRUNCATED, "cut off"),
        (draw(1001, 1000), ErrorCode.PICTURE_TOO_LARGE, "1001 x 1000"),
        (draw(15, 15), ErrorCode.PICTURE_TOO_SMALL, "it has 15 x 15"),
        (draw(900, 100), ErrorCode.PICTURE_TOO_SMALL, "it has 900 x 100"),
    ],
    ids=["empty", "pdf", "truncated", "too large", "tiny", "narrow"],
)
def test_what_is_wrong_is_said_of_the_guide(data: bytes, code: ErrorCode, words: str) -> None:
    with pytest.raises(PictureError) as failure:
        open_guide(data, max_pixels=MAX_PIXELS)
    assert failure.value.code == code
    assert failure.value.sentence.startswith("The guide picture can't be used: ")
    assert words in failure.value.sentence
    assert failure.value.hint
