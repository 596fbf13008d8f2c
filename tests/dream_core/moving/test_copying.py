from itertools import pairwise

import numpy as np
import pytest

from dream_core.motion import Animation
from dream_core.moving import copying
from dream_core.moving.copying import copy_film
from dream_core.moving.footage import open_footage
from dream_core.request import EncodedPicture
from tests.clips import draw_clip

LIMITS = Animation()


def copy(data: bytes) -> EncodedPicture:
    return copy_film(data, LIMITS, max_pixels=10**6, check=lambda: None)


def test_a_copy_has_the_pictures_and_the_times_of_what_came() -> None:
    clip = draw_clip(4, duration=[100, 200, 100, 300])
    film = copy(clip)
    before, after = (open_footage(data, LIMITS, max_pixels=10**6) for data in (clip, film.picture))
    assert (film.picture_format, film.width, film.height) == ("mp4", 96, 64)
    assert after.seconds == pytest.approx(before.seconds, abs=0.01)
    for old, new in zip(before, after, strict=True):
        # An MP4 keeps colours for four pixels at a time, so only light and dark are compared.
        # Another of the noisy frames differs by 30.
        assert np.abs(old.mean(axis=2) - new.mean(axis=2)).mean() < 20


def test_a_copy_of_a_copy_is_one_too() -> None:
    film = copy(copy(draw_clip()).picture)
    frames = list(open_footage(film.picture, LIMITS, max_pixels=10**6))
    assert all((one != other).any() for one, other in pairwise(frames))


def test_long_and_large_films_become_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "MOST_PIXELS", 3 * 48 * 32)
    film = copy(draw_clip())
    assert (film.width, film.height) == (48, 32)


def test_whoever_is_asked_at_a_frame_can_end_it() -> None:
    def refuse() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        copy_film(draw_clip(), LIMITS, max_pixels=10**6, check=refuse)
