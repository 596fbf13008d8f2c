"""Brings every change in the room to every open page, without waiting for slow ones."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

Key = tuple[str, int | str]
"""What a message is about; a newer message about the same thing replaces an unsent older one."""

FULL_MAILBOX = 4096


class Mailbox:
    """One page's unsent messages: bounded, newest state per key, in order of their last change."""

    def __init__(self) -> None:
        self._unsent: dict[Key, str] = {}
        self._changed = asyncio.Event()
        self._closed = False

    def put(self, key: Key, message: str) -> None:
        # A replaced message moves to the end, so that revisions reach the page in rising order.
        self._unsent.pop(key, None)
        self._unsent[key] = message
        if len(self._unsent) > FULL_MAILBOX:
            self.close()
        self._changed.set()

    def drop(self, key: Key) -> None:
        self._unsent.pop(key, None)

    def close(self) -> None:
        """Ends the page's connection; it comes back and asks for what it missed."""
        self._closed = True
        self._changed.set()

    async def collect(self) -> list[str] | None:
        """Waits for messages and takes them all; None when the mailbox is closed."""
        await self._changed.wait()
        self._changed.clear()
        if self._closed:
            return None
        messages = list(self._unsent.values())
        self._unsent.clear()
        return messages


class Hub:
    """All open pages. Retained messages are given to each newcomer until they are forgotten."""

    def __init__(self) -> None:
        self._mailboxes: dict[Mailbox, str] = {}
        self._retained: dict[Key, str] = {}

    @contextmanager
    def subscribe(self, visitor_id: str) -> Iterator[Mailbox]:
        """A mailbox for one page of this visitor, with all retained messages in it."""
        mailbox = Mailbox()
        for key, message in self._retained.items():
            mailbox.put(key, message)
        self._mailboxes[mailbox] = visitor_id
        self._tell_presence()
        try:
            yield mailbox
        finally:
            del self._mailboxes[mailbox]
            self._tell_presence()

    def publish(self, key: Key, message: Mapping[str, Any], *, retain: bool = False) -> None:
        """Puts a message into every mailbox; never waits."""
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        if retain:
            self._retained[key] = text
        for mailbox in self._mailboxes:
            mailbox.put(key, text)

    def forget(self, key: Key) -> None:
        """Stops retaining, and takes unsent messages about this back."""
        self._retained.pop(key, None)
        for mailbox in self._mailboxes:
            mailbox.drop(key)

    def close(self) -> None:
        for mailbox in self._mailboxes:
            mailbox.close()

    def _tell_presence(self) -> None:
        present = len(Counter(self._mailboxes.values()))
        self.publish(("presence", 0), {"type": "presence", "visitors": present})
