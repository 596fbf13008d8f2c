"""Files of every kind, made on the fly."""

import io
import struct
import zlib
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pillow_heif
import pytest
from av.video.stream import VideoStream
from PIL import Image, ImageCms

Encode = Callable[..., bytes]
Prepare = Callable[[VideoStream], object]

_QUALITY = {
    "libx265": {"crf": "1", "x265-params": "log-level=none:pools=none"},
    "libvpx": {"crf": "4", "b": "4M"},
    "libvpx-vp9": {"crf": "4", "b": "0"},
    "mpeg4": {"qmax": "2"},
}


@pytest.fixture(scope="session")
def encode_video() -> Encode:
    """``encode_video(images, container="webm", ...)`` gives the file of a silent video.

    ``prepare`` gets the stream before its first frame, and ``flags`` are those of the muxer.
    """

    def encode_images(
        images: list[Image.Image],
        *,
        container: str = "mp4",
        codec: str | None = None,
        pixel_format: str = "yuv420p",
        prepare: Prepare | None = None,
        flags: str = "",
    ) -> bytes:
        file = io.BytesIO()
        options = {"movflags": flags} if flags else {}
        codec = codec or ("libvpx-vp9" if container == "webm" else "libx264")
        with av.open(file, "w", format=container, container_options=options) as out:
            stream = out.add_stream(codec, rate=10, options=_QUALITY.get(codec, {"crf": "1"}))
            assert isinstance(stream, VideoStream)
            stream.width, stream.height = images[0].size
            stream.pix_fmt = pixel_format
            stream.thread_count = 1
            if prepare:
                prepare(stream)
            colours = {
                "dst_colorspace": stream.colorspace,
                "dst_color_range": stream.color_range,
            }
            for number, image in enumerate(images):
                frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
                frame = frame.reformat(format=pixel_format, **colours)
                frame.pts, frame.time_base = number, Fraction(1, 10)
                out.mux(stream.encode(frame))
            out.mux(stream.encode())
        return file.getvalue()

    return encode_images


@pytest.fixture(scope="session")
def encode(encode_video: Encode) -> Encode:
    """``encode(image, "JPEG", **options)`` gives the file's bytes; HEIC and videos too."""

    def encode_image(image: Image.Image, name: str, **options: Any) -> bytes:
        if name in ("MP4", "WebM"):
            return encode_video([image], container=name.lower(), **options)
        stream = io.BytesIO()
        if name == "HEIC":
            pillow_heif.from_pillow(image).save(stream, format="HEIF", **options)
        else:
            image.save(stream, name, **options)
        return stream.getvalue()

    return encode_image


@pytest.fixture(scope="session")
def scene() -> Image.Image:
    """48 x 32, each quarter another colour, so that every turn and mirror looks different."""
    pixels = np.zeros((32, 48, 3), np.uint8)
    pixels[:16, :24] = (220, 30, 30)
    pixels[:16, 24:] = (30, 200, 40)
    pixels[16:, :24] = (40, 60, 210)
    pixels[16:, 24:] = (240, 240, 235)
    return Image.fromarray(pixels)


@pytest.fixture(scope="session")
def png() -> Callable[..., bytes]:
    """``png(size, depth=16, colour_type=2, rows=...)``: a PNG with any header, of any depth."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    def build(
        size: tuple[int, int],
        *,
        depth: int = 8,
        colour_type: int = 2,
        rows: bytes = b"",
        extra: tuple[tuple[bytes, bytes], ...] = (),
    ) -> bytes:
        header = struct.pack(">IIBBBBB", *size, depth, colour_type, 0, 0, 0)
        chunks = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in chunks)

    return build


@pytest.fixture(scope="session")
def swapping_profile() -> bytes:
    """An RGB profile whose red is sRGB's green and the other way round."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    named = srgb.replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    return named.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")


def _build_profile(space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC version 2 profile (ICC.1:2001-04, 6.1 and 6.2)."""
    description = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(78)
    white = b"XYZ " + bytes(4) + struct.pack(">3i", 63190, 65536, 54061)
    bodies = {b"desc": description, b"wtpt": white, b"cprt": b"text\0\0\0\0none\0"} | tags
    table, body = b"", b""
    offset = 128 + 4 + 12 * len(bodies)
    for name, content in bodies.items():
        padded = content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", offset + len(body), len(content))
        body += padded
    header = struct.pack(
        ">I4sI4s4s4s12s4s4sI4s4s8sI3i48x",
        offset + len(body), b"lcms", 0x02400000, b"prtr", space, connection, bytes(12), b"acsp",
        bytes(4), 0, bytes(4), bytes(4), bytes(8), 0, 63190, 65536, 54061,
    )  # fmt: skip
    return header + struct.pack(">I", len(bodies)) + table + body


@pytest.fixture(scope="session")
def linear_grey_profile() -> bytes:
    """A grey profile with linear values: 128 of 255 is a much lighter grey in sRGB."""
    return _build_profile(b"GRAY", b"XYZ ", {b"kTRC": b"curv" + bytes(8)})


@pytest.fixture(scope="session")
def red_cyan_profile() -> bytes:
    """A CMYK profile of an odd press: full cyan ink prints red, all other ink prints black."""
    white, red, black = (255, 128, 128), (135, 208, 195), (0, 128, 128)
    cells = [black] * 16
    cells[0b0000], cells[0b1000] = white, red
    identity = bytes(range(256))
    matrix = struct.pack(">9i", *np.eye(3, dtype=int).ravel() * 65536)
    table = (
        b"mft1" + bytes(4) + bytes((4, 3, 2, 0)) + matrix
        + identity * 4 + b"".join(bytes(cell) for cell in cells) + identity * 3
    )  # fmt: skip
    return _build_profile(b"CMYK", b"Lab ", {b"A2B0": table, b"A2B1": table})
