import time

import pytest

from dream_core.images.boxes import MOST_BOXES, iterate_boxes, read_segment_end

HEADER = b"\x1aE\xdf\xa3\x84head"
SEGMENT = b"\x18S\x80g"


def test_boxes_are_walked_by_their_lengths() -> None:
    data = b"\0\0\0\x0cftypisom" + b"\0\0\0\x01free\0\0\0\0\0\0\0\x14abcd" + b"\0\0\0\0mdatrest"
    walked = list(iterate_boxes(data))
    assert walked == [(b"ftyp", 0, 12), (b"free", 12, 32), (b"mdat", 32, len(data))]


def test_a_box_may_say_that_it_ends_beyond_the_file() -> None:
    assert list(iterate_boxes(b"\0\0\1\0moov")) == [(b"moov", 0, 256)]


@pytest.mark.parametrize("length", range(2, 8))
def test_a_box_shorter_than_its_header_is_passed(length: int) -> None:
    kinds = [kind for kind, _, _ in iterate_boxes(b"\0\0\0%cfree\0\0\0\x08skip" % length)]
    assert kinds == [b"free", b"skip"]


def test_only_so_many_boxes_are_walked() -> None:
    data = b"\0\0\0\x08free" * 100_000
    began = time.monotonic()
    assert len(list(iterate_boxes(data))) == MOST_BOXES
    assert len(list(iterate_boxes(data, most=5))) == 5
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("size", "end"),
    [(b"\x85", 9 + 5 + 5), (b"\x40\x05", 9 + 6 + 5), (b"\x01\0\0\0\0\0\0\x05", 9 + 12 + 5)],
)
def test_a_segment_ends_where_it_says(size: bytes, end: int) -> None:
    assert read_segment_end(HEADER + SEGMENT + size + b"12345") == end
    assert read_segment_end(HEADER + SEGMENT + size) == end


@pytest.mark.parametrize("size", [b"\xff", b"\x01" + b"\xff" * 7])
def test_a_segment_of_unknown_size_ends_with_the_file(size: bytes) -> None:
    data = HEADER + SEGMENT + size + b"12345"
    assert read_segment_end(data) <= len(data)


@pytest.mark.parametrize("kept", [4, 5, 7, 9, 11, 13])
def test_a_file_that_ends_before_its_segment_begins_is_too_short(kept: int) -> None:
    data = (HEADER + SEGMENT)[:kept]
    assert read_segment_end(data) > len(data)


def test_what_has_no_segment_is_not_too_short() -> None:
    data = HEADER + b"something else"
    assert read_segment_end(data) == len(data)
