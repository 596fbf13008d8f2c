import pytest

from bot.texts import Catalogue, TextError, choose_language, find_languages, load_languages
from bot.texts.catalogue import build_bundle


def test_the_languages_are_those_of_the_folders() -> None:
    assert find_languages() == ("de", "en", "fr")


def test_languages_that_are_loaded_need_no_reading_later(monkeypatch: pytest.MonkeyPatch) -> None:
    load_languages()
    monkeypatch.setattr("bot.texts.catalogue.build_bundle", None)
    for language in find_languages():
        assert Catalogue(language).format("cancelled")


def test_a_missing_message_is_an_error() -> None:
    with pytest.raises(TextError, match="no message nonsense"):
        Catalogue().format("nonsense")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(TextError, match="sorry"):
        Catalogue().format("sorry", sentence="It failed.")


def test_a_missing_language_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(TextError, match="there are de, en, fr"):
        Catalogue("tlh")


def test_texts_hold_no_invisible_marks() -> None:
    assert Catalogue().format("sorry", sentence="A.", hint="B.") == "A. B."


def test_one_id_in_two_files_is_an_error_that_names_it() -> None:
    with pytest.raises(TextError, match="de defines second more than once"):
        build_bundle("de", {"a.ftl": "first = A\nsecond = B\n", "b.ftl": "second = C\n"})


def test_a_file_that_is_not_fluent_is_an_error_that_names_it() -> None:
    with pytest.raises(TextError, match=r"de/a.ftl can't be read at 'nonsense"):
        build_bundle("de", {"a.ftl": "nonsense\n"})


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("fr", "fr"),
        ("fr_CA", "fr"),
        ("en-US", "en"),
        ("EN_gb", "en"),
        ("pt-BR", "en"),
        ("tlh", "en"),
        ("", "en"),
        ("../en", "en"),
    ],
)
def test_a_locale_leads_to_a_language_that_is_there(tag: str, language: str) -> None:
    assert choose_language(tag) == language
