import pytest

from bot.texts import Catalogue, TextError, find_languages


def test_english_is_there() -> None:
    assert "en" in find_languages()


def test_a_missing_message_is_an_error() -> None:
    with pytest.raises(TextError, match="no message nonsense"):
        Catalogue().format("nonsense")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(TextError, match="sorry"):
        Catalogue().format("sorry", sentence="It failed.")


def test_a_missing_language_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(TextError, match="there are en"):
        Catalogue("tlh")


def test_texts_hold_no_invisible_marks() -> None:
    assert Catalogue().format("sorry", sentence="A.", hint="B.") == "A. B."


@pytest.mark.parametrize("language", find_languages())
def test_every_language_has_no_message_that_english_lacks(language: str) -> None:
    assert set(Catalogue(language).own_messages) <= set(Catalogue("en").own_messages)
