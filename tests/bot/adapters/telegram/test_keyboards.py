from dataclasses import replace
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.adapters.telegram.callbacks import read_wish_callback
from bot.adapters.telegram.keyboards import (
    arrange,
    build_keyboard,
    build_looks_keyboard,
    build_offer_keyboard,
    build_result_keyboard,
)
from bot.commands import DreamOptions
from bot.records import Wish
from bot.texts import Phrases, find_languages
from bot.wishes import Action, Content, Controls
from dream_core import Presets
from tests.bot.conftest import MakeWish

PHRASES = Phrases()
ALL = frozenset(Action)


def show(controls: Controls) -> Content:
    return Content(text="", controls=controls, actions=ALL)


def rows(keyboard: InlineKeyboardMarkup | None) -> list[list[str]]:
    assert keyboard is not None
    return [[button.text for button in row] for row in keyboard.inline_keyboard]


def data(keyboard: InlineKeyboardMarkup) -> list[str]:
    return [str(button.callback_data) for row in keyboard.inline_keyboard for button in row]


def many(presets: Presets, count: int) -> dict[str, Any]:
    """So many presets, with names as long as one likes."""
    cats = presets["cats"]
    names = [f"a-preset-with-a-name-that-is-much-too-long-{number}" for number in range(count)]
    return {name: replace(cats, name=name) for name in names}


def test_a_result_has_all_that_can_be_done_with_it(make_wish: MakeWish) -> None:
    assert rows(build_result_keyboard(make_wish(), PHRASES, actions=ALL)) == [
        ["Deeper", "Stronger", "Weaker"],
        ["Keep colours", "Blend: soft light"],
        ["Again", "Another preset"],
        ["As a file", "Recipe", "Delete"],
    ]


@pytest.mark.parametrize(("amount", "missing"), [(200, "Stronger"), (25, "Weaker")])
def test_at_the_limit_it_goes_no_further(amount: int, missing: str, make_wish: MakeWish) -> None:
    wish = make_wish(options=DreamOptions(preset="cats", seed=7, amount=amount))
    assert missing not in str(rows(build_result_keyboard(wish, PHRASES, actions=ALL)))


def test_colours_that_are_kept_can_be_let_go(make_wish: MakeWish) -> None:
    wish = make_wish(options=DreamOptions(preset="cats", seed=7, keep_colours=True))
    assert "New colours" in rows(build_result_keyboard(wish, PHRASES, actions=ALL))[1]


@pytest.mark.parametrize(
    ("controls", "buttons"),
    [(Controls.CANCEL, [["Cancel"]]), (Controls.RETRY, [["Again", "Delete"]])],
)
def test_what_is_not_finished_has_what_makes_sense_then(
    controls: Controls, buttons: list[list[str]], make_wish: MakeWish
) -> None:
    assert rows(build_keyboard(show(controls), make_wish(), PHRASES)) == buttons


def test_controls_choose_the_keyboard(make_wish: MakeWish) -> None:
    wish = make_wish()
    assert build_keyboard(show(Controls.RESULT), wish, PHRASES) == build_result_keyboard(
        wish, PHRASES, actions=ALL
    )
    assert build_keyboard(show(Controls.NONE), wish, PHRASES) is None


def test_another_preset_is_none_that_it_is_already(make_wish: MakeWish, presets: Presets) -> None:
    keyboard = build_looks_keyboard(make_wish(), presets, PHRASES)
    names = [name for row in rows(keyboard) for name in row]
    assert "Cats" not in names
    assert len(names) == len(presets)
    assert names[-1] == "Back"
    assert max(len(row) for row in rows(keyboard)) == 3


def test_below_a_sheet_there_is_every_preset(make_wish: MakeWish, presets: Presets) -> None:
    sheet = make_wish(options=DreamOptions(preset="cats", seed=7, form="sheet"))
    names = [name for row in rows(build_looks_keyboard(sheet, presets, PHRASES)) for name in row]
    assert "Cats" in names
    assert len(names) == len(presets) + 1


def test_an_offer_begins_with_the_usual_one_and_has_them_all(
    make_wish: MakeWish, presets: Presets
) -> None:
    keyboard = build_offer_keyboard(make_wish(), presets, PHRASES, first="eyes")
    names = [name for row in rows(keyboard) for name in row]
    assert (names[0], names[-1]) == ("Eyes", "Never mind")
    assert len(names) == len(presets) + 1


@pytest.mark.parametrize("language", find_languages())
def test_whatever_there_is_fits_on_a_keyboard_and_into_its_buttons(
    language: str, make_wish: MakeWish, presets: Presets
) -> None:
    wish: Wish = make_wish()
    phrases, crowd = Phrases(language), many(presets, 300)
    for keyboard in (
        build_result_keyboard(wish, phrases, actions=ALL),
        build_looks_keyboard(wish, crowd, phrases),
        build_offer_keyboard(wish, crowd, phrases, first=next(iter(crowd))),
    ):
        carried = data(keyboard)
        assert len(carried) <= 100
        assert len(set(carried)) == len(carried)
        for each in carried:
            assert len(each.encode()) <= 64
            assert read_wish_callback(each) is not None
        assert all(name for row in rows(keyboard) for name in row)


def test_rows_are_as_wide_as_a_phone() -> None:
    buttons = [InlineKeyboardButton(f"{number}", callback_data="x") for number in range(7)]
    assert [len(row) for row in arrange(buttons)] == [3, 3, 1]
    assert [len(row) for row in arrange(buttons, per_row=4)] == [4, 3]
    assert arrange([]) == []
