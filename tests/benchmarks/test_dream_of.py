"""The photos that dreams of things are judged on: twenty, small, and free to use."""

import pytest
from PIL import Image

from dream_core.vocabulary import find_all
from tests.benchmarks.dream_of import PHOTOS, THINGS, Verdict

LONGEST_SIDE = 640
MOST_BYTES = 115_000


def test_twenty_photos_are_dreamed_of_something_else_each() -> None:
    assert len(THINGS) == 20
    assert len({find_all(things) for things in THINGS.values()}) == 20


def test_every_photo_has_an_author_and_a_licence() -> None:
    rows = [line.split("|") for line in (PHOTOS / "README.md").read_text("utf-8").splitlines()]
    named = {row[1].strip(" `"): (row[3].strip(), row[4].strip()) for row in rows if len(row) == 7}
    for photo in PHOTOS.glob("*.jpg"):
        assert all(named[photo.name]), photo.name
    assert named.keys() >= {f"{photo}.jpg" for photo in THINGS}


@pytest.mark.parametrize("photo", THINGS)
def test_photos_are_small(photo: str) -> None:
    file = PHOTOS / f"{photo}.jpg"
    assert file.stat().st_size < MOST_BYTES
    with Image.open(file) as picture:
        assert max(picture.size) <= LONGEST_SIDE


@pytest.mark.parametrize(
    ("was_seen", "is_seen", "similarity", "is_good"),
    [
        (False, True, 0.5, True),
        (False, True, 0.49, False),
        (False, False, 0.9, False),
        (True, True, 0.9, False),
    ],
)
def test_what_was_seen_before_or_took_the_photos_place_is_no_success(
    *, was_seen: bool, is_seen: bool, similarity: float, is_good: bool
) -> None:
    verdict = Verdict(
        photo="rocket",
        things="lizards",
        first=(),
        was_seen=was_seen,
        is_seen=is_seen,
        similarity=similarity,
        picture=Image.new("RGB", (1, 1)),
    )
    assert verdict.is_good is is_good
