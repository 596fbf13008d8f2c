"""Which frames are dreamed together."""

from collections.abc import Iterator

import numpy as np
import pytest

from dream_core.images.picture import Pixels
from dream_core.moving import batching
from dream_core.moving.batching import batch_frames
from dream_core.moving.flow import FlowFinder
from tests.dream_core.moving.conftest import MakeClip


def count(frames: list[Pixels]) -> list[tuple[int, int]]:
    """How many frames, and how many flows, each batch has."""
    batches = list(batch_frames(frames, FlowFinder()))
    dreamed = [frame for batch in batches for frame in batch.frames]
    assert all(one is other for one, other in zip(dreamed, frames, strict=True))
    return [(len(batch.frames), len(batch.flows)) for batch in batches]


def test_the_first_frame_is_by_itself_and_then_some_are_together(make_clip: MakeClip) -> None:
    most = batching.MOST_FRAMES
    assert count(make_clip(most + 3)) == [(1, 0), (most, most), (2, 2)]
    assert count([]) == []


def test_a_cut_ends_a_batch(make_clip: MakeClip) -> None:
    other = [np.ascontiguousarray(255 - frame[::-1, ::-1]) for frame in make_clip(2)]
    assert count([*make_clip(3), *other]) == [(1, 0), (2, 2), (1, 0), (1, 1)]


def test_the_larger_frames_are_the_fewer_are_together(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "MOST_PIXELS", 2 * 96 * 64)
    assert count(make_clip(4)) == [(1, 0), (2, 2), (1, 1)]
    assert count(make_clip(3, width=200, height=140)) == [(1, 0), (1, 1), (1, 1)]


def test_frames_are_asked_for_as_they_are_dreamed(make_clip: MakeClip) -> None:
    asked: list[int] = []

    def film() -> Iterator[Pixels]:
        for number, frame in enumerate(make_clip(8)):
            asked.append(number)
            yield frame

    batches = batch_frames(film(), FlowFinder())
    next(batches)
    assert asked == [0]
    next(batches)
    assert asked == [*range(1 + batching.MOST_FRAMES)]
