import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from dream_core.ascent import AscentStep
from dream_core.engine.messages import StartDream
from dream_core.engine.preview import PreviewMaker, shrink_step
from dream_core.request import DreamRequest, Progress


@pytest.fixture
def asked(make_order: Callable[..., StartDream]) -> DreamRequest:
    return replace(make_order().request, preview_side=64)


def step(
    picture: torch.Tensor, *, offset: tuple[int, int] = (0, 0), fraction: float = 0.5
) -> AscentStep:
    """A step whose picture is the given CHW one, rolled as the ascent rolls it."""
    return AscentStep(
        fraction=fraction,
        octave=1,
        octaves=2,
        step=3,
        steps=4,
        rolled=picture.roll(offset, dims=(1, 2))[None],
        offset=offset,
    )


def gradient(height: int, width: int) -> torch.Tensor:
    across = torch.linspace(0, 1, width).expand(height, width)
    down = torch.linspace(0, 1, height)[:, None].expand(height, width)
    return torch.stack((across, down, torch.zeros(height, width)))


@pytest.mark.parametrize("offset", [(0, 0), (37, -1210), (-500, 123)])
def test_a_large_picture_is_shown_small_and_unrolled(offset: tuple[int, int]) -> None:
    pixels = shrink_step(step(gradient(900, 1200), offset=offset), 64)
    assert max(pixels.shape) < 3 * 64
    expected = gradient(*pixels.shape[:2]).permute(1, 2, 0).numpy() * 255
    assert np.abs(pixels - expected).mean() < 5


def test_a_small_picture_is_shown_as_it_is() -> None:
    pixels = shrink_step(step(gradient(30, 40), offset=(3, -5)), 64)
    expected = gradient(30, 40).permute(1, 2, 0).mul(255).round()
    assert np.array_equal(pixels, expected.numpy())


def test_the_first_step_has_a_preview_and_the_next_wait_for_their_time(
    asked: DreamRequest,
) -> None:
    sent: list[Progress] = []
    maker = PreviewMaker(replace(asked, preview_interval_seconds=60), send=sent.append)
    maker.report(step(gradient(90, 120)))
    maker.report(step(gradient(90, 120)))
    maker.report(step(gradient(90, 120), fraction=1.0))
    assert [(update.fraction, update.preview is None) for update in sent] == [
        (0.5, False),
        (1.0, True),
    ]
    assert (sent[0].octave, sent[0].octaves, sent[0].step, sent[0].steps) == (1, 2, 3, 4)
    preview = Image.open(io.BytesIO(sent[0].preview or b""))
    assert (preview.format, preview.size) == ("JPEG", (64, 48))


def test_values_out_of_range_are_shown_at_its_ends() -> None:
    pixels = shrink_step(step(torch.full((3, 8, 8), 1.5)), 64)
    assert pixels.min() == 255


def test_a_films_frames_are_shown_as_seldom_as_steps(asked: DreamRequest) -> None:
    sent: list[Progress] = []
    maker = PreviewMaker(replace(asked, preview_interval_seconds=60), send=sent.append)
    frame = np.zeros((90, 120, 3), np.uint8)
    maker.tell(0.5, frame, octave=2, octaves=3)
    maker.tell(0.6, frame, octave=2, octaves=3)
    maker.tell(1.0, None, octave=2, octaves=3)
    assert [(update.fraction, update.preview is None) for update in sent] == [
        (0.5, False),
        (1.0, True),
    ]
    assert (sent[0].octave, sent[0].octaves, sent[0].step, sent[0].steps) == (2, 3, 100, 100)
