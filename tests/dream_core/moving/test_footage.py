import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from dream_core import Animation, DreamError, ErrorCode
from dream_core.moving import footage, mp4
from dream_core.moving.footage import Footage, may_move, open_footage
from tests.dream_core.moving.conftest import MakeClip, Save

PLENTY = 10**7


def read(data: bytes, **limits: Any) -> Footage:
    return open_footage(data, Animation(**limits), max_pixels=PLENTY)


@pytest.mark.parametrize(
    ("name", "options"),
    [("GIF", {}), ("WebP", {"lossless": True}), ("PNG", {}), ("PNG", {"default_image": True})],
)
def test_an_animations_frames_come_in_order_with_their_times(
    name: str, options: dict[str, Any], make_clip: MakeClip, save_clip: Save
) -> None:
    frames = make_clip(4)
    times = [100, 300, 200, 500]
    shown = times[1:] if "default_image" in options else times
    clip = read(save_clip(frames, name, duration=shown, **options))
    assert clip.format == name
    assert clip.size == (96, 64)
    assert clip.seconds == pytest.approx([time / 1000 for time in shown])
    moving = frames[1:] if "default_image" in options else frames
    for frame, before in zip(clip, moving, strict=True):
        assert np.abs(frame.astype(int) - before).mean() < (12 if name == "GIF" else 1)


def test_a_videos_frames_come_in_order_with_their_times(make_clip: MakeClip) -> None:
    frames = make_clip(5)
    times = [0.1, 0.3, 0.2, 0.1, 0.5]
    clip = read(mp4.write_mp4(frames, times, size=(96, 64), crf=10))
    assert clip.format == "MP4"
    assert clip.size == (96, 64)
    assert clip.seconds == pytest.approx(times, abs=0.001)
    for frame, before in zip(clip, frames, strict=True):
        assert np.abs(frame.astype(int) - before).mean() < 8


