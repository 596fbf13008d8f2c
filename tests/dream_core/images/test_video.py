import contextlib
import io
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from dream_core.errors import ErrorCode, PictureError
from dream_core.images import DecodedPicture, decode_picture, video

Encode = Callable[..., bytes]
Array = npt.NDArray[np.uint8]

PLENTY = 1_000_000
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def scene() -> Image.Image:
    """96 x 64, each quarter another colour, so that every turn and mirror looks different."""
    pixels = np.zeros((64, 96, 3), np.uint8)
    pixels[:32, :48] = (220, 30, 30)
    pixels[:32, 48:] = (30, 200, 40)
    pixels[32:, :48] = (40, 60, 210)
    pixels[32:, 48:] = (240, 240, 235)
    return Image.fromarray(pixels)


@pytest.fixture(scope="session")
def others(scene: Image.Image) -> list[Image.Image]:
    """What comes behind the scene in a video."""
    return [Image.new("RGB", scene.size, colour) for colour in ("black", "yellow", "teal")]


def read(data: bytes, max_pixels: int = PLENTY) -> DecodedPicture:
    return decode_picture(data, max_pixels=max_pixels)


def refusal(data: bytes, max_pixels: int = PLENTY) -> PictureError:
    with pytest.raises(PictureError) as caught:
        read(data, max_pixels)
    assert caught.value.sentence
    assert caught.value.hint
    return caught.value


def difference(picture: DecodedPicture, expected: Array) -> float:
    """The mean difference, but for seams, which colours at half the size smear."""
    assert picture.pixels.shape == expected.shape
    seams = np.abs(picture.pixels.astype(int) - expected).max(axis=2)
    return float(np.sort(seams.ravel())[: int(0.9 * seams.size)].mean())


