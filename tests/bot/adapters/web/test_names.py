import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.names import LONGEST_NAME, clean_name, suggest_name
from bot.errors import UsageError


def test_a_suggested_name_stays_the_same_and_may_be_chosen() -> None:
    assert suggest_name("one") == suggest_name("one")
    assert len({suggest_name(str(number)) for number in range(200)}) > 50
    assert clean_name(suggest_name("one")) == suggest_name("one")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  Ada   L ", "Ada L"),
        ("Zo\u200bë", "Zoë"),
        ("a\u202eb", "ab"),
        ("x\ny", "xy"),
        ("Ｆｏｘ", "Fox"),
    ],
)
def test_a_name_is_shown_without_tricks(written: str, shown: str) -> None:
    assert clean_name(written) == shown


@pytest.mark.parametrize("name", ["", "   ", "…!?", "\u200b", "a" * (LONGEST_NAME + 1)])
def test_an_empty_or_endless_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError):
        clean_name(name)


@pytest.mark.parametrize(
    "name", ["Puppyslug", "puppy slug", "PUPPY-SLUG", "Puppyslug Bot", "puppy\u200bslug"]
)
def test_nobody_can_be_called_like_the_bot(name: str) -> None:
    with pytest.raises(UsageError, match="belongs to the bot"):
        clean_name(name)


@given(st.text(max_size=60))
def test_a_cleaned_name_is_short_visible_and_stays_as_it_is(name: str) -> None:
    try:
        cleaned = clean_name(name)
    except UsageError:
        return
    assert 1 <= len(cleaned) <= LONGEST_NAME
    assert cleaned.isprintable()
    assert clean_name(cleaned) == cleaned
