import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.words import fold, join_keys, quote, split_words


@pytest.mark.parametrize(
    "spelling", ["brain-coral", "Brain Coral", "BRAIN_CORAL", "braincoral", "ｂrain-coral"]
)
def test_spellings_of_one_name_are_alike(spelling: str) -> None:
    assert fold(spelling) == "braincoral"


def test_words_are_split_at_spaces_commas_and_marks() -> None:
    words = split_words("cats, strength = 7; size:512\n(please!)")

    assert [(word.text, word.mark) for word in words] == [
        ("cats", ""),
        ("strength", "="),
        ("7", ""),
        ("size", ":"),
        ("512", ""),
        ("please", ""),
    ]


@pytest.mark.parametrize("text", ["cats:2+birds", "cats.2+birds", "cats: 2 + birds"])
def test_a_sum_is_split_at_its_plus(text: str) -> None:
    words = split_words(text)

    assert [(word.text, word.mark, word.is_added) for word in words] == [
        ("cats", ":", False),
        ("2", "", False),
        ("birds", "", True),
    ]
    assert all(text[word.start :].startswith(word.text) for word in words)


@pytest.mark.parametrize("text", ["cats.2+birds#7K2F9", "c++", "+1", "v2.5"])
def test_a_code_and_what_adds_nothing_stay_whole(text: str) -> None:
    assert len(split_words(text)) == 1


def test_what_has_no_letters_is_no_word() -> None:
    assert split_words(" - … 🐱 !? ") == []


def test_a_word_knows_its_place() -> None:
    assert [word.start for word in split_words("ab  cd")] == [0, 4]


def test_words_are_joined_unless_a_mark_stands_between() -> None:
    words = split_words("keep colours brain: coral")

    assert join_keys(words, 0, 2) == "keepcolours"
    assert join_keys(words, 1, 2) == "coloursbrain"
    assert join_keys(words, 2, 2) == ""
    assert join_keys(words, 3, 2) == ""


def test_quoted_words_are_cut_and_printable() -> None:
    assert quote("x" * 100, longest=5) == "“xxxx…”"
    assert quote("a\x00b\u202ec") == "“abc”"


@given(st.text())
@settings(deadline=None)
def test_every_word_has_a_key(text: str) -> None:
    assert all(word.key and word.text for word in split_words(text))


@given(st.text())
@settings(deadline=None)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)