def overwrite(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


@pytest.mark.parametrize(
    ("container", "codec", "pixel_format"),
    [
        ("mp4", "libx264", "yuv420p"),
        ("mp4", "libx264", "yuv444p"),
        ("mp4", "libx264rgb", "rgb24"),
        ("mp4", "libx265", "yuv420p10le"),
        ("mp4", "libsvtav1", "yuv420p"),
        ("mp4", "mpeg4", "yuv420p"),
        ("mov", "libx264", "yuv420p"),
        ("mov", "mjpeg", "yuvj420p"),
        ("webm", "libvpx-vp9", "yuv420p"),
        ("webm", "libvpx-vp9", "yuva420p"),
        ("webm", "libvpx", "yuv420p"),
        ("matroska", "libx264", "yuv420p"),
    ],
)
def test_the_first_frame_becomes_the_picture(
    container: str,
    codec: str,
    pixel_format: str,
    encode_video: Encode,
    scene: Image.Image,
    others: list[Image.Image],
) -> None:
    picture = read(
        encode_video([scene, *others], container=container, codec=codec, pixel_format=pixel_format)
    )
    assert difference(picture, np.asarray(scene)) < 4
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.flags.writeable
    assert picture.alpha is None


@pytest.mark.parametrize("size", [(97, 65), (32, 160)])
def test_odd_sizes_are_read(
    size: tuple[int, int], encode_video: Encode, scene: Image.Image
) -> None:
    image = scene.resize(size, Image.Resampling.NEAREST)
    data = encode_video([image], container="webm")
    assert difference(read(data), np.asarray(image)) < 4


def test_a_video_in_fragments_is_read(
    encode_video: Encode, scene: Image.Image, others: list[Image.Image]
) -> None:
    data = encode_video([scene, *others], flags="frag_every_frame+empty_moov")
    assert difference(read(data), np.asarray(scene)) < 4


@pytest.mark.parametrize(("hflip", "vflip"), [(False, False), (True, False), (False, True)])
@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("container", ["mov", "matroska"])
def test_a_video_stored_sideways_is_set_upright(
    container: str,
    quarters: int,
    hflip: bool,
    vflip: bool,
    encode_video: Encode,
    scene: Image.Image,
) -> None:
    def turn(stream: VideoStream) -> None:
        stream.set_display_rotation(90 * quarters, hflip=hflip, vflip=vflip)

    data = encode_video([scene], container=container, codec="libx264", prepare=turn)
    expected = np.rot90(np.asarray(scene), quarters)
    expected = expected[:, ::-1] if hflip else expected
    expected = expected[::-1] if vflip else expected
    assert difference(read(data), expected) < 4


def test_a_turn_is_known_even_where_pyav_stumbles_over_side_data() -> None:
    class Frame:
        rotation = 90

        @property
        def side_data(self) -> object:
            raise ValueError("99 is not a valid Type")

    a, b, c, d = video._display_matrix(Frame())  # type: ignore[arg-type]
    pixels = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    assert np.array_equal(video._turn(pixels, a, b, c, d), np.rot90(pixels))


@pytest.mark.parametrize(
    ("ratio", "size"),
    [
        (Fraction(2), (192, 64)),
        (Fraction(1, 2), (96, 128)),
        (Fraction(4, 3), (128, 64)),
        (Fraction(40), (96, 64)),
    ],
)
@pytest.mark.parametrize("container", ["mp4", "matroska"])
def test_pixels_become_square(
    container: str,
    ratio: Fraction,
    size: tuple[int, int],
    encode_video: Encode,
    scene: Image.Image,
) -> None:
    data = encode_video(
        [scene],
        container=container,
        codec="libx264",
        prepare=lambda stream: setattr(stream.codec_context, "sample_aspect_ratio", ratio),
    )
    expected = scene.resize(size, Image.Resampling.NEAREST)
    assert difference(read(data), np.asarray(expected)) < 6


def test_pixels_that_become_square_count_as_what_they_become(
    encode_video: Encode, scene: Image.Image
) -> None:
    def widen(stream: VideoStream) -> None:
        stream.codec_context.sample_aspect_ratio = Fraction(2)

    data = encode_video([scene], prepare=widen)
    assert read(data, 192 * 64).width == 192
    error = refusal(data, 192 * 64 - 1)
    assert error.code == ErrorCode.PICTURE_TOO_LARGE
    assert "192 x 64" in error.sentence


@pytest.mark.parametrize("color_range", [ColorRange.MPEG, ColorRange.JPEG])
@pytest.mark.parametrize(
    ("colorspace", "size"),
    [
        (Colorspace.ITU601, (96, 64)),
        (Colorspace.ITU601, (1280, 720)),
        (Colorspace.ITU709, (96, 64)),
        (Colorspace.ITU709, (1280, 720)),
        (Colorspace.BT2020, (96, 64)),
    ],
)
def test_colours_are_as_the_video_says(
    colorspace: int,
    size: tuple[int, int],
    color_range: int,
    encode_video: Encode,
    scene: Image.Image,
) -> None:
    def say(stream: VideoStream) -> None:
        stream.colorspace, stream.color_range = colorspace, color_range

    image = scene.resize(size, Image.Resampling.NEAREST)
    assert difference(read(encode_video([image], prepare=say)), np.asarray(image)) < 4


@pytest.mark.parametrize(
    ("size", "guessed"), [((96, 64), Colorspace.ITU601), ((1280, 720), Colorspace.ITU709)]
)
def test_a_video_that_does_not_say_its_colours_has_those_of_its_size(
    size: tuple[int, int], guessed: int, encode_video: Encode, scene: Image.Image
) -> None:
    image = scene.resize(size, Image.Resampling.NEAREST)
    frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
    frame = frame.reformat(format="yuv420p", dst_colorspace=guessed)
    frame.colorspace = video._UNSPECIFIED_COLOURS
    picture = DecodedPicture(pixels=video.convert_frame(frame, None, PLENTY))
    assert difference(picture, np.asarray(image)) < 4


def test_what_was_cut_away_before_the_beginning_is_not_shown(
    encode_video: Encode, scene: Image.Image, others: list[Image.Image]
) -> None:
    data = encode_video([*others, scene])
    edit = data.index(b"elst") + 12
    length, begin = struct.unpack_from(">Ii", data, edit)
    assert length == 400  # milliseconds: a frame takes 100, and as long as 1024 of its own units
    shown = read(overwrite(data, edit + 4, struct.pack(">i", begin + 3 * 1024)))
    assert difference(shown, np.asarray(scene)) < 4
    nothing = read(overwrite(data, edit + 4, struct.pack(">i", begin + 99 * 1024)))
    assert difference(nothing, np.asarray(others[0])) < 4


def test_a_video_with_sound_is_read(scene: Image.Image) -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=10, options={"qmax": "2"})
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = scene.size
        add_sound(out)
        frame = av.VideoFrame.from_ndarray(np.asarray(scene), format="rgb24")
        frame.pts, frame.time_base = 0, Fraction(1, 10)
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    assert difference(read(file.getvalue()), np.asarray(scene)) < 6


