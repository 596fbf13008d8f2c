"""What a film may be, which is known before its first frame is dreamed."""

from collections.abc import Iterator
from contextlib import contextmanager

from dream_core.errors import ErrorCode, PictureError
from dream_core.images.sizes import result_side, scale_size
from dream_core.motion import AUTO_SIDE, LARGEST_SIDE, Animation, Zoom
from dream_core.recipe import Size
from dream_core.request import DreamRequest

MOST_PIXELS = 160_000_000
"""Of all frames together: they are kept, if compressed, until the film is written."""


def count_frames(zoom: Zoom) -> int:
    """How many frames one round has."""
    return max(2, round(zoom.seconds * zoom.fps))


def film_size(width: int, height: int, size: Size) -> tuple[int, int]:
    """Width and height of the frames, even numbers, of a film of such a picture.

    Raises PictureError picture_too_small or picture_too_large.
    """
    wanted = min(max(width, height), AUTO_SIDE) if size == "auto" else size
    side = result_side(width, height, wanted)
    if side > LARGEST_SIDE:
        raise PictureError(
            ErrorCode.PICTURE_TOO_LARGE,
            f"The film would be {side} pixels long.",
            f"Ask for a size of {LARGEST_SIDE} or less.",
        )
    even_width, even_height = (length // 2 * 2 for length in scale_size(width, height, side))
    return even_width, even_height


def check_film(size: tuple[int, int], frames: int) -> None:
    """Raises PictureError motion_too_long where all frames have more than MOST_PIXELS."""
    width, height = size
    if width * height * frames > MOST_PIXELS:
        raise PictureError(
            ErrorCode.MOTION_TOO_LONG,
            f"A film of {frames} frames of {width} x {height} pixels is too much.",
            "Ask for a smaller size, or for a shorter one.",
        )


@contextmanager
def excusing_still(request: DreamRequest) -> Iterator[None]:
    """Passes over a picture in which nothing moves, where a still dream of it will do."""
    try:
        yield
    except PictureError as error:
        motion = request.motion
        will_do = isinstance(motion, Animation) and motion.or_still
        if error.code is not ErrorCode.PICTURE_STILL or not will_do:
            raise
