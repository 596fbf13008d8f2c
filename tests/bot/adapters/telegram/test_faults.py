import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.adapters.telegram.faults import describe_fault, explain_loss, second_poller

TOKEN = "123456789:very-secret"


def test_a_void_token_is_over_for_good_and_told_without_the_token() -> None:
    error = explain_loss(InvalidToken(f"The token `{TOKEN}` was rejected by the server."))
    assert error is not None
    assert "TELEGRAM_TOKEN" in error.sentence
    assert "@BotFather" in error.hint
    assert TOKEN not in str(error)


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("down"),
        TimedOut(),
        BadRequest("strange"),
        Conflict("two"),
        Forbidden("blocked"),
        TelegramError("strange"),
        OSError("down"),
    ],
)
def test_whatever_else_it_is_passes(error: Exception) -> None:
    assert explain_loss(error) is None


def test_one_that_is_one_too_many_is_told_what_to_do() -> None:
    assert "End it" in second_poller().hint


def test_an_outage_is_one_line() -> None:
    assert describe_fault(NetworkError("down")) == "NetworkError: down"
    assert describe_fault(OSError()) == "OSError: no details"
