"""Tells picture formats by their bytes, never by a name that somebody gave them."""

import re

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.boxes import iterate_boxes, read_segment_end

PICTURES = ("JPEG", "PNG", "WebP", "GIF", "BMP", "TIFF", "HEIC", "AVIF")
VIDEOS = ("MP4", "WebM")
"""MOV counts as MP4, and Matroska as WebM."""

READABLE = PICTURES + VIDEOS
READABLE_HINT = (
    f"Send one of {', '.join(PICTURES[:-1])} or {PICTURES[-1]}, "
    f"or a short video as {' or '.join(VIDEOS)}."
)

_SIGNATURES: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("WebP", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
    ("GIF", re.compile(rb"GIF8[79]a")),
    # "BM" alone also begins words: the size of the second header tells.
    ("BMP", re.compile(rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL)),
    ("TIFF", re.compile(rb"II[*+]\0|MM\0[*+]")),
    ("WebM", re.compile(rb"\x1aE\xdf\xa3.{1,64}?B\x82.{1,8}?(webm|matroska)", re.DOTALL)),
)
_STRANGERS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("a PDF", re.compile(rb"%PDF")),
    ("an SVG drawing", re.compile(rb"\s*<(svg|\?xml[^>]*>.{0,400}<svg)", re.DOTALL)),
    ("a web page", re.compile(rb"\s*<(!doctype )?html", re.IGNORECASE)),
    (
        "a video or sound",
        re.compile(rb".{4}ftyp|RIFF.{4}(AVI |WAVE)|\x1aE\xdf\xa3|OggS|ID3", re.DOTALL),
    ),
    ("a Photoshop file", re.compile(rb"8BPS")),
    ("a JPEG XL picture", re.compile(rb"\xff\x0a|.{4}JXL ", re.DOTALL)),
    ("a JPEG 2000 picture", re.compile(rb"\xff\x4f\xff\x51|.{4}jP  ", re.DOTALL)),
    ("an icon", re.compile(rb"\0\0[\x01\x02]\0")),
    ("an archive", re.compile(rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b")),
    ("text", re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]+\Z")),
)
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"))
_CONTAINER_BRANDS = frozenset((b"mif1", b"msf1", b"mif2", b"miaf"))
_VIDEO_BRAND = re.compile(
    rb"iso[m2-9a-c]|mp4[12]|mp71|avc1|hvc1|av01|M4V.|qt  |3g[gp2s].|mmp4|MSNV|XAVC|f4v |F4V "
    rb"|dash|cmf[c2]|msdh",
    re.DOTALL,
)
_OTHER_BRAND = re.compile(rb"M4[ABP] |F4[ABP] |crx |jp[2mx] |mjp2")
"""Sound, raw photos and JPEG 2000, some of which call themselves compatible with videos."""

_PNG_SIZE = slice(16, 24)
"""Where the first chunk, IHDR, has width and height (PNG, 11.2.1)."""


def sniff_format(data: bytes) -> str:
    """The format, one of READABLE; raises PictureError for anything else, naming it if known."""
    if not data:
        raise PictureError(
            ErrorCode.PICTURE_EMPTY, "The file is empty.", "Choose the picture again."
        )
    for name, signature in _SIGNATURES:
        if signature.match(data):
            return name
    if boxed := _sniff_boxes(data):
        return boxed
    start = data[:512]
    known = next((what for what, pattern in _STRANGERS if pattern.match(start)), None)
    sentence = (
        f"This is {known}, not a picture that can be read."
        if known
        else ("This isn't a picture of a known format.")
    )
    raise PictureError(ErrorCode.PICTURE_FORMAT, sentence, READABLE_HINT)


def declared_size(name: str, data: bytes) -> tuple[int, int]:
    """Width and height of the largest picture that a PNG, HEIC or AVIF declares, else (0, 0).

    The decoders of the last two refuse what is beyond their own limits without saying its size,
    and that of PNG has no size to tell where the file ends behind its header.
    """
    largest = (0, 0)
    if name == "PNG" and len(data) >= _PNG_SIZE.stop:
        width, height = data[_PNG_SIZE][:4], data[_PNG_SIZE][4:]
        return int.from_bytes(width, "big"), int.from_bytes(height, "big")
    if name not in ("HEIC", "AVIF"):
        return largest
    meta = _find_meta(data)
    for match in re.finditer(rb"ispe.{4}(.{4})(.{4})", meta, re.DOTALL):
        size = (int.from_bytes(match[1], "big"), int.from_bytes(match[2], "big"))
        largest = max(largest, size, key=lambda sides: sides[0] * sides[1])
    return largest


def is_cut_off(name: str, data: bytes) -> bool:
    """Whether a file that couldn't be read ends before its format says that it should."""
    match name:
        case "HEIC" | "AVIF" | "MP4":
            return any(end > len(data) for _, _, end in iterate_boxes(data))
        case "WebM":
            return read_segment_end(data) > len(data)
        case "WebP":
            return int.from_bytes(data[4:8], "little") + 8 > len(data)
        case "BMP":
            return int.from_bytes(data[2:6], "little") > len(data)
        case "PNG":
            return b"IEND" not in data
        case "JPEG":
            # A thumbnail in the metadata has an end marker of its own, before the last scan.
            return data.rfind(b"\xff\xd9") <= data.rfind(b"\xff\xda")
        case "GIF":
            return not data.rstrip(b"\0").endswith(b";")
        case _:
            return _read_directory_end(data) > len(data)


def _read_directory_end(data: bytes) -> int:
    """Where the first directory of a TIFF file ends (TIFF 6.0, section 2)."""
    turn = -1 if data.startswith(b"II") else 1
    start = int.from_bytes(data[4:8][::turn], "big")
    entries = int.from_bytes(data[start : start + 2][::turn], "big")
    return start + 2 + 12 * entries + 4


def _sniff_boxes(data: bytes) -> str | None:
    if data[4:8] != b"ftyp":
        return None
    length = int.from_bytes(data[:4], "big")
    brands = {data[8:12]} | {data[at : at + 4] for at in range(16, min(length, 512), 4)}
    if data[8:12] in _HEIC_BRANDS:
        return "HEIC"
    if brands & _AVIF_BRANDS:
        return "AVIF"
    if brands & _HEIC_BRANDS:
        return "HEIC"
    if brands & _CONTAINER_BRANDS:
        return "AVIF" if b"av01" in _find_meta(data) else "HEIC"
    if _OTHER_BRAND.match(data[8:12]):
        return None
    return "MP4" if any(_VIDEO_BRAND.match(brand) for brand in brands) else None


def _find_meta(data: bytes) -> bytes:
    boxes = iterate_boxes(data)
    return next((data[start:end] for kind, start, end in boxes if kind == b"meta"), b"")
