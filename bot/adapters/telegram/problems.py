"""The one place where errors become replies: words for people, tracebacks for the log."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog
from telegram import CallbackQuery, Message
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.adapters.telegram.floods import SkippedError
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.letter import Letter
from bot.adapters.telegram.markup import MARKUP, count_units
from bot.adapters.telegram.place import Place, place_of
from bot.adapters.telegram.status_message import Bot, send_letter
from bot.texts import Phrases
from bot.wishes import explain_error

_LONGEST_ALERT = 200

_log = structlog.get_logger(__name__)


class PressAnswer:
    """The one answer that a pressed button gets; without one its wheel turns for a minute."""

    def __init__(self, query: CallbackQuery) -> None:
        self._query = query
        self.is_given = False

    async def give(self, text: str = "", *, is_alert: bool = False) -> None:
        """Says that the press was heard; one that comes too late is nobody's fault."""
        if self.is_given:
            return
        self.is_given = True
        try:
            await self._query.answer(clip(text, _LONGEST_ALERT) or None, show_alert=is_alert)
        except TelegramError as error:
            _log.info("telegram_answer_late", reason=str(error))


@asynccontextmanager
async def answering(query: CallbackQuery, host: Host) -> AsyncGenerator[PressAnswer, None]:
    """Answers a pressed button whatever happens inside; what goes wrong is told to whoever pressed
    it, alone as long as that can be.
    """
    answer = PressAnswer(query)
    try:
        yield answer
    except Exception as error:  # noqa: BLE001 (told, and what nobody foresaw is logged)
        text = put_in_words(error, _phrases_for(query, host))
        if text and answer.is_given and isinstance(query.message, Message):
            await reply_text(host.bot, query.message, MARKUP.escape(text))
        elif text:
            await answer.give(text, is_alert=True)
    finally:
        await answer.give()


async def reply_problem(host: Host, message: Message, error: Exception) -> None:
    """Tells the author of a message why it didn't work. Raises nothing."""
    phrases = host.access.phrases_for(message.from_user, place_of(message))
    if text := put_in_words(error, phrases):
        await reply_text(host.bot, message, MARKUP.escape(text))


async def reply_text(bot: Bot, message: Message, text: str) -> None:
    """Replies with words in HTML; where the bot may not, that is all."""
    try:
        await send_letter(bot, place_of(message), Letter(text=text), reply_to=message.message_id)
    except TelegramError as error:
        _log.info("telegram_reply_failed", reason=str(error))


def put_in_words(error: Exception, phrases: Phrases) -> str:
    """What people are told; nothing where nobody is there to be told."""
    if isinstance(error, SkippedError):
        return ""  # it would be one more of too many
    if isinstance(error, Forbidden):
        _log.info("telegram_gone", reason=str(error))
        return ""
    if isinstance(error, BadRequest) and "not modified" in error.message.lower():
        return ""  # pressed twice
    if isinstance(error, TelegramError):
        _log.warning("telegram_fault", reason=str(error))
        return phrases.say("telegram-outage")
    return explain_error(error, phrases)


def _phrases_for(query: CallbackQuery, host: Host) -> Phrases:
    """In the message's chat; of one that is too old Telegram tells no more than the chat."""
    chat = query.message.chat if query.message else None
    place = Place(chat_id=chat.id if chat else query.from_user.id)
    return host.access.phrases_for(query.from_user, place)


def clip(text: str, longest: int) -> str:
    """The text, cut with an ellipsis where it is longer, as Telegram counts."""
    if count_units(text) <= longest:
        return text
    kept = text.encode("utf-16-le")[: 2 * (longest - 1)]
    return kept.decode("utf-16-le", errors="ignore") + "…"
