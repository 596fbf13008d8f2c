import re

import pytest

from bot.adapters.discord.actions import BUTTONS, custom_id, template
from bot.wishes import Action


@pytest.mark.parametrize("action", Action)
def test_an_id_is_read_back_and_fits_discord(action: Action) -> None:
    wish_id = "0123456789abcdef"
    written = custom_id(action, wish_id)
    match = re.fullmatch(template(*Action), written)
    assert match is not None
    assert (match["action"], match["wish_id"]) == (action, wish_id)
    assert len(written) <= 100


@pytest.mark.parametrize(
    "text",
    ["dream:deeper:", "dream:deeper:0123", "dream:fly:0123456789abcdef", "deeper:0123456789abcdef"],
)
def test_other_ids_are_nobodys(text: str) -> None:
    assert re.fullmatch(template(*Action), text) is None


def test_a_list_is_never_taken_for_a_button() -> None:
    preset = custom_id(Action.PRESET, "0" * 16)
    assert re.fullmatch(template(*BUTTONS), preset) is None
    assert re.fullmatch(template(Action.PRESET), preset) is not None
