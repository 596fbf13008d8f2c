"""Makes somebody's animation or video safe to show: its pictures alone, encoded anew as MP4."""

import math
from collections.abc import Callable

from dream_core.images.picture import DecodedPicture
from dream_core.images.sizes import resize_exactly, scale_size
from dream_core.motion import LARGEST_SIDE, Animation
from dream_core.moving.film import Cut, encode_film
from dream_core.moving.footage import Footage, open_footage
from dream_core.moving.reel import Reel
from dream_core.request import EncodedPicture

MOST_PIXELS = 80_000_000
"""Of all frames together: a processor encodes as many in some ten seconds."""


def copy_film(
    data: bytes, limits: Animation, *, max_pixels: int, check: Callable[[], object]
) -> EncodedPicture:
    """A film of the frames that a dream would have, without sound or any other data.

    ``check`` is called with every frame; what it raises ends it. Raises PictureError as
    :func:`open_footage` does, picture_still where nothing moves.
    """
    footage = open_footage(data, limits, max_pixels=max_pixels)
    size = _choose_size(footage)
    reel = Reel()
    for frame, shown in zip(footage, footage.seconds, strict=True):
        check()
        reel.add(resize_exactly(DecodedPicture(pixels=frame), size).pixels, shown)
    return encode_film(reel, "mp4", Cut(max_bytes=limits.max_bytes, check=lambda _frame: check()))


def _choose_size(footage: Footage) -> tuple[int, int]:
    """Its own, in even numbers, or as large as it may be."""
    width, height = footage.size
    share = MOST_PIXELS / (width * height * len(footage.seconds))
    longest = max(width, height) * min(1.0, math.sqrt(share))
    scaled = scale_size(width, height, math.floor(min(longest, LARGEST_SIDE)))
    even_width, even_height = (max(2, length // 2 * 2) for length in scaled)
    return even_width, even_height
