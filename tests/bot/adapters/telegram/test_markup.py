import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.telegram.markup import MARKUP, clip_lines, count_units
from tests.loopback.telegram.rules.html import parse_html

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("<>&\"'\U0001f436")
)
LINES = st.lists(WORDS.map(MARKUP.escape) | WORDS.map(MARKUP.code), max_size=12)


@given(WORDS)
def test_escaped_words_are_shown_letter_by_letter(words: str) -> None:
    assert parse_html(MARKUP.escape(words)) == (words, [])


@given(WORDS)
def test_code_shows_the_words_alone(words: str) -> None:
    assert parse_html(MARKUP.code(words))[0] == words


def test_a_link_keeps_its_address_and_its_label() -> None:
    text, entities = parse_html(MARKUP.link("<b>", 'https://a.example/?b=1&c="2"'))
    assert text == "<b>"
    assert entities == [
        {"type": "text_link", "offset": 0, "length": 3, "url": 'https://a.example/?b=1&c="2"'}
    ]


@given(LINES, st.integers(20, 300))
@example(["<" * 500], 100)
@example(["", "", "x" * 500], 100)
@example(["\U0001f436" * 90], 100)
def test_clipped_text_fits_and_can_still_be_read(lines: list[str], longest: int) -> None:
    clipped = clip_lines("\n".join(lines), longest)
    assert count_units(clipped) <= longest
    parse_html(clipped)


@given(LINES)
def test_what_fits_is_left_alone(lines: list[str]) -> None:
    marked = "\n".join(lines)
    assert clip_lines(marked, count_units(marked)) == marked


def test_whole_lines_are_kept_as_far_as_they_fit() -> None:
    assert clip_lines("<b>one</b>\ntwo\nthree", 16) == "<b>one</b>\ntwo…"


@pytest.mark.parametrize(("text", "units"), [("", 0), ("ab", 2), ("ä", 1), ("\U0001f436", 2)])
def test_length_is_counted_in_units_of_utf_16(text: str, units: int) -> None:
    assert count_units(text) == units
