import pytest

from bot.commands import DreamOptions
from bot.wishes import Action, change_options, is_at_limit, strength_of

OPTIONS = DreamOptions(preset="cats", seed=7, size=512)


@pytest.mark.parametrize(
    ("strength", "stronger", "weaker"),
    [(None, 7, 3), (5, 7, 3), (9, 10, 7), (2, 4, 1), (10, 10, 8)],
)
def test_strength_goes_two_steps_within_its_limits(
    strength: int | None, stronger: int, weaker: int
) -> None:
    options = DreamOptions(preset="cats", seed=7, strength=strength)
    assert change_options(options, Action.STRONGER).strength == stronger
    assert change_options(options, Action.WEAKER).strength == weaker


def test_again_changes_the_seed_alone() -> None:
    again = change_options(OPTIONS, Action.AGAIN)
    assert again.seed not in (None, 7)
    assert again == DreamOptions(preset="cats", seed=again.seed, size=512)


def test_colours_are_kept_and_let_go_again() -> None:
    kept = change_options(OPTIONS, Action.COLOURS)
    assert kept.keep_colours is True
    assert change_options(kept, Action.COLOURS).keep_colours is False


def test_another_preset_keeps_all_the_rest() -> None:
    changed = change_options(OPTIONS, Action.PRESET, preset="eyes")
    assert changed == DreamOptions(preset="eyes", seed=7, size=512)


def test_deeper_asks_for_the_same() -> None:
    assert change_options(OPTIONS, Action.DEEPER) == OPTIONS


def test_the_usual_strength_is_in_the_middle() -> None:
    assert strength_of(DreamOptions()) == 5


@pytest.mark.parametrize(
    ("action", "strength", "is_limit"),
    [
        (Action.STRONGER, 10, True),
        (Action.STRONGER, 9, False),
        (Action.WEAKER, 1, True),
        (Action.WEAKER, None, False),
        (Action.DEEPER, 10, False),
    ],
)
def test_there_is_an_end_to_stronger_and_weaker(
    action: Action, strength: int | None, is_limit: bool
) -> None:
    assert is_at_limit(DreamOptions(strength=strength), action) is is_limit
