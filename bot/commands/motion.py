"""How a dream is to move, by what somebody said of it."""

from bot.commands.command import DreamOptions
from dream_core.motion import Animation, Motion


def choose_motion(options: DreamOptions) -> Motion | None:
    """None for a dream that stays still; where nothing is said, it moves as its picture does.

    Raises RecipeError for a zoom that can't be.
    """
    if options.form == "zoom":
        return options.zoom()
    if options.form == "moving":
        return Animation()
    if options.form is None and not options.imagines:
        return Animation(or_still=True)
    return None
