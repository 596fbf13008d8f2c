"""Every language says what English says, in sentences of its own, well written."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from babel import Locale

from bot.texts import Catalogue, find_languages
from tests.bot.texts.entries import read_entries, selects_of, variables_of

LANGUAGES = find_languages()
OTHERS = [language for language in LANGUAGES if language != "en"]
PLURALS = {"zero", "one", "two", "few", "many", "other"}
NUMBERS = (0, 1, 2, 5, 11, 1500, 1_000_000)


def format_all(language: str) -> Iterator[tuple[str, str]]:
    """Each message of the language's own with values of all kinds."""
    catalogue = Catalogue(language)
    for message_id, entry in read_entries(language).items():
        names = sorted(variables_of(entry))
        for number, text in product(NUMBERS, ("known", "unknown")):
            as_numbers = catalogue.format(message_id, **dict.fromkeys(names, number))
            as_text = catalogue.format(message_id, **dict.fromkeys(names, text))
            yield from ((message_id, as_numbers), (message_id, as_text))
            if not names:
                break


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_messages_that_english_has(language: str) -> None:
    own = {name for name in read_entries(language) if not name.startswith("error-")}

    assert own == set(read_entries("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_takes_the_same_values(language: str) -> None:
    for message_id, english in read_entries("en").items():
        own = read_entries(language)[message_id]
        assert variables_of(own) == variables_of(english), message_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_said_whatever_its_values(language: str) -> None:
    for message_id, text in format_all(language):
        assert text.strip(), message_id
        assert not re.search(r"[{}$]", text), f"{message_id}: {text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_are_those_of_the_language(language: str) -> None:
    """Each choice by number has a variant for every form that small numbers take."""
    plural_form = Locale.parse(language).plural_form
    needed = {plural_form(number) for number in range(200)}
    for message_id, entry in read_entries(language).items():
        for keys in selects_of(entry):
            if keys & PLURALS - {"other"}:
                assert needed <= keys, message_id
                assert keys & PLURALS <= {*plural_form.tags, "other"}, message_id


@pytest.mark.parametrize("language", OTHERS)
def test_a_choice_by_name_offers_the_names_that_english_has(language: str) -> None:
    for message_id, english in read_entries("en").items():
        own = {key for keys in selects_of(read_entries(language)[message_id]) for key in keys}
        names = {key for keys in selects_of(english) for key in keys if not key.isdigit()}
        assert names - PLURALS <= own, message_id


@pytest.mark.parametrize("language", OTHERS)
def test_whole_sentences_are_translated(language: str) -> None:
    english = dict(format_all("en"))
    for message_id, text in format_all(language):
        words = text.split()
        if len(words) > 3 and message_id != "sorry" and "Puppyslug" not in text:
            assert text != english.get(message_id), message_id


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_spaced_or_punctuated_twice(language: str) -> None:
    for message_id, text in format_all(language):
        assert not re.search(r"  |\.\.|,,| [.,]|\s$", text), f"{message_id}: {text!r}"


def test_french_keeps_its_high_punctuation_off_the_words() -> None:
    for message_id, text in format_all("fr"):
        prose = text.replace("/rêve style:", "/rêve style").replace("cats:2+birds", "")
        assert not re.search(r"[^\u202f!?…][!?;:»%]", prose), f"{message_id}: {text!r}"
        assert not re.search("«(?!\u202f)", prose), f"{message_id}: {text!r}"


def test_french_has_round_apostrophes() -> None:
    assert [message_id for message_id, text in format_all("fr") if "'" in text] == []


def test_german_has_german_quotes() -> None:
    for message_id, text in format_all("de"):
        assert not re.search("[\"'«»”]", text), f"{message_id}: {text!r}"
        assert text.count("„") == text.count("“"), f"{message_id}: {text!r}"
        assert not re.search(r"\s%", text.replace("\u202f%", "")), f"{message_id}: {text!r}"


@pytest.mark.parametrize("language", OTHERS)
def test_people_are_addressed_as_friends(language: str) -> None:
    formal = {"de": r"\b(Sie|Ihr|Ihre|Ihnen|Ihren)\b", "fr": r"\b([Vv]ous|[Vv]otre|[Vv]os)\b"}
    # In German a sentence may begin with “Ihr” of things, so only “Sie” and “Ihnen” count there.
    pattern = formal[language].replace("Ihr|Ihre|", "").replace("|Ihren", "")
    found = [name for name, text in format_all(language) if re.search(pattern, text)]
    assert found == []
