"""Walks what files are made of: the boxes of MP4 and HEIC, the outermost elements of WebM."""

from collections.abc import Iterator

MOST_BOXES = 1000

_SEGMENT = b"\x18S\x80g"


def iterate_boxes(data: bytes, *, most: int = MOST_BOXES) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and declared end of each top-level box (ISO/IEC 14496-12, 4.2)."""
    start = 0
    for _ in range(most):
        if start + 8 > len(data):
            return
        length = int.from_bytes(data[start : start + 4], "big")
        if length == 1:
            length = int.from_bytes(data[start + 8 : start + 16], "big")
        end = start + length if length else len(data)
        yield data[start + 4 : start + 8], start, end
        start = max(end, start + 8)


def read_segment_end(data: bytes) -> int:
    """Where a WebM's segment should end, which is all but its header (RFC 8794, RFC 9559).

    Beyond the file's end if the file ends before it says so, and not if it never says.
    """
    head, start = _read_size(data, 4)
    start += head or 0
    kind = data[start : start + 4]
    if not _SEGMENT.startswith(kind):
        return len(data)
    size, start = _read_size(data, start + 4)
    return start if size is None else start + size


def _read_size(data: bytes, at: int) -> tuple[int | None, int]:
    """An element's size, None if it is unknown, and where its content begins (RFC 8794, 4)."""
    length = 9 - int.from_bytes(data[at : at + 1], "big").bit_length()
    mask = (1 << 7 * length) - 1
    size = int.from_bytes(data[at : at + length], "big") & mask
    return None if size == mask else size, at + length
