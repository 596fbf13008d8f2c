"""What can be done with a dream, by a button below it."""

from enum import StrEnum


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
