"""Words for what went wrong, and a number in the log for what nobody foresaw."""

import secrets

import structlog

from bot.errors import BotError
from bot.texts import Phrases
from dream_core import DreamError

_log = structlog.get_logger(__name__)


def explain_error(error: Exception, phrases: Phrases) -> str:
    """A plain sentence for whoever asked. An error without words of its own is logged whole."""
    if isinstance(error, BotError | DreamError):
        return phrases.problem(error)
    error_id = secrets.token_hex(4)
    _log.error("handler_failed", error_id=error_id, exc_info=error)
    return phrases.say("command-internal", id=error_id)
