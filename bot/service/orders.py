"""What the service is asked for: one to ten pictures to dream, the same way back for all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.conversation import Conversation, Person
from bot.service.asker import Asker
from dream_core import DreamRequest, DreamResult, Recipe, Sheet
from dream_core.motion import Motion


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamInput:
    """The files that a dream is made of, their bytes as they came, and how it is to move.

    ``picture`` is None for one that is imagined; a ``sheet`` has recipes of its own. ``mask`` is
    white where the picture is dreamed.
    """

    picture: bytes | None = field(repr=False)
    guide: bytes | None = field(default=None, repr=False)
    mask: bytes | None = field(default=None, repr=False)
    motion: Motion | None = None
    sheet: Sheet | None = None

    def request(self, job_id: str, recipe: Recipe, *, time_limit_seconds: float) -> DreamRequest:
        """What the engine is asked for; raises RecipeError for what doesn't go together."""
        return DreamRequest(
            job_id=job_id,
            picture=self.picture,
            recipe=recipe,
            guide=self.guide,
            mask=self.mask,
            motion=self.motion,
            sheet=self.sheet,
            time_limit_seconds=time_limit_seconds,
        )


class JobPictures(Protocol):
    """Where a job's files are kept until its ending is delivered. Both raise BotError."""

    async def read(self) -> DreamInput:
        """The input. Called when it is ordered, and again when it is the job's turn, so that no
        waiting job fills the memory.
        """
        ...

    async def keep(self, result: DreamResult) -> None:
        """Keeps the dream before it is delivered; a second call replaces it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPart:
    """One picture of an order, and the conversation that is told how it goes.

    One whose ``result`` is there already is delivered, and takes no place in the queue.
    """

    recipe: Recipe
    pictures: JobPictures
    conversation: Conversation
    result: DreamResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamOrder:
    """Pictures that somebody wants dreamed, delivered together under one ``group_id``.

    ``preset`` is the name of what the recipes were made from, for texts and statistics.
    ``trigger`` names what asked for it on its platform, such as a message's id: the same one is
    accepted once. ``origin`` is whatever its adapter needs to go on with it after a restart, as
    plain values for JSON. ``parent_chat_id``, ``server_id`` and ``is_moderator`` are as in
    :class:`bot.service.asker.Asker`.
    """

    group_id: str
    person: Person
    chat_id: str
    preset: str
    parts: tuple[OrderPart, ...]
    trigger: str | None = None
    origin: Mapping[str, Any] = field(default_factory=dict)
    parent_chat_id: str | None = None
    server_id: str | None = None
    is_moderator: bool = False

    @property
    def asker(self) -> Asker:
        """What rules and quotas go by."""
        return Asker(
            person_id=self.person.id,
            chat_id=self.chat_id,
            parent_chat_id=self.parent_chat_id,
            server_id=self.server_id,
            is_moderator=self.is_moderator,
        )

    @property
    def platform(self) -> str:
        """The first word of the chat's id."""
        return platform_of(self.chat_id)


def platform_of(chat_id: str) -> str:
    """The platform that a chat is on, such as ``discord`` for ``discord:42``."""
    return chat_id.partition(":")[0]
