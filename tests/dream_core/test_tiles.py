"""Windows over a large picture: every pixel answered for once, and seen with its surroundings."""

from itertools import pairwise

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional

from dream_core.tiles import (
    OVERLAP,
    OnShare,
    divide_batch,
    each_window,
    gradient_by_windows,
    window_spans,
)

WINDOWS = st.integers(2 * OVERLAP + 16, 512)


@given(st.integers(1, 5000), WINDOWS)
def test_cores_cover_an_axis_once_and_lie_inside_their_windows(length: int, window: int) -> None:
    spans = window_spans(length, window)
    assert spans[0].core_start == 0
    assert spans[-1].core_stop == length
    for before, after in pairwise(spans):
        assert before.core_stop == after.core_start
    for span in spans:
        assert 0 <= span.start <= span.core_start < span.core_stop <= span.stop <= length


@given(st.integers(1, 5000), WINDOWS)
def test_windows_have_one_size_and_see_past_their_cores(length: int, window: int) -> None:
    spans = window_spans(length, window)
    (size,) = {span.stop - span.start for span in spans}
    assert size <= min(length, window)
    for span in spans:
        assert span.core_start - span.start >= min(OVERLAP, span.core_start)
        assert span.stop - span.core_stop >= min(OVERLAP, length - span.core_stop)


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers((4 * OVERLAP) ** 2, 10**6))
def test_no_window_has_more_pixels_than_it_may(width: int, height: int, most: int) -> None:
    windows = list(each_window(height, width, most))
    sizes = {(down.stop - down.start) * (across.stop - across.start) for down, across in windows}
    assert max(sizes) <= most
    assert (len(windows) == 1) == (width * height <= most)


@given(st.integers(1, 20), st.integers(1, 40), st.integers(1, 40), st.integers(1, 6000))
def test_a_batch_is_divided_evenly_into_what_fits(
    count: int, width: int, height: int, most: int
) -> None:
    pictures = torch.arange(count).view(count, 1, 1, 1).expand(count, 3, height, width)
    parts = [pictures[part] for part in divide_batch(pictures, most)]
    assert torch.equal(torch.cat(parts), pictures)
    sizes = [len(part) for part in parts]
    assert max(sizes) == 1 or max(sizes) * width * height <= most
    assert max(sizes) - min(sizes) <= 1
    assert (len(parts) == 1) == (count == 1 or count * width * height <= most)


def test_what_looks_no_further_than_the_overlap_is_the_same_in_parts() -> None:
    picture = torch.rand(1, 3, 200, 310)
    kernel = torch.rand(3, 1, 2 * OVERLAP + 1, 1) / OVERLAP

    def blur(seen: torch.Tensor, on_share: OnShare) -> torch.Tensor:
        on_share(0.5)
        return functional.conv2d(seen, kernel, padding=(OVERLAP, 0), groups=3)

    shares: list[float] = []
    parts = gradient_by_windows(picture, blur, most_pixels=128 * 128, on_share=shares.append)
    torch.testing.assert_close(parts, blur(picture, shares.append))
    assert shares.pop() == 0.5
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
