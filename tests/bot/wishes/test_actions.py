import re

import pytest

from bot.commands import DreamOptions
from bot.texts import Phrases, find_languages
from bot.wishes import SECOND_THOUGHTS, Action, label_action
from bot.wishes.actions import list_actions


def test_their_names_stand_in_buttons_for_good() -> None:
    assert [*Action] == [
        "deeper",
        "stronger",
        "weaker",
        "again",
        "colours",
        "blend",
        "preset",
        "file",
        "recipe",
        "delete",
        "cancel",
    ]


@pytest.mark.parametrize("action", Action)
def test_each_is_a_short_word_with_a_label_in_every_language(action: Action) -> None:
    assert re.fullmatch(r"[a-z]{1,10}", action)
    for language in find_languages():
        label = label_action(DreamOptions(), action, Phrases(language))
        assert 1 <= len(label) <= 30
        assert f"button-{action}" not in label


STILL = DreamOptions(preset="cats")


def test_all_can_be_done_with_a_still_dream() -> None:
    assert list_actions(STILL, moves=False) == frozenset(Action) - {Action.CANCEL}


@pytest.mark.parametrize(
    ("options", "moves", "missing"),
    [
        (STILL, True, SECOND_THOUGHTS),
        (DreamOptions(form="moving"), True, SECOND_THOUGHTS),
        (DreamOptions(form="zoom"), True, SECOND_THOUGHTS | {Action.DEEPER}),
        (DreamOptions(preset="imagine-banana"), False, SECOND_THOUGHTS | {Action.PRESET}),
    ],
)
def test_what_makes_no_sense_of_it_is_not_offered(
    options: DreamOptions, moves: bool, missing: frozenset[Action]
) -> None:
    everything = list_actions(STILL, moves=False)
    assert everything - list_actions(options, moves=moves) == missing
