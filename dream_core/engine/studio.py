"""Dreams the pictures of a film or a sheet, and tells of it as of one dream. For the worker."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from dream_core.ascent import AscentStep, OnStep
from dream_core.dreamer import Place
from dream_core.engine.child import ParentLink
from dream_core.engine.preview import LAST_STEP, PreviewMaker
from dream_core.images.picture import Pixels
from dream_core.recipe import Recipe
from dream_core.request import DreamRequest

DreamPixels = Callable[[Sequence[Pixels], Recipe, OnStep], Sequence[Pixels]]
ImaginePixels = Callable[[Sequence[Recipe], int, OnStep], Sequence[Pixels]]


class Studio:
    """A SheetDreamer for one film or sheet; it stops within a step when its parent says so."""

    def __init__(
        self,
        request: DreamRequest,
        *,
        parent: ParentLink,
        dream_pixels: DreamPixels,
        imagine_pixels: ImaginePixels,
    ) -> None:
        self._job_id = request.job_id
        self._parent = parent
        self._dream_pixels = dream_pixels
        self._imagine_pixels = imagine_pixels
        self._previews = PreviewMaker(request, send=parent.send)
        self._number, self._total = 1, 1

    def dream(self, picture: Pixels, recipe: Recipe, place: Place) -> Pixels:
        """See PictureDreamer. Raises StoppedError."""
        (dreamed,) = self.dream_batch([picture], recipe, place)
        return dreamed

    def dream_batch(
        self, pictures: Sequence[Pixels], recipe: Recipe, place: Place
    ) -> Sequence[Pixels]:
        """See PictureDreamer. Raises StoppedError."""
        return self._dream_pixels(pictures, recipe, self._watch(place))

    def imagine(self, recipes: Sequence[Recipe], side: int, place: Place) -> Sequence[Pixels]:
        """See SheetDreamer. Raises StoppedError."""
        return self._imagine_pixels(recipes, side, self._watch(place))

    def report(self, fraction: float, frame: Pixels | None = None) -> None:
        """See PictureDreamer. Raises StoppedError."""
        self._parent.check_stop(self._job_id)
        self._previews.tell(fraction, frame, octave=self._number, octaves=self._total)

    def _watch(self, place: Place) -> OnStep:
        """Called at every step of the pictures at a place, it tells of them, or stops."""
        self._number, self._total = place.number, place.total

        def on_step(step: AscentStep) -> None:
            self._parent.check_stop(self._job_id)
            self._previews.report(_find_place(step, place), shown=place.shown)

        return on_step


def _find_place(step: AscentStep, place: Place) -> AscentStep:
    """The step as one of the whole: each of its pictures counts as an octave of a hundred steps."""
    return replace(
        step,
        fraction=place.start + (place.stop - place.start) * step.fraction,
        octave=place.number,
        octaves=place.total,
        step=max(1, int(LAST_STEP * step.fraction)),
        steps=LAST_STEP,
    )
