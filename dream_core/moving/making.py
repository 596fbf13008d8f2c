"""From a request for a dream that moves to its film: whatever dreams the pictures in between."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from dream_core.composite import Composite
from dream_core.dreamer import DREAMED_SHARE, PictureDreamer
from dream_core.images.decoding import decode_picture
from dream_core.images.encoding import flatten_picture
from dream_core.images.picture import DecodedPicture, Pixels
from dream_core.images.sizes import resize_exactly
from dream_core.motion import Animation, Zoom
from dream_core.moving.animating import dream_frames
from dream_core.moving.bounds import check_film, count_frames, film_size
from dream_core.moving.film import Cut, encode_film, gif_fits
from dream_core.moving.footage import Footage, open_footage
from dream_core.moving.gif import round_rate
from dream_core.moving.reel import Reel
from dream_core.moving.zooming import dream_zoom, key_size
from dream_core.octaves import resolve_recipe
from dream_core.request import DreamRequest, MotionFormat


def make_film(
    request: DreamRequest,
    dreamer: PictureDreamer,
    *,
    max_pixels: int,
    on_opened: Callable[[], object] = lambda: None,
) -> Composite:
    """Decodes, has pictures dreamed, and encodes; the request has a motion.

    ``on_opened`` is called once the picture is known to be one that can be dreamed, before
    anything is. Raises PictureError, and whatever ``dreamer`` raises.
    """
    match request.motion:
        case Zoom() as zoom:
            return _film_zoom(request, zoom, dreamer, max_pixels, on_opened)
        case Animation() as animation:
            return _film_animation(request, animation, dreamer, max_pixels, on_opened)
        case None:
            raise ValueError("a still dream is no film")


def _film_zoom(
    request: DreamRequest,
    zoom: Zoom,
    dreamer: PictureDreamer,
    max_pixels: int,
    on_opened: Callable[[], object],
) -> Composite:
    photo = decode_picture(request.photo, max_pixels=max_pixels)
    size = film_size(photo.width, photo.height, request.recipe.size)
    chosen = _choose_format(request)
    if chosen == "gif":
        zoom = replace(zoom, fps=round_rate(zoom.fps))
    frames = count_frames(zoom)
    check_film(size, frames)
    on_opened()
    pixels = flatten_picture(resize_exactly(photo, key_size(size)))
    del photo
    reel = Reel()
    shown = zoom.seconds / frames
    for frame in dream_zoom(
        np.array(pixels), request.recipe, zoom, frame_size=size, dreamer=dreamer
    ):
        reel.add(frame, shown)
    return _cut_film(request, reel, zoom.max_bytes, chosen, dreamer)


def _film_animation(
    request: DreamRequest,
    animation: Animation,
    dreamer: PictureDreamer,
    max_pixels: int,
    on_opened: Callable[[], object],
) -> Composite:
    footage = open_footage(request.photo, animation, max_pixels=max_pixels)
    size = film_size(*footage.size, request.recipe.size)
    frames = len(footage.seconds)
    check_film(size, frames)
    on_opened()
    reel = Reel()
    dreams = dream_frames(
        _resize_frames(footage, size), request.recipe, total=frames, dreamer=dreamer
    )
    for dream, shown in zip(dreams, footage.seconds, strict=True):
        reel.add(dream, shown)
    chosen = _choose_format(request)
    if request.picture_format is None and footage.format == "GIF":
        chosen = "gif" if gif_fits(reel, animation.max_bytes) else "mp4"
    return _cut_film(request, reel, animation.max_bytes, chosen, dreamer)


def _resize_frames(footage: Footage, size: tuple[int, int]) -> Iterator[Pixels]:
    for frame in footage:
        yield resize_exactly(DecodedPicture(pixels=frame), size).pixels


def _choose_format(request: DreamRequest) -> MotionFormat:
    return "gif" if request.picture_format == "gif" else "mp4"


def _cut_film(
    request: DreamRequest,
    reel: Reel,
    max_bytes: int,
    chosen: MotionFormat,
    dreamer: PictureDreamer,
) -> Composite:
    cut = Cut(max_bytes=max_bytes, check=lambda frame: dreamer.report(DREAMED_SHARE, frame))
    encoded = encode_film(reel, chosen, cut)
    dreamer.report(1.0)
    recipe = replace(
        resolve_recipe(request.recipe, *reel.size), size=max(encoded.width, encoded.height)
    )
    return Composite(
        encoded=encoded,
        recipe=recipe,
        frames=len(reel),
        duration_seconds=reel.duration_seconds,
    )
