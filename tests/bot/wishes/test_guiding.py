import pytest

from bot.errors import BotError, BotErrorCode
from bot.wishes import split_guide


@pytest.mark.parametrize(
    ("replied", "own", "dreamed"),
    [
        (["cat"], ["art"], ["cat"]),
        (["cat", "dog"], ["art"], ["cat", "dog"]),
        ([], ["cat", "art"], ["cat"]),
        (["cat", "art"], [], ["cat"]),
    ],
)
def test_the_last_picture_guides(replied: list[str], own: list[str], dreamed: list[str]) -> None:
    assert split_guide(replied, own) == (dreamed, "art")


@pytest.mark.parametrize(
    ("replied", "own", "told"),
    [
        ([], ["art"], "which picture is to be dreamed"),
        (["cat"], [], "Guided by which picture"),
        ([], [], "Guided by which picture"),
    ],
)
def test_who_sends_one_picture_is_told_which_one_is_missing(
    replied: list[str], own: list[str], told: str
) -> None:
    with pytest.raises(BotError, match=told) as caught:
        split_guide(replied, own)
    assert caught.value.code is BotErrorCode.GUIDE_MISSING
    assert caught.value.hint
