"""The child that does what needs no network: safe pictures, a look at requests, second thoughts.

Light: no torch.
"""

import time
from collections.abc import Callable

from dream_core.engine.child import ParentLink
from dream_core.engine.inspecting import inspect_film, inspect_networks, inspect_still
from dream_core.engine.messages import (
    Answer,
    ChildPlan,
    Copied,
    Developed,
    Hello,
    Inspected,
    Order,
    PhotoOrder,
    Shrunk,
    StartCopy,
    StartDevelop,
    StartInspect,
    StartInspectFilm,
    StartRetouch,
)
from dream_core.engine.settings import EngineSettings
from dream_core.images import develop_photo, retouch_dream, shrink_picture
from dream_core.moving.copying import copy_film
from dream_core.moving.footage import may_move
from dream_core.octaves import resolve_recipe
from dream_core.request import DreamResult, Finished


class Darkroom:
    """Takes one photo at a time."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings

    def hello(self) -> Hello:
        """Says that it works on the CPU."""
        return Hello(device="cpu")

    def perform(self, order: Order, parent: ParentLink) -> Answer:
        """Develops, copies, inspects or shrinks a picture, or retouches a dream.

        Raises PictureError, and UnavailableError for a dream whose network isn't here.
        """
        if not isinstance(order, PhotoOrder):
            raise TypeError(f"a darkroom doesn't take {type(order).__name__}")
        if isinstance(order, StartInspect):
            inspect_networks(order.request, self._settings)
        return work_on_photo(order, check=lambda: parent.check_stop(order.job_id))


def work_on_photo(
    order: PhotoOrder, *, check: Callable[[], object] = lambda: None
) -> Developed | Copied | Inspected | Shrunk | Finished:
    """What any darkroom answers to an order; raises PictureError.

    Films take long: ``check`` is called meanwhile, and may end it by raising.
    """
    if isinstance(order, StartRetouch):
        return Finished(job_id=order.job_id, result=_retouch(order))
    if isinstance(order, StartDevelop):
        photo = develop_photo(order.picture, max_pixels=order.max_pixels)
        moves = may_move(order.picture, max_pixels=order.max_pixels)
        return Developed(job_id=order.job_id, photo=photo, may_move=moves)
    if isinstance(order, StartCopy):
        film = copy_film(order.picture, order.limits, max_pixels=order.max_pixels, check=check)
        return Copied(job_id=order.job_id, film=film)
    if isinstance(order, StartInspect):
        moves = inspect_still(order.request, max_pixels=order.max_pixels)
        return Inspected(job_id=order.job_id, may_move=moves)
    if isinstance(order, StartInspectFilm):
        inspect_film(order.request, max_pixels=order.max_pixels)
        return Inspected(job_id=order.job_id)
    encoded = shrink_picture(order.picture, max_bytes=order.max_bytes, max_pixels=order.max_pixels)
    return Shrunk(job_id=order.job_id, encoded=encoded)


def _retouch(order: StartRetouch) -> DreamResult:
    begin = time.perf_counter()
    finished = retouch_dream(
        order.photo,
        order.dream,
        order.recipe,
        picture_format=order.picture_format,
        max_pixels=order.max_pixels,
    )
    encoded = finished.encoded
    return DreamResult(
        picture=encoded.picture,
        picture_format=encoded.picture_format,
        width=encoded.width,
        height=encoded.height,
        recipe=resolve_recipe(order.recipe, encoded.width, encoded.height),
        device="cpu",
        dream_seconds=0.0,
        total_seconds=time.perf_counter() - begin,
        unfinished=finished.unfinished,
    )


def open_role(plan: ChildPlan) -> Darkroom:
    """The role of a plan, whichever device it names."""
    return Darkroom(plan.settings)
