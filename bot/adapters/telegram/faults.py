"""What a lost connection means: over for good, with words for whoever runs the bot, or passing."""

from telegram.error import InvalidToken

from bot.errors import SettingError

_TOKEN_SENTENCE = "Telegram doesn't accept the token in TELEGRAM_TOKEN."  # noqa: S105 (no token)
_TOKEN_HINT = "Copy the bot's token from @BotFather (/mybots, API Token), or make a new one there."  # noqa: S105


def explain_loss(error: Exception) -> SettingError | None:
    """The error that ends the bot; None if Telegram may be back by itself."""
    if isinstance(error, InvalidToken):
        return SettingError(_TOKEN_SENTENCE, _TOKEN_HINT)
    return None


def second_poller() -> SettingError:
    """The end of a bot that is one too many."""
    return SettingError(
        "Another program is connected to Telegram as this bot.",
        "End it, or give one of the two a token of its own from @BotFather.",
    )


def describe_fault(error: BaseException) -> str:
    """An outage in a line for the log."""
    words = str(error).strip() or "no details"
    return f"{type(error).__name__}: {words}"
