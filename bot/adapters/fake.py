"""A platform without a platform: posts come from a test, and what is said is kept."""

import asyncio
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from bot.commands import (
    CancelCommand,
    DreamCommand,
    DreamOptions,
    Grammar,
    HelpCommand,
    NoCommand,
    PresetsCommand,
    QueueCommand,
)
from bot.conversation import Person, Problem, Queued, Suspended
from bot.errors import BotError, BotErrorCode
from bot.service import DreamInput, DreamOrder, DreamService, OrderPart
from bot.texts import Phrases
from dream_core import DreamError, DreamResult, Presets, Progress


@dataclass(eq=False)
class FakeConversation:
    """Keeps what it is told, in order.

    Each call takes ``delay_seconds``; those named in ``failing`` raise ConnectionError instead.
    """

    delay_seconds: float = 0.0
    failing: Collection[str] = ()
    acknowledged: list[Queued] = field(default_factory=list)
    updates: list[Queued | Progress | Suspended] = field(default_factory=list)
    results: list[DreamResult] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    _told: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def positions(self) -> list[int]:
        """The positions that were told, the acknowledged one first."""
        told = [*self.acknowledged, *self.updates]
        return [update.position for update in told if isinstance(update, Queued)]

    async def acknowledge(self, queued: Queued) -> None:
        await self._take("acknowledge", self.acknowledged, queued)

    async def show_progress(self, update: Queued | Progress | Suspended) -> None:
        await self._take("show_progress", self.updates, update)

    async def deliver(self, job_id: str, result: DreamResult) -> None:  # noqa: ARG002 (the protocol names them)
        await self._take("deliver", self.results, result)

    async def apologise(self, job_id: str, problem: Problem) -> None:  # noqa: ARG002 (the protocol names them)
        await self._take("apologise", self.problems, problem)

    async def wait_until(
        self, true: Callable[[], object], *, timeout_seconds: float = 10.0
    ) -> None:
        """Returns once the condition holds after something was told; raises TimeoutError."""
        async with asyncio.timeout(timeout_seconds), self._told:
            await self._told.wait_for(lambda: bool(true()))

    async def wait_for_end(self, *, timeout_seconds: float = 10.0) -> DreamResult | Problem:
        """The result or the apology, once it is there; raises TimeoutError."""
        await self.wait_until(
            lambda: self.results or self.problems, timeout_seconds=timeout_seconds
        )
        return (self.results or self.problems)[0]

    async def _take(self, call: str, kept: list[Any], told: object) -> None:
        self.calls.append(call)
        await asyncio.sleep(self.delay_seconds)
        async with self._told:
            if call not in self.failing:
                kept.append(told)
            self._told.notify_all()
        if call in self.failing:
            raise ConnectionError(f"{call} isn't taken")


@dataclass(eq=False)
class HeldPictures:
    """Keeps a job's pictures in memory: implements :class:`bot.service.JobPictures`."""

    picture: bytes
    guide: bytes | None = None
    result: DreamResult | None = None

    async def read(self) -> DreamInput:
        return DreamInput(picture=self.picture, guide=self.guide)

    async def keep(self, result: DreamResult) -> None:
        self.result = result


@dataclass(eq=False)
class FakeAdapter:
    """Answers posts as a real adapter does; ``replies`` holds every line of text it said."""

    service: DreamService
    presets: Presets
    replies: list[str] = field(default_factory=list)
    conversations: dict[str, FakeConversation] = field(default_factory=dict)
    phrases: Phrases = field(default_factory=Phrases)

    async def post(
        self, text: str, *, person: Person, chat_id: str = "fake:room", picture: bytes | None = None
    ) -> str | None:
        """One post. Returns the id of the job it ordered, if it did."""
        try:
            match Grammar(self.presets).parse(text):
                case DreamCommand(options):
                    return await self._order(options, person, chat_id, picture)
                case HelpCommand():
                    self.replies.append(self.phrases.help())
                case PresetsCommand():
                    self.replies.append(self.phrases.presets(self.presets))
                case QueueCommand():
                    self.replies.append(self.phrases.queue(self.service.view(person.id)))
                case CancelCommand():
                    await self._cancel_newest(person)
                case NoCommand():
                    pass
        except (BotError, DreamError) as error:
            self.replies.append(self.phrases.problem(error))
        return None

    async def _order(
        self, options: DreamOptions, person: Person, chat_id: str, picture: bytes | None
    ) -> str:
        if picture is None:
            raise BotError(BotErrorCode.NO_PICTURE, self.phrases.no_picture())
        conversation = FakeConversation()
        part = OrderPart(
            recipe=options.recipe(self.presets, seed=0),
            pictures=HeldPictures(picture),
            conversation=conversation,
        )
        order = DreamOrder(
            group_id=secrets.token_hex(8),
            person=person,
            chat_id=chat_id,
            preset=options.preset_name,
            parts=(part,),
        )
        (job_id,) = await self.service.order(order)
        if not isinstance(job_id, str):
            raise job_id
        self.conversations[job_id] = conversation
        return job_id

    async def _cancel_newest(self, person: Person) -> None:
        if own := self.service.jobs_of(person.id):
            await self.service.cancel(own[-1], person.id)
        else:
            self.replies.append(self.phrases.nothing_to_cancel())
