from structlog.testing import capture_logs

from bot.errors import BotError, BotErrorCode
from bot.texts import Phrases
from bot.wishes import explain_error
from dream_core import DreamError, ErrorCode


def test_errors_with_words_of_their_own_are_told_in_these() -> None:
    with capture_logs() as logs:
        full = explain_error(BotError(BotErrorCode.QUEUE_FULL, "Full.", "Wait."), Phrases())
        failed = explain_error(DreamError(ErrorCode.WORKER_DIED, "It died."), Phrases())
    assert (full, failed) == ("Full. Wait.", "It died.")
    assert logs == []


def test_what_nobody_foresaw_is_a_number_that_leads_to_it_in_the_log() -> None:
    error = ValueError("secret details")
    with capture_logs() as logs:
        told = explain_error(error, Phrases())
    assert "secret" not in told
    assert logs[0]["error_id"] in told
    assert logs[0]["exc_info"] is error


def test_they_are_told_in_the_language_of_whoever_asks() -> None:
    problem = BotError(BotErrorCode.QUEUE_FULL, "The queue is full.")
    assert explain_error(problem, Phrases("de")) != explain_error(problem, Phrases())
