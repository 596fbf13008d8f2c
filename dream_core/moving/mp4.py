"""Writes MP4 that every browser, phone and chat plays: H.264, 4:2:0, ready to be streamed."""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from dream_core.images.picture import Pixels

if TYPE_CHECKING:
    from av import Packet, VideoStream

    FilmPacket = Packet[VideoStream]

_TICKS = 90_000
"""In a second: whole for every usual frame rate."""

_NOMINAL_RATE = 30
_KEY_FRAME_EVERY = 60
_BT_709 = 1
_SRGB_TRANSFER = 13
_LIMITED_RANGE = 1
"""From ITU-T H.273."""


def write_mp4(
    frames: Iterable[Pixels], seconds: Sequence[float], *, size: tuple[int, int], crf: float
) -> bytes:
    """The file of frames (height x width x 3, sRGB), each shown so long, at an even size.

    ``crf`` is x264's constant rate factor, 0 to 51. What ``frames`` raises ends it.
    """
    # A film that can be played while it loads has its table first, so it is written twice.
    with tempfile.TemporaryDirectory(prefix="puppyslug-film-") as folder:
        path = Path(folder) / "film.mp4"
        _write(path, frames, seconds, size=size, crf=crf)
        return path.read_bytes()


def _write(
    path: Path,
    frames: Iterable[Pixels],
    seconds: Sequence[float],
    *,
    size: tuple[int, int],
    crf: float,
) -> None:
    import av
    from av.video.reformatter import ColorRange, Colorspace, Interpolation

    av.logging.set_level(None)
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        options = {
            "crf": f"{crf:g}",
            "preset": "medium",
            "g": str(_KEY_FRAME_EVERY),
            # Its vector code reads memory that nobody wrote, where a row isn't eight blocks' worth:
            # the same frames gave other files.
            "x264-params": "mbtree=0",
        }
        if max(seconds) - min(seconds) > 1 / _TICKS:
            # Of frames out of order the file tells no uneven times but those until the last one.
            options["bf"] = "0"
        stream = film.add_stream("libx264", rate=_NOMINAL_RATE, options=options)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        stream.time_base = stream.codec_context.time_base = Fraction(1, _TICKS)
        context = stream.codec_context
        context.colorspace = context.color_primaries = _BT_709
        context.color_trc, context.color_range = _SRGB_TRANSFER, _LIMITED_RANGE
        clock, lengths = 0.0, dict[int, int]()
        for pixels, shown in zip(frames, seconds, strict=True):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(
                *size,
                format="yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
                interpolation=Interpolation.LANCZOS | Interpolation.ACCURATE_RND,
                threads=1,
            )
            frame.pts, frame.time_base = round(clock * _TICKS), Fraction(1, _TICKS)
            clock += shown
            lengths[frame.pts] = round(clock * _TICKS) - frame.pts
            film.mux(_lengthen(stream.encode(frame), lengths))
        film.mux(_lengthen(stream.encode(), lengths))


def _lengthen(packets: "list[FilmPacket]", lengths: Mapping[int, int]) -> "list[FilmPacket]":
    """Tells how long each frame is shown, which the encoder forgets, by its time in ticks."""
    for packet in packets:
        if packet.pts is not None:
            packet.duration = lengths[packet.pts]
    return packets
