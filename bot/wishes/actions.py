"""What can be done with a dream, by a button below it."""

from enum import StrEnum

from bot.commands import DreamOptions


class Action(StrEnum):
    """The names that buttons' ids carry; the wish's id stands beside them."""

    DEEPER = "deeper"
    STRONGER = "stronger"
    WEAKER = "weaker"
    AGAIN = "again"
    COLOURS = "colours"
    BLEND = "blend"
    PRESET = "preset"
    FILE = "file"
    RECIPE = "recipe"
    DELETE = "delete"
    CANCEL = "cancel"


SECOND_THOUGHTS = frozenset({Action.STRONGER, Action.WEAKER, Action.COLOURS, Action.BLEND})
"""What needs no new dream, only another finish of the one that is kept."""

_AFTERWARDS = frozenset({Action.AGAIN, Action.FILE, Action.RECIPE, Action.DELETE})


def list_actions(options: DreamOptions, *, moves: bool) -> frozenset[Action]:
    """What makes sense of a result; ``moves`` says that it is a film.

    Nothing of a film is kept that could be finished otherwise, nor has what is imagined a photo to
    lie on; no zoom leads deeper than it does, and of a sheet one preset is chosen.
    """
    if options.imagines:
        return _AFTERWARDS | {Action.DEEPER}
    if options.form in ("zoom", "sheet"):
        return _AFTERWARDS | {Action.PRESET}
    if moves:
        return _AFTERWARDS | {Action.DEEPER, Action.PRESET}
    return _AFTERWARDS | {Action.DEEPER, Action.PRESET} | SECOND_THOUGHTS
