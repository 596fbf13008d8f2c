"""Opens videos, and gives the first frame as a picture.

PyAV is loaded when there is one, in a worker.
"""

import io
import math
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.boxes import iterate_boxes
from dream_core.images.formats import is_cut_off
from dream_core.images.limits import check_pixels
from dream_core.images.picture import Pixels

if TYPE_CHECKING:
    from av import VideoFrame, VideoStream
    from av.container import InputContainer
    from av.sidedata.sidedata import SideDataContainer

_DEMUXERS = {"MP4": "mp4", "WebM": "matroska"}
# Whatever phones, browsers and chats make; FFmpeg would offer hundreds more to the bytes.
_DECODERS = ("h264", "hevc", "mpeg4", "mjpeg", "vp8", "vp9", "libdav1d")

_CONTAINER_OPTIONS = {
    # No decoder for FFmpeg's probing, which happens before any size can be checked.
    "codec_whitelist": "none",
    # The bytes are all there is to read.
    "protocol_whitelist": "none",
    # Long edit lists over many samples would take for ever.
    "advanced_editlist": "0",
}

_MOST_PACKETS = 1000
_MOST_SECONDS = 10.0

_SAMPLES = re.compile(rb"(?=stsz.{8}(.{4}))|(?=trun.{4}(.{4}))", re.DOTALL)
"""Where the boxes of whole and of fragmented files count samples (ISO/IEC 14496-12)."""
_MOST_MEDIA_BOXES = 100_000

_FIRST_HD_LINES = 720
_UNSPECIFIED_COLOURS = 2
"""AVCOL_SPC_UNSPECIFIED, ITU-T H.273, table 4."""
_ODDEST_PIXELS = Fraction(4)
"""Width to height, or height to width, beyond which a file only claims to have such pixels."""


def decode_first_frame(name: str, data: bytes, *, max_pixels: int) -> Pixels:
    """The frame that a player shows first: height x width x 3, sRGB, upright, square pixels.

    ``name`` is one of formats.VIDEOS. Transparency is ignored. Raises PictureError
    picture_too_large or picture_unreadable, and whatever PyAV raises for damaged files.
    """
    with open_video(name, data, max_pixels=max_pixels) as (container, stream):
        frame = _decode_frame(container, stream)
        return convert_frame(frame, read_pixel_ratio(stream), max_pixels)


@contextmanager
def open_video(
    name: str, data: bytes, *, max_pixels: int
) -> Iterator[tuple["InputContainer", "VideoStream"]]:
    """The file and the stream in it that a player shows; raises as decode_first_frame does."""
    import av

    av.logging.set_level(None)  # otherwise FFmpeg may write to stderr
    if name == "MP4":
        _check_tables(data)
    with av.open(
        io.BytesIO(data),
        "r",
        format=_DEMUXERS[name],
        options=_CONTAINER_OPTIONS,
        timeout=_MOST_SECONDS,
    ) as container:
        stream = _find_stream(name, data, container)
        check_pixels((stream.width, stream.height), max_pixels)
        context = stream.codec_context
        context.thread_count = 1
        # For frames larger than the file says; decoders add margins of their own to the true size.
        context.options = {"max_pixels": str(2 * max_pixels + 2**20)}
        yield container, stream


def _check_tables(data: bytes) -> None:
    """Refuses tables of more samples than there are bytes: they would fill the memory.

    Compressed tables, which only QuickTime ever wrote, could hide such ones.
    """
    samples, end = 0, 0
    for kind, start, end in iterate_boxes(data, most=_MOST_MEDIA_BOXES):
        if kind != b"mdat":
            samples += _count_samples(data[start:end])
    samples += _count_samples(data[end:])
    if samples > len(data):
        raise ValueError(f"{samples} samples in {len(data)} bytes")


def _count_samples(tables: bytes) -> int:
    if b"cmov" in tables:
        raise ValueError("compressed tables")
    counts = (match[1] or match[2] for match in _SAMPLES.finditer(tables))
    return sum(int.from_bytes(count, "big") for count in counts)


def _find_stream(name: str, data: bytes, container: "InputContainer") -> "VideoStream":
    from av.stream import Disposition

    for stream in container.streams.video:
        # A sound's cover is a stream, too. Without a decoder there is no context.
        if stream.codec_context is None or stream.disposition & Disposition.attached_pic:
            continue
        if stream.codec_context.name in _DECODERS:
            return stream
    if is_cut_off(name, data):
        raise ValueError("truncated tables")
    raise PictureError(
        ErrorCode.PICTURE_UNREADABLE,
        f"The {name} file has no video in it that can be read.",
        "Save it as MP4 with H.264, or send a picture.",
    )


