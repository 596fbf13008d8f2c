"""The frames of a dream that moves, kept small until the film is cut to its size."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from PIL import Image

from dream_core.images.encoding import encode_jpeg
from dream_core.images.picture import Pixels

_KEPT_QUALITY = 95
"""What this JPEG loses is far below what any film of a few megabytes loses."""


@dataclass(slots=True)
class Reel:
    """Frames in their order, each with the seconds that it is shown; all of one size.

    A film may have to be encoded several times until it fits, and its frames as they are would
    fill the memory: a tenth of that is kept.
    """

    seconds: list[float] = field(default_factory=list)
    _frames: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._frames)

    def __iter__(self) -> Iterator[Pixels]:
        return map(_develop, self._frames)

    @property
    def duration_seconds(self) -> float:
        """Of one pass through all frames."""
        return sum(self.seconds)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return Image.open(io.BytesIO(self._frames[0])).size

    def add(self, frame: Pixels, seconds: float) -> None:
        """Takes the next frame, height x width x 3, sRGB."""
        self._frames.append(encode_jpeg(frame, _KEPT_QUALITY))
        self.seconds.append(seconds)


def _develop(kept: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(kept)))
