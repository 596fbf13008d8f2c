"""How a dream moves: an endless zoom into it, or the movement that its picture has already."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from dream_core.errors import ErrorCode, RecipeError

MOTION_LIMITS: Mapping[str, tuple[float, float]] = {
    "seconds": (1.0, 30.0),
    "speed": (1.05, 4.0),
    "turn": (-180.0, 180.0),
    "fps": (1.0, 60.0),
    "max_seconds": (0.1, 60.0),
    "max_bytes": (10_000, 2**31),
}
AUTO_SIDE = 512
"""Longest side in pixels of a moving dream whose recipe's size is "auto"."""

LARGEST_SIDE = 1280
"""Longest side in pixels of any moving dream."""

MEGABYTE = 2**20
_LEAST_GROWTH = 3.0
_MOST_GROWTH = 10_000.0
_FRACTION_DIGITS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoom:
    """An endless zoom into a dream of a picture; the last frame leads to the first.

    ``speed`` is how many times larger things grow in a second and ``turn`` how many degrees they
    turn clockwise in a second, both whatever the ``fps`` (frames per second). ``max_bytes`` is
    what the file may have. Raises RecipeError where a value is out of MOTION_LIMITS, and where
    the picture would grow too little to hide itself, or beyond all measure.
    """

    seconds: float = 6.0
    speed: float = 1.5
    turn: float = 0.0
    fps: float = 24.0
    max_bytes: int = 10 * MEGABYTE

    def __post_init__(self) -> None:
        for name in ("seconds", "speed", "turn", "fps", "max_bytes"):
            _check_motion(name, getattr(self, name))
        if self.growth < _LEAST_GROWTH:
            needed = math.log(_LEAST_GROWTH) / math.log(self.speed)
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                f"In {self.seconds:g} s at a speed of {self.speed:g} things grow "
                f"{self.growth:.1f} times; a loop needs {_LEAST_GROWTH:g}.",
                f"Ask for a speed of {math.ceil(self._speed_for(_LEAST_GROWTH) * 100) / 100:g}, "
                f"or for {math.ceil(needed)} s.",
            )
        if self.growth > _MOST_GROWTH:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                f"In {self.seconds:g} s at a speed of {self.speed:g} things would grow "
                f"more than {_MOST_GROWTH:,.0f} times.",
                f"Ask for a speed of {math.floor(self._speed_for(_MOST_GROWTH) * 100) / 100:g}.",
            )

    @property
    def growth(self) -> float:
        """How many times larger things are at the end."""
        return math.pow(self.speed, self.seconds)

    def _speed_for(self, growth: float) -> float:
        return math.pow(growth, 1 / self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Animation:
    """The picture's own movement: an animation or a video that is dreamed frame by frame.

    One that is longer than ``max_seconds`` is refused; of one with more frames in a second than
    ``fps``, so many are dreamed, and its timing is kept. ``max_bytes`` is what the file may have.
    A picture in which nothing moves is refused, or dreamed as a still one with ``or_still``.
    """

    max_seconds: float = 15.0
    fps: float = 15.0
    max_bytes: int = 10 * MEGABYTE
    or_still: bool = False

    def __post_init__(self) -> None:
        for name in ("max_seconds", "fps", "max_bytes"):
            _check_motion(name, getattr(self, name))


Motion = Zoom | Animation


def _check_motion(name: str, value: object) -> None:
    least, most = MOTION_LIMITS[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise RecipeError(
            ErrorCode.RECIPE_INVALID,
            f"{name} can't be {value!r}.",
            f"It is a number from {least:.{_FRACTION_DIGITS}g} to {most:.{_FRACTION_DIGITS}g}.",
        )
