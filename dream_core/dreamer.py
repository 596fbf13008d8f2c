"""What films and sheets, made of many pictures, need of whoever dreams pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dream_core.images.picture import Pixels
from dream_core.recipe import Recipe

DREAMED_SHARE = 0.95
"""Of a film's or a sheet's whole work; the rest is its encoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which of all pictures that are dreamed one is, from 1, and its share of the whole work.

    Of several that are dreamed together it is the last one's number, and the share of all. The work
    done before is ``start``, 0 to 1, and with them ``stop``. ``shown`` is what people see
    meanwhile; None for the picture itself, or the first.
    """

    number: int
    total: int
    start: float
    stop: float
    shown: Pixels | None = field(default=None, compare=False)


class PictureDreamer(Protocol):
    """Dreams pictures; any method may raise to end the whole."""

    def dream(self, picture: Pixels, recipe: Recipe, place: Place) -> Pixels:
        """The dream of height x width x 3 pixels, sRGB; unfinished, of a resolved recipe."""
        ...

    def dream_batch(
        self, pictures: Sequence[Pixels], recipe: Recipe, place: Place
    ) -> Sequence[Pixels]:
        """The same of pictures of one size, together: they go through the network in batches."""
        ...

    def report(self, fraction: float, frame: Pixels | None = None) -> None:
        """Tells how much of the whole is done, 0 to 1, while no picture is dreamed.

        ``frame`` is the one of the film that is worked on, or the sheet as it is.
        """
        ...


class SheetDreamer(PictureDreamer, Protocol):
    """Dreams pictures, and imagines what channels of a layer look for."""

    def imagine(self, recipes: Sequence[Recipe], side: int, place: Place) -> Sequence[Pixels]:
        """A picture, side x side x 3, of each recipe; they differ in their channels alone."""
        ...
