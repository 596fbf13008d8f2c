"""How a dream is to move, by what somebody said of it."""

from dataclasses import replace

from bot.commands.command import DreamOptions
from dream_core.motion import MEGABYTE, Animation, Motion

MOST_FILM_BYTES = 10 * MEGABYTE - 64 * 1024
"""What a message takes whose platform has the narrowest limit, 10 MiB, with words around it."""


def choose_motion(options: DreamOptions, *, together: int = 1) -> Motion | None:
    """None for a dream that stays still; where nothing is said, it moves as its picture does.

    So many go ``together`` into one message: each has its share. Raises RecipeError for a zoom
    that can't be.
    """
    most = MOST_FILM_BYTES // together
    if options.form == "zoom":
        return replace(options.zoom(), max_bytes=most)
    if options.form == "moving":
        return Animation(max_bytes=most)
    if options.form is None and not options.imagines and not options.is_partial:
        return Animation(max_bytes=most, or_still=True)
    return None
