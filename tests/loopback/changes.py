"""Lets tests wait until something has happened in a loopback's world."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Changes:
    """Whoever changes the world notifies; whoever waits looks again at each change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def notify(self) -> None:
        for event in self._waiting:
            event.set()

    async def wait_for(
        self, look: Callable[[], Found | None], what: str, *, timeout_seconds: float = 10.0
    ) -> Found:
        """Returns the first thing found that is true; AssertionError after the timeout."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            async with asyncio.timeout(timeout_seconds):
                while not (found := look()):
                    event.clear()
                    await event.wait()
                return found
        except TimeoutError:
            raise AssertionError(f"no {what} within {timeout_seconds:g} s") from None
        finally:
            self._waiting.discard(event)
