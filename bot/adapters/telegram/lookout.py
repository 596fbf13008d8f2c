"""Finds messages of the bot's own that arrived although nobody heard of it.

Telegram lets no bot read a chat's history. But it numbers messages one after the other, refuses
edits differently by what a message is, and shows with a reply the message that is replied to.
"""

from collections import deque
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import asynccontextmanager
from itertools import islice

import structlog
from telegram import Message, ReplyParameters
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram.floods import Urgency
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.status_message import Bot
from bot.adapters.telegram.traces import Part

_MOST_PROBES = 24
_LONGEST_ALBUM = 10
_IMPOSSIBLE_CAPTION = "." * 10_000
"""Longer than any caption may be: the edit fails whatever the message is, and says what it is."""
_MOMENT = "…"
_MOMENTS_REMEMBERED = 1000

_log = structlog.get_logger(__name__)


class Lookout:
    """Looks for lost messages without changing any other. ``find_known`` names those of a place
    that belong to something else.

    Each search shows silent messages for a moment, and removes them. All raise what the library
    raises.
    """

    def __init__(self, bot: Bot, find_known: Callable[[Place], Awaitable[Collection[int]]]) -> None:
        self._bot = bot
        self._find_known = find_known
        self._moments: deque[int] = deque(maxlen=_MOMENTS_REMEMBERED)

    async def find_words(
        self, place: Place, *, after: int, fits: Callable[[Message], bool]
    ) -> Message | None:
        """A message of words that fits, with a larger id than ``after``."""
        async with self._open(place, after) as search:
            async for message in search.list(Part.WORDS):
                if fits(message):
                    return message
        return None

    async def find_album(
        self, place: Place, *, after: int, fits: Callable[[Sequence[Message]], bool]
    ) -> Sequence[Message]:
        """The pictures of an album that fits; empty where there is none."""
        async with self._open(place, after) as search:
            async for message in search.list(Part.ALBUM):
                album = await search.complete(message)
                if fits(album):
                    return album
        return ()

    @asynccontextmanager
    async def _open(self, place: Place, after: int) -> AsyncGenerator["_Search", None]:
        known = await self._find_known(place)
        # Where chats are numbered together, others' searches are in between.
        moments = deque[int]() if place.counts_alone else self._moments
        search = _Search(self._bot, place, after=after, known=known, moments=moments)
        try:
            yield search
        finally:
            await search.clean_up()


class _Search:
    """``moments`` are the messages of all searches among messages that are numbered together."""

    def __init__(
        self,
        bot: Bot,
        place: Place,
        *,
        after: int,
        known: Collection[int],
        moments: deque[int],
    ) -> None:
        self._bot = bot
        self._place = place
        self._after = after
        self._passed = {*known}
        self._moments = moments
        self._own: list[int] = []

    async def list(self, part: Part) -> AsyncGenerator[Message, None]:
        """Messages of that kind which nobody knows of, as far as they are looked at."""
        newest = await self._send(None)
        for number in self._choose(newest.message_id):
            if number in self._passed or await self._probe(number) is not part:
                continue
            message = await self._read(number)
            if message is not None and bool(message.media_group_id) is (part is Part.ALBUM):
                yield message

    async def complete(self, message: Message) -> Sequence[Message]:
        """The message with the others of its album."""
        album = {message.message_id: message}
        for step in (-1, 1):
            for distance in range(1, _LONGEST_ALBUM):
                number = message.message_id + step * distance
                other = await self._read_of_album(number, message.media_group_id)
                if other is None:
                    break
                album[number] = other
        self._passed |= {*album}
        return [album[number] for number in sorted(album)]

    async def clean_up(self) -> None:
        """Nobody needs to see that something was looked for."""
        if not self._own:
            return
        try:
            await self._bot.delete_messages(self._place.chat_id, self._own)
        except TelegramError as error:
            _log.warning("telegram_search_left", chat_id=self._place.chat_id, reason=str(error))

    def _choose(self, newest: int) -> Iterable[int]:
        passed = {*self._passed, *self._moments}
        candidates = (each for each in list_between(self._after, newest) if each not in passed)
        return islice(candidates, _MOST_PROBES)

    async def _read_of_album(self, number: int, group_id: str | None) -> Message | None:
        if number <= self._after or number in self._passed or number in self._own:
            return None
        if await self._probe(number) is not Part.ALBUM:
            return None
        message = await self._read(number)
        return message if message is not None and message.media_group_id == group_id else None

    async def _probe(self, message_id: int) -> Part | None:
        """What kind of the bot's own messages it is, None for anybody else's or none at all."""
        try:
            await self._bot.edit_message_caption(
                self._place.chat_id,
                message_id,
                caption=_IMPOSSIBLE_CAPTION,
                rate_limit_args=Urgency.RESULT,
            )
        except BadRequest as error:
            words = error.message.lower()
            if "there is no caption in the message" in words:
                return Part.WORDS
            return Part.ALBUM if "caption" in words and "too" in words else None
        raise AssertionError("no message has such a caption")

    async def _read(self, message_id: int) -> Message | None:
        """The message as it is now; None where it has gone meanwhile."""
        return (await self._send(message_id)).reply_to_message

    async def _send(self, reply_to: int | None) -> Message:
        reply = None
        if reply_to is not None:
            reply = ReplyParameters(reply_to, allow_sending_without_reply=True)
        sent = await self._bot.send_message(
            self._place.chat_id,
            _MOMENT,
            disable_notification=True,
            # With another topic's message, its topic is right; that of the place would be refused.
            message_thread_id=self._place.thread_id if reply is None else None,
            reply_parameters=reply,
            rate_limit_args=Urgency.RESULT,
        )
        self._own.append(sent.message_id)
        self._moments.append(sent.message_id)
        return sent


def list_between(after: int, before: int) -> Iterator[int]:
    """The numbers between, from both ends: what was lost lies near whatever was sent around it.

    Without anything known before it, only from the newest down.
    """
    low, high = after + 1, before - 1
    while low <= high:
        yield high
        high -= 1
        if after and low <= high:
            yield low
            low += 1
