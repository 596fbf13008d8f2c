"""What the program's exit codes mean, and which error ends it with which."""

from enum import IntEnum

import typer

from bot.errors import BotError, BotErrorCode
from bot.redaction import Redaction
from config.sources import InvalidSettingsError
from dream_core import DreamError
from dream_core.errors import CatalogueError, PictureError, RecipeError


class ExitCode(IntEnum):
    """As in the BSD sysexits.h, where a number has a name there."""

    DONE = 0
    USAGE = 2
    PICTURE = 65
    UNAVAILABLE = 69
    INTERNAL = 70
    SETTING = 78


_OF_BOT_ERRORS = {
    BotErrorCode.USAGE: ExitCode.USAGE,
    BotErrorCode.SETTING_INVALID: ExitCode.SETTING,
}


def exit_code_of(error: Exception) -> ExitCode:
    """The exit code that tells a script what kind of failure this is."""
    match error:
        case InvalidSettingsError() | CatalogueError():
            return ExitCode.SETTING
        case RecipeError():
            return ExitCode.USAGE
        case PictureError():
            return ExitCode.PICTURE
        case BotError():
            return _OF_BOT_ERRORS.get(error.code, ExitCode.UNAVAILABLE)
        case DreamError() | OSError():
            return ExitCode.UNAVAILABLE
        case _:
            return ExitCode.INTERNAL


def describe_error(error: Exception) -> str:
    """The error in words for a terminal: sentence, then hint; never a traceback."""
    match error:
        case InvalidSettingsError():
            return str(error)
        case DreamError() | BotError():
            return f"{error.sentence}\n  {error.hint}" if error.hint else error.sentence
        case OSError() if error.strerror:
            return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
        case _:
            return (
                f"Something went wrong inside the program: {type(error).__name__}: {error}\n"
                "  PUPPYSLUG_LOG_LEVEL=debug shows where. Please report it."
            )


def complain(error: Exception) -> None:
    """Writes the error to standard error, without anything that looks like a token."""
    typer.echo(f"puppyslug: {Redaction().clean(describe_error(error))}", err=True)
