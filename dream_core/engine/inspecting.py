"""Looks at what a dream is to be made of, as a worker would before it begins; without torch."""

from dream_core import images
from dream_core.engine.settings import EngineSettings
from dream_core.images.sizes import scale_size
from dream_core.motion import Animation, Zoom
from dream_core.moving.bounds import check_film, count_frames, excusing_still, film_size
from dream_core.moving.footage import may_move, open_footage
from dream_core.networks.weights import check_fetchable
from dream_core.request import DreamRequest
from dream_core.sheets.making import plan_page


def inspect_networks(request: DreamRequest, settings: EngineSettings) -> None:
    """Raises UnavailableError where a network's weights aren't here and nobody can fetch them."""
    names = {voice.network for voice in request.recipe.voices}
    if request.sheet is not None:
        names = {cell.recipe.network for cell in request.sheet.cells}
    for name in sorted(names):
        check_fetchable(settings.networks[name], cache_dir=settings.cache_dir)


def inspect_still(request: DreamRequest, *, max_pixels: int) -> bool:
    """Raises PictureError where a file can't be read, or dreamed at the size asked for.

    Returns whether that of a picture in which something may move is left to :func:`inspect_film`.
    """
    if request.picture is None:
        return False
    if request.guide is not None:
        images.open_guide(request.guide, max_pixels=max_pixels)
    if isinstance(request.motion, Animation) and (
        not request.motion.or_still or may_move(request.photo, max_pixels=max_pixels)
    ):
        return True
    _inspect_photo(request, max_pixels)
    return False


def inspect_film(request: DreamRequest, *, max_pixels: int) -> None:
    """Raises PictureError where what moves can't be dreamed frame by frame.

    The times of all frames are read, which takes seconds of a long GIF.
    """
    if not isinstance(request.motion, Animation):
        raise TypeError("no film of what moves is asked for")
    with excusing_still(request):
        footage = open_footage(request.photo, request.motion, max_pixels=max_pixels)
        check_film(film_size(*footage.size, request.recipe.size), len(footage.seconds))
        return
    _inspect_photo(request, max_pixels)


def _inspect_photo(request: DreamRequest, max_pixels: int) -> None:
    photo = images.measure_picture(request.photo, max_pixels=max_pixels)
    if request.sheet is not None:
        plan_page(request.sheet, photo, request.recipe.size, max_pixels)
    elif isinstance(request.motion, Zoom):
        check_film(film_size(*photo, request.recipe.size), count_frames(request.motion))
    else:
        side = images.result_side(*photo, request.recipe.size, max_pixels=max_pixels)
        if request.mask is not None:
            images.open_mask(request.mask, scale_size(*photo, side), max_pixels=max_pixels)
