"""Who administers a chat, as far as it is known without asking Telegram each time."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from telegram.error import TelegramError

from bot.adapters.telegram.place import Place
from bot.adapters.telegram.status_message import Bot

KNOWN_SECONDS = 600.0
UNKNOWN_SECONDS = 60.0
"""How long a failure to find out is remembered."""

_MOST_CHATS = 1000

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class _Chat:
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    user_ids: frozenset[int] = frozenset()
    known_until: float = float("-inf")


class Administrators:
    """Asks once in ten minutes for each chat: good for a courtesy, not for what people may do."""

    def __init__(self, bot: Bot, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._clock = clock
        self._chats: OrderedDict[int, _Chat] = OrderedDict()

    async def have(self, place: Place, user_id: int) -> bool:
        """Whether somebody is one; False where Telegram doesn't say."""
        if place.is_private:
            return False
        if user_id == place.chat_id:
            return True  # an anonymous administrator speaks as the group itself
        chat = self._find(place.chat_id)
        async with chat.asking:
            if self._clock() >= chat.known_until:
                await self._ask(place.chat_id, chat)
        return user_id in chat.user_ids

    def _find(self, chat_id: int) -> _Chat:
        chat = self._chats.setdefault(chat_id, _Chat())
        self._chats.move_to_end(chat_id)
        if len(self._chats) > _MOST_CHATS:
            self._chats.popitem(last=False)
        return chat

    async def _ask(self, chat_id: int, chat: _Chat) -> None:
        try:
            members = await self._bot.get_chat_administrators(chat_id)
        except TelegramError as error:
            _log.info("telegram_administrators_unknown", chat_id=chat_id, reason=str(error))
            chat.known_until = self._clock() + UNKNOWN_SECONDS
            return
        chat.user_ids = frozenset(member.user.id for member in members)
        chat.known_until = self._clock() + KNOWN_SECONDS
