"""A page with every preset, for those who can't choose."""

from bot.commands.command import SHEET, DreamOptions
from dream_core import Presets, Sheet, build_sheet

_SHARED = ("strength", "seed", "keep_colours", "amount", "blend")


def choose_sheet(options: DreamOptions, presets: Presets) -> Sheet | None:
    """None where one dream is asked for. Raises RecipeError for a value out of range."""
    if options.form != SHEET:
        return None
    said = options.said()
    changes = {name: said[name] for name in _SHARED if name in said}
    return build_sheet(presets.values(), **changes)
