from dataclasses import replace

import pytest

from bot.commands import DreamOptions
from bot.errors import BotError, BotErrorCode
from bot.wishes import (
    SECOND_THOUGHTS,
    Action,
    actions_of,
    amount_of,
    change_options,
    check_action,
    is_at_limit,
)
from dream_core import BLENDS, Presets
from tests.bot.conftest import MakeWish

OPTIONS = DreamOptions(preset="cats", seed=7, size=512)


@pytest.mark.parametrize(
    ("amount", "stronger", "weaker"),
    [(None, 125, 75), (100, 125, 75), (190, 200, 165), (10, 35, 25), (200, 200, 175)],
)
def test_a_quarter_more_or_less_of_the_dream_shows_within_limits(
    amount: int | None, stronger: int, weaker: int
) -> None:
    options = DreamOptions(preset="cats", seed=7, amount=amount)
    assert change_options(options, Action.STRONGER).amount == stronger
    assert change_options(options, Action.WEAKER).amount == weaker


def test_blends_come_one_after_the_other() -> None:
    options, seen = OPTIONS, []
    for _ in BLENDS:
        options = change_options(options, Action.BLEND)
        seen.append(options.blend)
    assert seen == [*BLENDS[1:], BLENDS[0]]


def test_second_thoughts_leave_the_dream_itself_as_it_is(presets: Presets) -> None:
    dreamed = OPTIONS.recipe(presets, seed=7)
    for action in SECOND_THOUGHTS:
        changed = change_options(OPTIONS, action).recipe(presets, seed=7)
        assert changed != dreamed
        assert changed.unfinished == dreamed.unfinished


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


def test_the_whole_dream_shows_where_nothing_is_said() -> None:
    assert amount_of(DreamOptions()) == 100


@pytest.mark.parametrize(
    ("action", "amount", "is_limit"),
    [
        (Action.STRONGER, 200, True),
        (Action.STRONGER, 190, False),
        (Action.WEAKER, 25, True),
        (Action.WEAKER, 10, True),
        (Action.WEAKER, None, False),
        (Action.DEEPER, 200, False),
    ],
)
def test_there_is_an_end_to_stronger_and_weaker(
    action: Action, amount: int | None, is_limit: bool
) -> None:
    assert is_at_limit(DreamOptions(amount=amount), action) is is_limit


def test_deeper_into_what_was_imagined_grows_more_of_it_in_the_picture() -> None:
    imagined = DreamOptions(preset="imagine-banana", seed=7)
    deeper = change_options(imagined, Action.DEEPER)
    assert deeper == DreamOptions(preset="of-banana", seed=7)


def test_what_can_be_done_with_a_kept_wish_goes_by_what_came_of_it(make_wish: MakeWish) -> None:
    wish = make_wish()
    assert Action.STRONGER in actions_of(wish)
    assert Action.STRONGER in actions_of(replace(wish, facts={"moves": False}))
    assert Action.STRONGER not in actions_of(replace(wish, facts={"moves": True}))


def test_a_button_that_makes_no_sense_any_more_is_told_so(make_wish: MakeWish) -> None:
    zoom = make_wish(options=DreamOptions(preset="cats", seed=7, form="zoom"))
    check_action(zoom, Action.AGAIN)
    with pytest.raises(BotError, match="can't be done with this dream") as refused:
        check_action(zoom, Action.DEEPER)
    assert refused.value.code is BotErrorCode.REQUEST_REFUSED
