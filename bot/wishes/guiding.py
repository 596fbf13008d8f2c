"""Which of two pictures is dreamed, and which one guides it."""

from collections.abc import Sequence
from typing import TypeVar

from bot.errors import BotError, BotErrorCode

_Picture = TypeVar("_Picture")


def split_guide(
    replied: Sequence[_Picture], own: Sequence[_Picture]
) -> tuple[Sequence[_Picture], _Picture]:
    """The pictures to dream and their guide, of those that a post replies to and its own.

    The last one guides the others, so that two in one post do as well. Raises BotError with
    GUIDE_MISSING where there is only one.
    """
    pictures = [*replied, *own]
    if len(pictures) < 2:
        raise _refuse(own)
    return pictures[:-1], pictures[-1]


def _refuse(own: Sequence[object]) -> BotError:
    if own:
        return BotError(
            BotErrorCode.GUIDE_MISSING,
            "That is the guide; which picture is to be dreamed?",
            "Reply to a picture with this one, or post both: the last one guides.",
            values={"reason": "picture"},
        )
    return BotError(
        BotErrorCode.GUIDE_MISSING,
        "Guided by which picture?",
        "Post it with your reply to the picture that is to be dreamed.",
        values={"reason": "guide"},
    )
