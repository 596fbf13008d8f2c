"""What administrators have set for their chats, and who is one."""

import asyncio
from collections.abc import Callable

import structlog
from telegram import User
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot.adapters.telegram.people import language_code_of
from bot.adapters.telegram.place import Place, scope_of
from bot.adapters.telegram.status_message import Bot
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records
from bot.texts import Phrases, choose_language

_ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

_log = structlog.get_logger(__name__)


class Access:
    """The settings of all chats. Reading them waits for nothing, so that people needn't either."""

    def __init__(self, records: Records, bot: Bot) -> None:
        self._records = records
        self._bot = bot
        self._changing = asyncio.Lock()

    def settings_at(self, place: Place) -> ChatSettings:
        """What holds in a chat; its ``channels`` are the topics where the bot dreams."""
        return self._records.chat_settings.find(place.scope_id)

    def language_for(self, user: User | None, place: Place) -> str:
        """What somebody is answered in there: the chat's language, or else their own."""
        return choose_language(self.settings_at(place).language or language_code_of(user))

    def phrases_for(self, user: User | None, place: Place) -> Phrases:
        """The bot's sentences in that language."""
        return Phrases(self.language_for(user, place))

    def answers_mentions(self, place: Place) -> bool:
        """Whether a mention there is for the bot."""
        return self.settings_at(place).answers_mentions is not False and self.allows(place)

    def allows(self, place: Place) -> bool:
        """Whether the bot dreams in the place's topic."""
        topics = self.settings_at(place).channels
        return not topics or topic_of(place) in topics

    def check(self, place: Place) -> None:
        """Raises BotError with NOT_ALLOWED_HERE where the bot doesn't dream in the topic."""
        if not self.allows(place):
            raise BotError(
                BotErrorCode.NOT_ALLOWED_HERE,
                "I don't dream in this topic.",
                "Try another topic, or ask an administrator of this group.",
            )

    async def change(self, place: Place, alter: Callable[[ChatSettings], ChatSettings]) -> None:
        """Alters a chat's settings; raises BotError if they can't be kept."""
        async with self._changing:
            await self._records.chat_settings.save(place.scope_id, alter(self.settings_at(place)))

    async def move(self, old_chat_id: int, new_chat_id: int) -> None:
        """A group became a supergroup: what was set for it holds there, and its wishes too.

        Raises BotError if that can't be kept.
        """
        async with self._changing:
            await self._records.move_chat(scope_of(old_chat_id), scope_of(new_chat_id))

    async def is_moderator(self, place: Place, user_id: int) -> bool:
        """Whether somebody administers the group. Nobody is above anybody in a private chat."""
        if place.is_private:
            return False
        if user_id == place.chat_id:
            return True  # an anonymous administrator speaks as the group itself
        try:
            member = await self._bot.get_chat_member(place.chat_id, user_id)
        except TelegramError as error:
            _log.warning("telegram_member_unknown", chat_id=place.chat_id, reason=str(error))
            return False
        return member.status in _ADMINISTRATORS

    async def check_may_set(self, place: Place, user_id: int) -> None:
        """Raises BotError with MODERATORS_ONLY for those who may not change the settings."""
        if not place.is_private and not await self.is_moderator(place, user_id):
            raise BotError(
                BotErrorCode.MODERATORS_ONLY,
                "Only this group's administrators can change my settings.",
            )


def topic_of(place: Place) -> str:
    """The topic as the settings name it; the general one has no number of its own."""
    return str(place.thread_id or "general")
