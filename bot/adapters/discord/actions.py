"""The ids that buttons carry, ``dream:<action>:<wish id>``."""

from bot.wishes import Action

# Discord shows pictures as they are: nobody needs them as files.
BUTTONS = tuple(action for action in Action if action not in (Action.PRESET, Action.FILE))
"""All but the preset, which is chosen from a list."""


def custom_id(action: Action, wish_id: str) -> str:
    """The id under which Discord tells of the press."""
    return f"dream:{action}:{wish_id}"


def template(*actions: Action) -> str:
    """The pattern of the ids of these actions; what a wish is, only the records know."""
    return rf"dream:(?P<action>{'|'.join(actions)}):(?P<wish_id>[0-9a-f]{{16}})"