def _decode_frame(container: "InputContainer", stream: "VideoStream") -> "VideoFrame":
    """The first frame that isn't before the video's beginning, where cutting may have put it."""
    deadline = time.monotonic() + _MOST_SECONDS
    early = None
    # Packets of other streams count, too: there may be millions before the first of this one.
    for number, packet in enumerate(container.demux()):
        if number >= _MOST_PACKETS or time.monotonic() > deadline:
            raise ValueError("no frame within the limits")
        if packet.stream_index != stream.index:
            continue
        # Frames may still wait in the decoder when the file ends in the middle of another.
        for frame in stream.decode(None if packet.is_corrupt else packet):
            if frame.is_corrupt:
                raise ValueError("damaged frame")
            if frame.pts is None or frame.pts >= 0:
                return frame
            early = early or frame
        if packet.is_corrupt:
            break
    if early is None:
        raise ValueError("no frame")
    return early


def read_pixel_ratio(stream: "VideoStream") -> Fraction | None:
    """How wide a pixel is for its height, as the file claims."""
    return stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio


def convert_frame(frame: "VideoFrame", pixel_ratio: Fraction | None, max_pixels: int) -> Pixels:
    """A decoded frame as decode_first_frame gives it."""
    from av.video.reformatter import ColorRange, Interpolation

    check_pixels((frame.width, frame.height), max_pixels)
    size = _square_size(frame.width, frame.height, pixel_ratio)
    check_pixels(size, max_pixels)
    converted = frame.reformat(
        *size,
        format="rgb24",
        src_colorspace=_guess_colours(frame),
        dst_color_range=ColorRange.JPEG,
        interpolation=Interpolation.BICUBIC
        | Interpolation.FULL_CHR_H_INT
        | Interpolation.ACCURATE_RND,
        threads=1,
    )
    return _turn(cast("Pixels", converted.to_ndarray()), *_display_matrix(frame))


def _square_size(width: int, height: int, pixel_ratio: Fraction | None) -> tuple[int, int]:
    """The size with square pixels; one side grows, so that nothing is lost."""
    square = Fraction(1)
    ratio = pixel_ratio or square
    if not 1 / _ODDEST_PIXELS <= ratio <= _ODDEST_PIXELS:
        return width, height
    return round(width * max(ratio, square)), round(height / min(ratio, square))


def _guess_colours(frame: "VideoFrame") -> int | None:
    """BT.709 or BT.601 by size, as players do, for a video that doesn't say; else None."""
    from av.video.reformatter import Colorspace

    if frame.colorspace != _UNSPECIFIED_COLOURS or frame.format.is_rgb:
        return None
    is_hd = min(frame.width, frame.height) >= _FIRST_HD_LINES
    return Colorspace.ITU709 if is_hd else Colorspace.ITU601


def _display_matrix(frame: "VideoFrame") -> tuple[float, float, float, float]:
    """The four a b c d of x' = ax + cy, y' = bx + dy, up to a factor (ISO/IEC 14496-12, 6.2.2)."""
    try:
        # PyAV's own types leave this out.
        matrix = bytes(cast("SideDataContainer", frame.side_data)["DISPLAYMATRIX"])
    except KeyError:
        return 1, 0, 0, 1
    except ValueError:
        # PyAV stumbles over newer kinds of side data, but tells the angle, without mirroring.
        angle = math.radians(frame.rotation)
        return math.cos(angle), -math.sin(angle), math.sin(angle), math.cos(angle)
    a, b, _, c, d, *_ = np.frombuffer(matrix, np.int32).tolist()
    return a, b, c, d


def _turn(pixels: Pixels, a: float, b: float, c: float, d: float) -> Pixels:
    """Turned and mirrored by quarters as a display matrix says."""
    across, down = a, d
    if abs(a) + abs(d) < abs(b) + abs(c):
        pixels = pixels.swapaxes(0, 1)
        across, down = c, b
    if across < 0:
        pixels = pixels[:, ::-1]
    if down < 0:
        pixels = pixels[::-1]
    return np.ascontiguousarray(pixels)
