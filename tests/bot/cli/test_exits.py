import errno

import pytest

from bot.cli.exits import ExitCode, complain, describe_error, exit_code_of
from bot.errors import BotError, BotErrorCode, SettingError, UsageError
from config.sources import InvalidSettingsError
from dream_core.errors import (
    CatalogueError,
    DreamError,
    ErrorCode,
    InterruptedDreamError,
    PictureError,
    RecipeError,
    UnavailableError,
)

ENDINGS = [
    (UsageError("No."), 2),
    (RecipeError(ErrorCode.RECIPE_INVALID, "No."), 2),
    (PictureError(ErrorCode.PICTURE_EMPTY, "No."), 65),
    (UnavailableError(ErrorCode.NETWORK_UNAVAILABLE, "No."), 69),
    (InterruptedDreamError(ErrorCode.TIME_LIMIT, "No."), 69),
    (DreamError(ErrorCode.WORKER_DIED, "No."), 69),
    (BotError(BotErrorCode.ADDRESS_IN_USE, "No."), 69),
    (PermissionError(errno.EACCES, "Permission denied", "out"), 69),
    (SettingError("No."), 78),
    (InvalidSettingsError(["No."]), 78),
    (CatalogueError(ErrorCode.CATALOGUE_INVALID, "No."), 78),
    (ZeroDivisionError("division by zero"), 70),
]


@pytest.mark.parametrize(("error", "code"), ENDINGS, ids=lambda part: type(part).__name__)
def test_each_kind_of_error_has_its_exit_code(error: Exception, code: int) -> None:
    assert exit_code_of(error) == code


@pytest.mark.parametrize("error", [error for error, _ in ENDINGS], ids=lambda e: type(e).__name__)
def test_every_error_has_words_on_standard_error(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    complain(error)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("puppyslug: ")
    assert "Traceback" not in told.err


def test_what_looks_like_a_token_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    complain(ValueError("no answer from https://api.telegram.org/bot123456789:AAHdqTcv" + "x" * 30))
    assert "AAHdqTcv" not in capsys.readouterr().err


def test_a_hint_follows_its_sentence() -> None:
    error = RecipeError(ErrorCode.RECIPE_INVALID, "steps can't be 0.", "It is 1 or more.")
    assert describe_error(error) == "steps can't be 0.\n  It is 1 or more."


def test_a_file_that_fails_is_named() -> None:
    error = PermissionError(errno.EACCES, "Permission denied", "/root/out.jpg")
    assert describe_error(error) == "/root/out.jpg: Permission denied"


def test_success_is_zero_and_every_code_differs() -> None:
    assert int(ExitCode.DONE) == 0
    assert len(set(ExitCode)) == len(ExitCode.__members__)
