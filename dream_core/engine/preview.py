"""What a worker lets people see of a dream under way. Used in the worker alone."""

import time
from collections.abc import Callable

import torch

from dream_core.ascent import AscentStep
from dream_core.images import make_preview
from dream_core.images.picture import Pixels
from dream_core.request import DreamRequest, Progress

PROGRESS_SECONDS = 0.1
"""More often, progress would only cost time: small octaves take hundreds of steps a second."""

LAST_STEP = 100
"""Of a film's or a sheet's pictures, whose steps are told in percent."""


class PreviewMaker:
    """Sends a dream's progress, and a small picture of it as often as its request says."""

    def __init__(self, request: DreamRequest, *, send: Callable[[Progress], None]) -> None:
        self._request = request
        self._send = send
        self._next_progress = self._next_preview = time.monotonic()

    def report(self, step: AscentStep, *, shown: Pixels | None = None) -> None:
        """Tells of a step, if it is time to, and shows its picture or ``shown`` instead."""
        if not self._is_time(step.fraction):
            return
        self._send_progress(
            Progress(
                job_id=self._request.job_id,
                fraction=step.fraction,
                octave=step.octave,
                octaves=step.octaves,
                step=step.step,
                steps=step.steps,
                preview=self._make_preview(
                    lambda side: shrink_step(step, side) if shown is None else shown
                ),
            )
        )

    def tell(self, fraction: float, frame: Pixels | None, *, octave: int, octaves: int) -> None:
        """Tells of a frame at the end of an octave's steps, if it is time to."""
        if not self._is_time(fraction):
            return
        self._send_progress(
            Progress(
                job_id=self._request.job_id,
                fraction=fraction,
                octave=octave,
                octaves=octaves,
                step=LAST_STEP,
                steps=LAST_STEP,
                preview=None if frame is None else self._make_preview(lambda _side: frame),
            )
        )

    def _is_time(self, fraction: float) -> bool:
        return time.monotonic() >= self._next_progress or fraction >= 1

    def _make_preview(self, shrink: Callable[[int], Pixels]) -> bytes | None:
        if time.monotonic() < self._next_preview:
            return None
        side = self._request.preview_side
        preview = make_preview(shrink(side), side)
        self._next_preview = time.monotonic() + self._request.preview_interval_seconds
        return preview

    def _send_progress(self, progress: Progress) -> None:
        self._next_progress = time.monotonic() + PROGRESS_SECONDS
        self._send(progress)


def shrink_step(step: AscentStep, side: int) -> Pixels:
    """The picture of a step, height x width x 3, at up to three times ``side``.

    Every n-th pixel before anything else: a copy of a large picture would take as much memory as
    the picture itself. What is left is smoothed when the preview is made.
    """
    rolled = step.rolled[0]
    stride = max(1, max(rolled.shape[-2:]) // (2 * side))
    down, across = (round(distance / stride) for distance in step.offset)
    few = rolled[:, ::stride, ::stride].roll((-down, -across), dims=(1, 2))
    levels = few.mul(255).round_().clamp_(0, 255).to(torch.uint8)
    pixels: Pixels = levels.permute(1, 2, 0).cpu().numpy()
    return pixels
