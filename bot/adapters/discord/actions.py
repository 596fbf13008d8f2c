"""What can be done with a button, and the ids that buttons carry."""

from enum import StrEnum


class Action(StrEnum):
    """The middle part of a button's id, ``dream:<action>:<wish id>``."""

    DEEPER = "deeper"
    STRONGER = "stronger"
    WEAKER = "weaker"
    AGAIN = "again"
    COLOURS = "colours"
    PRESET = "preset"
    RECIPE = "recipe"
    DELETE = "delete"
    CANCEL = "cancel"


BUTTONS = tuple(action for action in Action if action is not Action.PRESET)
"""All but the preset, which is chosen from a list."""


def custom_id(action: Action, wish_id: str) -> str:
    """The id under which Discord tells of the press."""
    return f"dream:{action}:{wish_id}"


def template(*actions: Action) -> str:
    """The pattern of the ids of these actions; what a wish is, only the records know."""
    return rf"dream:(?P<action>{'|'.join(actions)}):(?P<wish_id>[0-9a-f]{{16}})"
