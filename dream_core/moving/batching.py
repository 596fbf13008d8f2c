"""Which frames of a film go through the network together: a few of one scene, in their order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dream_core.images.picture import Pixels
from dream_core.moving.flow import Flow, FlowFinder

MOST_FRAMES = 4
"""With 8 the dream went muddy: the last ones know too little of what those before them added."""

MOST_PIXELS = 2**21
"""Of frames that are dreamed together, which take as much memory as one picture so large."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """Frames of one scene in their order, and the flow to each from the one before.

    A scene's first frame is a batch by itself, without a flow.
    """

    frames: Sequence[Pixels]
    flows: Sequence[Flow] = ()


def batch_frames(frames: Iterable[Pixels], finder: FlowFinder) -> Iterator[Batch]:
    """Every frame once; one is asked for when all batches before it have been taken."""
    former: Pixels | None = None
    waiting: list[tuple[Pixels, Flow]] = []
    for frame in frames:
        flow = None if former is None else finder.find(former, frame)
        former = frame
        if flow is not None and flow.is_steady:
            waiting.append((frame, flow))
            if len(waiting) == _count_together(frame):
                yield _collect(waiting)
            continue
        if waiting:
            yield _collect(waiting)
        yield Batch(frames=[frame])
    if waiting:
        yield _collect(waiting)


def _collect(waiting: list[tuple[Pixels, Flow]]) -> Batch:
    """All that wait, who then do no more."""
    frames, flows = zip(*waiting, strict=True)
    waiting.clear()
    return Batch(frames=frames, flows=flows)


def _count_together(frame: Pixels) -> int:
    height, width = frame.shape[:2]
    fitting: int = MOST_PIXELS // (height * width)
    return min(MOST_FRAMES, max(1, fitting))
