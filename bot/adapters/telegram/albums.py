"""Gathers the pictures of an album, which Telegram sends one by one."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from telegram import Message

GATHER_SECONDS = 0.8
"""How long the next picture of an album is waited for after the last one."""
_MOST_REMEMBERED = 500

AlbumKey = tuple[int, str]


@dataclass(slots=True)
class _Album:
    messages: dict[int, Message] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def list(self) -> Sequence[Message]:
        return [self.messages[number] for number in sorted(self.messages)]


class Albums:
    """Those that came lately, so that a reply to one picture is a reply to all of them."""

    def __init__(self, *, gather_seconds: float = GATHER_SECONDS) -> None:
        self._gather_seconds = gather_seconds
        self._albums: OrderedDict[AlbumKey, _Album] = OrderedDict()

    async def gather(self, message: Message) -> Sequence[Message] | None:
        """All of the message's album in order, once they have come; the message alone where it is
        in none. None for those of an album that come after its first.
        """
        key = key_of(message)
        if key is None:
            return [message]
        album = self._albums.get(key)
        if album is not None:
            album.messages[message.message_id] = message
            album.news.set()
            return None
        album = self._albums[key] = _Album({message.message_id: message})
        if len(self._albums) > _MOST_REMEMBERED:
            self._albums.popitem(last=False)
        while await self._wait_for_news(album):
            album.news.clear()
        return album.list()

    def recall(self, message: Message) -> Sequence[Message]:
        """The message with the others of its album, as far as they were seen."""
        key = key_of(message)
        album = self._albums.get(key) if key else None
        return album.list() if album else [message]

    async def _wait_for_news(self, album: _Album) -> bool:
        try:
            async with asyncio.timeout(self._gather_seconds):
                return await album.news.wait()
        except TimeoutError:
            return False


def key_of(message: Message) -> AlbumKey | None:
    """What the album of a message is known by; None where it is in none."""
    return (message.chat.id, message.media_group_id) if message.media_group_id else None
