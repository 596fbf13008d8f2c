import pytest

from dream_core import DreamError, ErrorCode, Size
from dream_core.moving.bounds import check_film, film_size


@pytest.mark.parametrize(
    ("photo", "size", "expected"),
    [
        ((4000, 3000), "auto", (512, 384)),
        ((301, 201), "auto", (300, 200)),
        ((301, 201), "full", (300, 200)),
        ((300, 200), 1280, (1280, 852)),
    ],
)
def test_a_films_size_is_even(
    photo: tuple[int, int], size: Size, expected: tuple[int, int]
) -> None:
    assert film_size(*photo, size) == expected


@pytest.mark.parametrize("size", ["full", 1300])
def test_a_film_that_would_be_too_large_is_refused(size: Size) -> None:
    with pytest.raises(DreamError) as failure:
        film_size(4000, 3000, size)
    assert failure.value.code == ErrorCode.PICTURE_TOO_LARGE
    assert failure.value.hint == "Ask for a size of 1280 or less."


def test_all_frames_together_have_a_limit() -> None:
    check_film((1280, 720), 150)
    with pytest.raises(DreamError) as failure:
        check_film((1280, 1280), 150)
    assert failure.value.code == ErrorCode.MOTION_TOO_LONG