def add_sound(out: av.container.OutputContainer, packets: int = 20) -> None:
    stream = out.add_stream("aac", rate=8000, layout="mono")
    assert isinstance(stream, av.AudioStream)
    frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
    frame.sample_rate = 8000
    for number in range(packets):
        frame.pts, frame.time_base = 1024 * number, Fraction(1, 8000)
        out.mux(stream.encode(frame))
    out.mux(stream.encode())


def sound(container: str) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as out:
        add_sound(out)
    return file.getvalue()


def test_a_sound_has_no_picture() -> None:
    for container in ("mp4", "mov", "matroska"):
        error = refusal(sound(container))
        assert error.code == ErrorCode.PICTURE_UNREADABLE
        assert "no video" in error.sentence
    assert refusal(sound("ipod")).code == ErrorCode.PICTURE_FORMAT


def test_the_cover_of_a_sound_is_no_video(encode: Encode, scene: Image.Image) -> None:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as out:
        cover = out.add_stream("mjpeg", rate=1)
        assert isinstance(cover, VideoStream)
        cover.width, cover.height, cover.pix_fmt = *scene.size, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        add_sound(out)
        packet = av.Packet(encode(scene, "JPEG"))
        packet.stream, packet.pts, packet.dts = cover, 0, 0
        out.mux(packet)
    assert b"covr" in file.getvalue()
    assert "no video" in refusal(file.getvalue()).sentence


def test_a_video_of_a_kind_that_nobody_posts_is_named(
    encode_video: Encode, scene: Image.Image
) -> None:
    data = encode_video([scene], container="mov", codec="prores_ks", pixel_format="yuv422p10le")
    error = refusal(data)
    assert error.code == ErrorCode.PICTURE_UNREADABLE
    assert "H.264" in error.hint


def test_a_file_without_anything_in_it_is_refused() -> None:
    start = b"\0\0\0\x10ftypisom\0\0\2\0"
    assert refusal(start).code == ErrorCode.PICTURE_UNREADABLE
    assert refusal(start + b"\0\0\0\x08moov").code == ErrorCode.PICTURE_UNREADABLE
    assert refusal(start + b"\0\0\1\0moov").code == ErrorCode.PICTURE_TRUNCATED


@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_a_video_with_more_pixels_than_allowed_is_refused(
    container: str, encode_video: Encode, scene: Image.Image
) -> None:
    data = encode_video([scene], container=container)
    assert read(data, 96 * 64).width == 96
    error = refusal(data, 96 * 64 - 1)
    assert error.code == ErrorCode.PICTURE_TOO_LARGE
    assert "96 x 64" in error.sentence


def huge_in_webm(encode_video: Encode, scene: Image.Image) -> bytes:
    """The frame's own size is that of its keyframe header (RFC 6386, 9.1)."""
    image = scene.resize((320, 320))
    data = encode_video([image], container="webm", codec="libvpx")
    tracks = data.replace(b"\xb0\x82\x01\x40\xba\x82\x01\x40", b"\xb0\x82\x3f\xff\xba\x82\x3f\xff")
    assert tracks != data
    at = tracks.index(b"\x9d\x01\x2a") + 3
    return overwrite(tracks, at, struct.pack("<HH", 16_383, 16_383))


