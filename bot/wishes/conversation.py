"""One picture's way back into its wish's message."""

from typing import Protocol

from bot.conversation import Problem, Queued, Suspended
from dream_core import DreamResult, Progress


class Pictures(Protocol):
    """The pictures of one wish, by number from 0, as :class:`bot.wishes.album.Album` keeps them."""

    def note(self, index: int, state: Queued | Progress) -> None: ...

    async def suspend(self) -> None: ...

    async def end(self, index: int, ending: DreamResult | Problem) -> None: ...


class DreamConversation:
    """Implements :class:`bot.conversation.Conversation` for one picture of a wish.

    The pictures of a wish share one message, which is edited at its own pace: nothing waits here
    but the last ending.
    """

    def __init__(self, pictures: Pictures, index: int) -> None:
        self._pictures = pictures
        self._index = index

    async def acknowledge(self, queued: Queued) -> None:
        self._pictures.note(self._index, queued)

    async def show_progress(self, update: Queued | Progress | Suspended) -> None:
        if isinstance(update, Suspended):
            await self._pictures.suspend()
        else:
            self._pictures.note(self._index, update)

    async def deliver(self, _job_id: str, result: DreamResult) -> None:
        await self._pictures.end(self._index, result)

    async def apologise(self, _job_id: str, problem: Problem) -> None:
        await self._pictures.end(self._index, problem)
