import io
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageSequence

from dream_core import DreamError, ErrorCode
from dream_core.images.picture import Pixels
from dream_core.images.video import open_video
from dream_core.moving.film import Cut, encode_film, gif_fits
from dream_core.moving.gif import round_rate
from dream_core.moving.mp4 import write_mp4
from dream_core.moving.reel import Reel
from dream_core.request import EncodedPicture, MotionFormat
from tests.dream_core.moving.conftest import MakeClip

PHOTOS = Path(__file__).parents[2] / "photos"


@pytest.fixture
def reel(make_clip: MakeClip) -> Reel:
    reel = Reel()
    for number, frame in enumerate(make_clip(6, width=160, height=120)):
        reel.add(frame, 0.1 if number % 2 else 0.25)
    return reel


def cut(reel: Reel, name: MotionFormat, max_bytes: int = 10**7) -> EncodedPicture:
    return encode_film(reel, name, Cut(max_bytes=max_bytes, check=len))


def read_mp4(film: EncodedPicture) -> Iterator[Pixels]:
    with open_video("MP4", film.picture, max_pixels=10**6) as (container, stream):
        for frame in container.decode(stream):
            yield np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)


def read_gif(film: EncodedPicture) -> Iterator[Pixels]:
    for frame in ImageSequence.Iterator(Image.open(io.BytesIO(film.picture))):
        yield np.asarray(frame.convert("RGB"))


def read_times(film: EncodedPicture) -> list[int]:
    image = Image.open(io.BytesIO(film.picture))
    return [frame.info["duration"] for frame in ImageSequence.Iterator(image)]


def test_an_mp4_plays_everywhere_and_while_it_loads(reel: Reel) -> None:
    film = cut(reel, "mp4")
    assert film.picture.index(b"moov") < film.picture.index(b"mdat")
    with open_video("MP4", film.picture, max_pixels=10**6) as (container, stream):
        assert len(container.streams) == 1
        assert stream.codec_context.name == "h264"
        assert (stream.width, stream.height) == (film.width, film.height) == (160, 120)
        frames = list(container.decode(stream))
        length = float((stream.duration or 0) * (stream.time_base or 0))
    assert {frame.format.name for frame in frames} == {"yuv420p"}
    times = [float(frame.time or 0) for frame in frames]
    assert times[:4] == pytest.approx([0, 0.25, 0.35, 0.6], abs=0.001)
    assert length == pytest.approx(1.05)


@pytest.mark.parametrize("name", ["mp4", "gif"])
def test_a_film_looks_like_its_frames(name: MotionFormat, reel: Reel) -> None:
    film = cut(reel, name)
    frames = list(read_mp4(film) if name == "mp4" else read_gif(film))
    for frame, before in zip(frames, reel, strict=True):
        assert np.abs(frame.astype(int) - before).mean() < 7
        assert abs(frame.mean() - before.mean()) < 1.5


def test_the_same_frames_give_the_same_film_whatever_memory_held_before() -> None:
    """Of a width at which x264's vector code once read what nobody had written."""
    random = np.random.default_rng(1)
    with Image.open(PHOTOS / "temple.jpg") as photo:
        view = 255 - np.asarray(photo.convert("RGB"))
    frames = []
    for number in range(8):
        turn = cv2.getRotationMatrix2D((320, 213), 3 * number, (1 + 0.05 * number) * 96 / 640)
        turn[:, 2] += (48 - 320, 32 - 213)
        frame = cv2.warpAffine(view, turn, (96, 64), borderMode=cv2.BORDER_REFLECT)
        frames.append(np.asarray(frame, np.uint8))
    films = set()
    for _ in range(30):
        held = [
            np.frombuffer(random.bytes(size), np.uint8).copy()
            for size in random.integers(16, 90_000, random.integers(5, 60))
        ]
        films.add(write_mp4(frames, [1 / 6] * 8, size=(96, 64), crf=18.0))
        del held
    assert len(films) == 1


def test_a_gif_repeats_and_keeps_its_time(reel: Reel) -> None:
    film = cut(reel, "gif")
    assert Image.open(io.BytesIO(film.picture)).info["loop"] == 0
    times = read_times(film)
    assert sum(times) == 1050
    assert times[:2] == [250, 100]


def test_a_gifs_odd_times_add_up(make_clip: MakeClip) -> None:
    reel = Reel()
    for frame in make_clip(9):
        reel.add(frame, 1 / 24)
    times = read_times(cut(reel, "gif"))
    assert set(times) == {40, 50}
    assert sum(times) == 380


@pytest.mark.parametrize("name", ["mp4", "gif"])
@pytest.mark.parametrize("share", [0.8, 0.6])
def test_a_film_never_has_more_bytes_than_it_may(
    name: MotionFormat, share: float, reel: Reel
) -> None:
    largest = len(cut(reel, name).picture)
    limit = int(largest * share)
    film = cut(reel, name, limit)
    assert limit / 4 < len(film.picture) <= limit
    assert film.width / film.height == pytest.approx(4 / 3, abs=0.05)


@pytest.mark.parametrize("name", ["mp4", "gif"])
def test_what_fits_nowhere_is_told(name: MotionFormat, reel: Reel) -> None:
    with pytest.raises(DreamError) as failure:
        cut(reel, name, 2000)
    assert failure.value.code == ErrorCode.PICTURE_TOO_LARGE


def test_whether_a_gif_fits_is_known_without_making_it(reel: Reel) -> None:
    size = len(cut(reel, "gif").picture)
    assert gif_fits(reel, int(size * 1.3))
    assert not gif_fits(reel, int(size * 0.7))


def test_whoever_is_asked_at_a_frame_can_end_it(reel: Reel) -> None:
    def refuse(frame: Pixels) -> None:
        raise KeyError(len(frame))

    with pytest.raises(KeyError):
        encode_film(reel, "mp4", Cut(max_bytes=10**7, check=refuse))


@pytest.mark.parametrize(("fps", "rounded"), [(24, 25), (30, 100 / 3), (60, 50), (12, 12.5)])
def test_a_gifs_rate_is_one_that_it_can_say(fps: float, rounded: float) -> None:
    assert round_rate(fps) == pytest.approx(rounded)
