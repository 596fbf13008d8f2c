import re

import pytest

from bot.commands import DreamOptions
from bot.texts import Phrases, find_languages
from bot.wishes import Action, label_action


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
