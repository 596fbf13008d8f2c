"""What people are told when something goes wrong: English as the error says it, or by its code."""

from dataclasses import dataclass

import pytest

from bot.errors import BotError, BotErrorCode, UsageError
from bot.texts import Phrases, find_languages
from dream_core import DreamError, ErrorCode


@pytest.fixture
def say() -> Phrases:
    return Phrases()


def test_a_problem_is_its_sentence_and_hint(say: Phrases) -> None:
    assert say.problem(BotError(BotErrorCode.QUEUE_FULL, "Full.", "Wait.")) == "Full. Wait."
    assert say.problem(DreamError(ErrorCode.INTERNAL, "It failed.")) == "It failed."


def test_a_cancelled_dream_is_no_failure(say: Phrases) -> None:
    assert say.problem(DreamError(ErrorCode.CANCELLED, "Whatever.")) == "Cancelled."


@pytest.mark.parametrize("language", find_languages())
@pytest.mark.parametrize("code", [*BotErrorCode, *ErrorCode])
def test_every_error_has_words_in_every_language(language: str, code: str) -> None:
    kind = BotError if isinstance(code, BotErrorCode) else DreamError
    told = Phrases(language).problem(kind(code, "It failed.", "Try 7."))  # type: ignore[arg-type]

    if language == "en":
        assert told == ("Cancelled." if code == ErrorCode.CANCELLED else "It failed. Try 7.")
    else:
        assert told[0].isupper()
        assert told.endswith(".")
        assert not told.startswith("It failed.")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", "Das habe ich nicht verstanden. I don't know “kats”. Did you mean cats?"),
        ("fr", "Je n’ai pas compris. I don't know “kats”. Did you mean cats?"),
    ],
)
def test_what_an_error_found_out_is_told_in_every_language(language: str, told: str) -> None:
    error = UsageError("I don't know “kats”.", "Did you mean cats?")

    assert Phrases(language).problem(error) == told


@pytest.mark.parametrize("language", ["de", "fr"])
def test_an_error_that_was_kept_without_its_values_is_told_all_the_same(language: str) -> None:
    for code in (BotErrorCode.TOO_MANY_DREAMS, BotErrorCode.NOT_ADMITTED):
        told = Phrases(language).problem(BotError(code, "Too many.", "Later."))
        assert told.endswith(" Later.")
        assert "Too many" not in told


def test_an_error_without_a_hint_ends_with_its_sentence() -> None:
    told = Phrases("de").problem(BotError(BotErrorCode.QUEUE_FULL, "Full."))

    assert told == "Die Warteschlange ist voll."


@dataclass(frozen=True)
class UnknownProblem:
    code: str = "brand_new"
    sentence: str = "Something new."
    hint: str = "Try again."


def test_an_error_of_an_unknown_code_is_told_in_english() -> None:
    assert Phrases("de").problem(UnknownProblem()) == "Something new. Try again."
