"""Subjects of real photos, found with a real network."""

import numpy as np
import pytest
import torch

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.picture import Pixels
from dream_core.networks.network import DreamNetwork
from dream_core.subject import find_subject
from tests.dream_core.conftest import LoadPhoto

# Where the thing is, and where it surely isn't: top, bottom, left and right in shares of the sides.
COFFEE = ((0.2, 0.9, 0.25, 0.65), (0.0, 0.35, 0.0, 0.12))
TEMPLE = ((0.3, 0.8, 0.2, 0.5), (0.0, 1.0, 0.7, 1.0))


def cut(mask: Pixels, box: tuple[float, float, float, float]) -> Pixels:
    height, width = mask.shape
    top, bottom, left, right = box
    return mask[
        round(top * height) : round(bottom * height), round(left * width) : round(right * width)
    ]


@pytest.mark.parametrize(
    ("name", "boxes"), [("coffee", COFFEE), ("temple", TEMPLE)], ids=["coffee", "temple"]
)
def test_the_thing_that_a_photo_is_of_is_its_subject(
    name: str,
    boxes: tuple[tuple[float, float, float, float], ...],
    lite0: DreamNetwork,
    load_photo: LoadPhoto,
) -> None:
    photo = load_photo(name, 384)
    mask = find_subject(photo, lite0)
    assert mask.shape == tuple(photo.shape[1:])
    thing, surroundings = boxes
    assert cut(mask, thing).mean() > 0.85 * 255
    assert cut(mask, surroundings).mean() < 0.05 * 255
    assert 0.01 < ((mask > 0) & (mask < 255)).mean() < 0.4, "soft at its edges alone"


def test_the_same_photo_has_the_same_subject(lite0: DreamNetwork, load_photo: LoadPhoto) -> None:
    photo = load_photo("chelsea", 160)
    assert np.array_equal(find_subject(photo, lite0), find_subject(photo, lite0))


@pytest.mark.parametrize("kind", ["plain", "noise", "narrow"])
def test_a_picture_of_nothing_has_none(kind: str, lite0: DreamNetwork) -> None:
    size = (3, 16, 400) if kind == "narrow" else (3, 96, 128)
    photo = torch.full(size, 90, dtype=torch.uint8)
    if kind == "noise":
        photo = torch.randint(0, 256, size, generator=torch.Generator().manual_seed(1))
    with pytest.raises(PictureError, match="subject") as failure:
        find_subject(photo.to(torch.uint8), lite0)
    assert failure.value.code is ErrorCode.SUBJECT_UNCLEAR
    assert "draw where" in failure.value.hint
