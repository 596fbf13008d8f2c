"""What of a dream's options doesn't go together, however they were said."""

from dataclasses import replace

from bot.commands.command import SHEET, ZOOM_VALUES, DreamOptions
from bot.commands.values import write_value
from bot.errors import UsageError
from dream_core import imagined_side, imagines, read_mix

_OF_PHOTOS = ("keep_colours", "amount", "blend", "only", "form", *ZOOM_VALUES)
"""What somebody can say of a dream of a picture, and not of one that is imagined."""


def check_options(options: DreamOptions) -> DreamOptions:
    """The options, with the form that they imply.

    Raises UsageError where they contradict, RecipeError for a size that nothing imagined can have.
    """
    said = options.said()
    if any(imagines(part.preset) for part in read_mix(options.preset_name)):
        raise UsageError(
            "What is imagined is no look to be mixed with others.",
            "Name several things instead: /imagine banana and dumbbell.",
        )
    if options.imagines:
        imagined_side(options.size or "auto")
        for name in _OF_PHOTOS:
            if name in said:
                raise UsageError(
                    f"{write_value(name, said[name])} is for a dream of a picture.",
                    "Imagine it first, then reply to what comes of it.",
                )
    if options.is_partial and options.form not in (None, "still"):
        raise UsageError(
            f"{write_value('only', options.only or '')} is for one still picture.",
            f"Leave it out, or leave out {options.form}.",
        )
    if options.form == SHEET and options.size == "full":
        raise UsageError(
            "The pictures of a sheet have no full size.",
            "Name their longest side in pixels, such as size=200.",
        )
    zoomed = [name for name in ZOOM_VALUES if name in said]
    if zoomed and options.form not in (None, "zoom"):
        raise UsageError(
            f"{write_value(zoomed[0], said[zoomed[0]])} is for a zoom.",
            f"Leave it out, or say zoom instead of {options.form}.",
        )
    return replace(options, form="zoom") if zoomed else options
