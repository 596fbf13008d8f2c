import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.telegram.callbacks import (
    BACK,
    LOOKS,
    WishCallback,
    find_preset,
    key_of,
    read_wish_callback,
)
from bot.wishes import Action

VERBS = st.sampled_from([*map(str, Action), LOOKS, BACK])
WISH_IDS = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)
PRESETS = st.from_regex(r"[a-z][a-z0-9-]{0,200}", fullmatch=True)
"""What a preset may be called."""


@given(VERBS, WISH_IDS, st.none() | PRESETS)
def test_whatever_a_button_says_fits_and_is_read_back(
    verb: str, wish_id: str, preset: str | None
) -> None:
    callback = WishCallback(verb=verb, wish_id=wish_id, key=key_of(preset) if preset else None)
    written = callback.write()
    assert 1 <= len(written.encode()) <= 64
    assert read_wish_callback(written) == callback


@given(st.lists(PRESETS, min_size=1, max_size=20, unique=True), st.data())
def test_a_key_leads_to_its_preset_however_long_its_name(
    names: list[str], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(names))
    assert find_preset(names, key_of(name)) == name


def test_a_preset_that_is_gone_is_not_found() -> None:
    assert find_preset(["cats", "eyes"], "gone") is None
    assert find_preset(["cats", "eyes"], None) is None


@given(st.text(max_size=80))
def test_any_other_text_is_no_button_below_a_wish(text: str) -> None:
    assert read_wish_callback(text) is None


@pytest.mark.parametrize(
    "data",
    [
        "",
        "dream:deeper:0123456789ABCDEF",
        "dream:deeper:0123456789abcde",
        "dream:fly:0123456789abcdef",
        "dream:deeper:0123456789abcdef\n",
        "dream:preset:0123456789abcdef:",
        "dream:preset:0123456789abcdef:Cats",
        "dream:deeper:٠123456789abcdef",
    ],
)
def test_what_only_looks_like_a_button_is_none(data: str) -> None:
    assert read_wish_callback(data) is None