def huge_in_mp4(encode_video: Encode, scene: Image.Image) -> bytes:
    data = encode_video([scene], container="mov", codec="mjpeg", pixel_format="yuvj420p")
    frame = data.index(b"\xff\xc0") + 5
    data = overwrite(data, frame, struct.pack(">HH", 65_000, 65_000))
    entry = data.index(b"jpeg", data.index(b"stsd")) + 28
    return overwrite(data, entry, struct.pack(">HH", 65_000, 65_000))


@pytest.mark.parametrize("build", [huge_in_webm, huge_in_mp4])
def test_a_small_file_that_declares_a_huge_video_is_refused_before_it_is_decoded(
    build: Callable[[Encode, Image.Image], bytes],
    encode_video: Encode,
    scene: Image.Image,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = build(encode_video, scene)
    monkeypatch.delattr(video, "_decode_frame")
    began = time.monotonic()
    assert refusal(data, 64_000_000).code == ErrorCode.PICTURE_TOO_LARGE
    assert time.monotonic() - began < 1


def test_a_frame_larger_than_the_file_declares_takes_no_memory(
    encode_video: Encode, scene: Image.Image
) -> None:
    resource = pytest.importorskip("resource")
    data = encode_video([scene], container="webm", codec="libvpx")
    read(data)
    at = data.index(b"\x9d\x01\x2a") + 3
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(overwrite(data, at, struct.pack("<HH", 16_383, 16_383)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def endless_table(encode_video: Encode, images: list[Image.Image]) -> bytes:
    data = encode_video(images)
    chunks = data.index(b"stsc") + 12
    data = overwrite(data, chunks, struct.pack(">II", 1, 80_000_000))
    return overwrite(data, data.index(b"stsz") + 4, struct.pack(">III", 0, 1, 80_000_000))


def endless_fragment(encode_video: Encode, images: list[Image.Image]) -> bytes:
    data = encode_video(images, flags="frag_keyframe+empty_moov")
    return overwrite(data, data.index(b"trun") + 4, struct.pack(">II", 0, 80_000_000))


def hidden_table(encode_video: Encode, images: list[Image.Image]) -> bytes:
    data = endless_table(encode_video, images)
    return data[:32] + b"\0\0\0\x08free" * 100_001 + data[32:]


def compressed_table(encode_video: Encode, images: list[Image.Image]) -> bytes:
    data = encode_video(images)
    return overwrite(data, data.index(b"mvhd"), b"cmov")


@pytest.mark.parametrize("build", [endless_table, endless_fragment, hidden_table, compressed_table])
def test_tables_of_more_samples_than_there_are_bytes_take_no_memory(
    build: Callable[[Encode, list[Image.Image]], bytes],
    encode_video: Encode,
    scene: Image.Image,
    others: list[Image.Image],
) -> None:
    resource = pytest.importorskip("resource")
    data = build(encode_video, [scene, *others])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    assert refusal(data).code == ErrorCode.PICTURE_UNREADABLE
    assert time.monotonic() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_table_names_among_the_pixels_mean_nothing(
    encode_video: Encode, scene: Image.Image
) -> None:
    data = encode_video([scene])
    noise = b"stsz" + b"\xff" * 12 + b"cmov"
    length = struct.pack(">I", 8 + len(noise))
    assert difference(read(data + length + b"mdat" + noise), np.asarray(scene)) < 4


@pytest.mark.parametrize(("limit", "value"), [("_MOST_PACKETS", 0), ("_MOST_SECONDS", -1.0)])
def test_packets_and_time_are_limited(
    limit: str,
    value: float,
    encode_video: Encode,
    scene: Image.Image,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = encode_video([scene])
    monkeypatch.setattr(video, limit, value)
    assert refusal(data).code == ErrorCode.PICTURE_UNREADABLE


@pytest.mark.parametrize("container", ["mp4", "mov", "webm", "matroska"])
@pytest.mark.parametrize("codec", ["", "mpeg4"])
def test_a_file_cut_off_anywhere_in_its_first_frame_is_called_so(
    container: str, codec: str, encode_video: Encode, scene: Image.Image
) -> None:
    if codec and container == "webm":
        codec = "libvpx"
    data = encode_video(
        [scene],
        container=container,
        codec=codec or ("libvpx-vp9" if container == "webm" else "libx264"),
    )
    for share in (0.1, 0.3, 0.5, 0.6, 0.7):
        error = refusal(data[: int(share * len(data))])
        assert error.code == ErrorCode.PICTURE_TRUNCATED, (share, error)


@pytest.mark.parametrize(
    "options", [{"container": "webm"}, {"flags": "frag_every_frame+empty_moov"}]
)
def test_a_file_cut_off_behind_its_first_frame_is_read(
    options: dict[str, str], encode_video: Encode, scene: Image.Image, noise: Image.Image
) -> None:
    data = encode_video([scene, *[noise] * 3], **options)
    assert difference(read(data[: len(data) // 2]), np.asarray(scene)) < 4


@pytest.fixture(scope="session")
def noise() -> Image.Image:
    """What makes a large file of 96 x 64 pixels."""
    values = np.random.default_rng(1).integers(0, 256, (64, 96, 3), dtype=np.uint8)
    return Image.fromarray(values)


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_a_damaged_frame_is_refused(codec: str, encode_video: Encode, noise: Image.Image) -> None:
    data = encode_video([noise], codec=codec)
    error = refusal(overwrite(data, len(data) // 2, b"\xff" * 300))
    assert error.code == ErrorCode.PICTURE_UNREADABLE
    assert "MP4 video" in error.sentence


def test_ffmpeg_writes_nothing(
    encode_video: Encode, noise: Image.Image, capfd: pytest.CaptureFixture[str]
) -> None:
    data = encode_video([noise])
    damaged = overwrite(data, len(data) // 2, b"\xff" * 300)
    capfd.readouterr()
    av.logging.restore_default_callback()
    for attempt in (data, damaged, data[: len(data) // 2]):
        try_to_read(attempt)
    assert capfd.readouterr() == ("", "")


def test_only_a_worker_that_gets_a_video_loads_pyav() -> None:
    check = (
        "import sys, bot.app, bot.cli.program, dream_core.engine.darkroom, dream_core.images;"
        "sys.exit('av' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0


KINDS: dict[str, dict[str, str]] = {
    "h264": {},
    "fragments": {"flags": "frag_every_frame+empty_moov"},
    "mpeg4": {"codec": "mpeg4"},
    "hevc": {"codec": "libx265"},
    "mov": {"container": "mov"},
    "vp9": {"container": "webm"},
    "vp8": {"container": "webm", "codec": "libvpx"},
    "mkv": {"container": "matroska"},
}


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    changes=st.lists(
        st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=4)), max_size=12
    ),
    length=st.floats(0.1, 1) | st.just(1.0),
)
def test_damaged_videos_give_a_picture_or_a_named_error_in_time(
    kind: str,
    changes: list[tuple[float, bytes]],
    length: float,
    encode_video: Encode,
    scene: Image.Image,
    others: list[Image.Image],
) -> None:
    data = encode_video([scene, *others], **KINDS[kind])
    for place, new in changes:
        data = overwrite(data, int(place * len(data)), new)
    began = time.monotonic()
    try_to_read(data[: int(length * len(data)) + 1])
    assert time.monotonic() - began < 5


def try_to_read(data: bytes) -> None:
    with contextlib.suppress(PictureError):
        picture = read(data)
        assert 0 < picture.width * picture.height <= PLENTY
        assert picture.pixels.shape == (picture.height, picture.width, 3)