def test_a_sticker_video_is_read_although_it_does_not_say_how_long_its_last_frame_is_shown(
    make_clip: MakeClip,
) -> None:
    frames = make_clip(4)
    file = io.BytesIO()
    with av.open(file, "w", format="webm") as film:
        stream = film.add_stream("libvpx-vp9", rate=10, options={"crf": "4", "b": "0"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number, frame in enumerate(frames):
            image = av.VideoFrame.from_ndarray(frame, format="rgb24")
            image.pts, image.time_base = number, Fraction(1, 10)
            film.mux(stream.encode(image))
        film.mux(stream.encode())
    clip = read(file.getvalue())
    assert clip.format == "WebM"
    assert clip.seconds == pytest.approx([0.1] * 4)
    for frame, before in zip(clip, frames, strict=True):
        assert np.abs(frame.astype(int) - before).mean() < 8


def test_of_many_frames_every_nth_is_taken_and_the_length_stays(
    make_clip: MakeClip, save_clip: Save
) -> None:
    frames = make_clip(10)
    clip = read(save_clip(frames, "GIF", duration=20), fps=15)
    assert len(clip.seconds) == 3
    assert sum(clip.seconds) == pytest.approx(0.2)
    for frame, before in zip(clip, frames[::4], strict=True):
        assert np.abs(frame.astype(int) - before).mean() < 12


def test_frames_that_ask_to_be_shown_for_no_time_are_shown_as_browsers_do(
    make_clip: MakeClip, save_clip: Save
) -> None:
    assert read(save_clip(make_clip(3), "GIF", duration=0)).seconds == pytest.approx([0.1] * 3)


def test_transparent_frames_lie_on_light_grey(save_clip: Save) -> None:
    frames = [np.zeros((32, 32, 4), np.uint8) for _ in range(2)]
    frames[0][:16] = frames[1][16:] = (200, 20, 20, 255)
    first, second = read(save_clip(frames, "PNG", duration=100, blend=0))
    assert first[4, 4].tolist() == second[20, 4].tolist() == [200, 20, 20]
    assert first[20, 4].tolist() == second[4, 4].tolist() == [224, 224, 224]


@pytest.mark.parametrize("name", ["GIF", "PNG", "JPEG", "WebP"])
def test_what_does_not_move_is_told(name: str, make_clip: MakeClip) -> None:
    stream = io.BytesIO()
    Image.fromarray(make_clip(1)[0]).save(stream, name)
    with pytest.raises(DreamError) as failure:
        read(stream.getvalue())
    assert failure.value.code == ErrorCode.PICTURE_STILL


@pytest.mark.parametrize("is_video", [False, True], ids=["GIF", "MP4"])
def test_what_is_too_long_is_refused_before_it_is_decoded(
    is_video: bool, make_clip: MakeClip, save_clip: Save
) -> None:
    frames = make_clip(4)
    data = (
        mp4.write_mp4(frames, [1.0] * 4, size=(96, 64), crf=20)
        if is_video
        else save_clip(frames, "GIF", duration=1000)
    )
    with pytest.raises(DreamError) as failure:
        read(data, max_seconds=2)
    assert failure.value.code == ErrorCode.MOTION_TOO_LONG
    assert "2 seconds" in failure.value.sentence


@pytest.mark.parametrize(
    ("limit", "told"), [("MOST_FRAMES", "3 frames"), ("MOST_PIXELS", "pixels")]
)
@pytest.mark.parametrize("is_video", [False, True], ids=["GIF", "MP4"])
def test_too_many_frames_are_refused_before_they_are_decoded(
    limit: str,
    told: str,
    is_video: bool,
    make_clip: MakeClip,
    save_clip: Save,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(footage, limit, 3 if limit == "MOST_FRAMES" else 3 * 96 * 64)
    frames = make_clip(4)
    film = mp4.write_mp4(frames, [0.1] * 4, size=(96, 64), crf=20)
    with pytest.raises(DreamError) as failure:
        read(film if is_video else save_clip(frames, "GIF"))
    assert failure.value.code == ErrorCode.MOTION_TOO_LONG
    assert told in failure.value.sentence


def test_too_many_pixels_are_refused(make_clip: MakeClip, save_clip: Save) -> None:
    with pytest.raises(DreamError) as failure:
        open_footage(save_clip(make_clip(2), "GIF"), Animation(), max_pixels=1000)
    assert failure.value.code == ErrorCode.PICTURE_TOO_LARGE


@pytest.mark.parametrize("name", ["GIF", "WebP", "PNG", "MP4"])
def test_damage_is_explained_wherever_it_is(
    name: str, make_clip: MakeClip, save_clip: Save
) -> None:
    frames = make_clip(6)
    whole = (
        mp4.write_mp4(frames, [0.1] * 6, size=(96, 64), crf=20)
        if name == "MP4"
        else save_clip(frames, name, duration=100)
    )
    random = np.random.default_rng(1)
    told = set()
    for _ in range(25):
        data = bytearray(whole[: random.integers(40, len(whole))])
        for place in random.integers(12, len(data), 3):
            data[place] ^= 255
        try:
            list(read(bytes(data)))
        except DreamError as error:
            told.add(error.code)
    assert told
    assert told <= {
        ErrorCode.PICTURE_TRUNCATED,
        ErrorCode.PICTURE_UNREADABLE,
        ErrorCode.PICTURE_STILL,
        ErrorCode.PICTURE_TOO_LARGE,
        ErrorCode.MOTION_TOO_LONG,
    }


@pytest.mark.parametrize("name", ["GIF", "WebP", "PNG"])
def test_what_may_move_is_told_at_once(name: str, make_clip: MakeClip, save_clip: Save) -> None:
    for frames, moves in ((3, True), (1, False)):
        clip = save_clip(make_clip(frames), name)
        assert may_move(clip, max_pixels=PLENTY) is moves
