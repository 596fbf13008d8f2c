"""One run of the bot that can be killed at any moment, and the world that outlives it.

A run that was killed goes on in memory until it is swept up, as no test can stop an event loop in
the middle; but nothing that it does reaches the world any more, and nothing answers it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.conversation import Problem, Queued, Suspended, UnreachableError
from bot.errors import BotError
from bot.service import (
    DreamInput,
    DreamOrder,
    DreamService,
    JournalEntry,
    KeptProblem,
    OrderPart,
    Refusal,
    Reopened,
    ResultFacts,
    ServiceLimits,
)
from dream_core import DreamResult, Progress
from tests.bot.service.hand_engine import HandEngine
from tests.bot.service.memory_journal import MemoryJournal

Key = tuple[str, int]
"""A picture: its order's ``group_id``, and its number there."""

_RETRY_SECONDS = 1.0


@dataclass
class Message:
    """What people see of one picture: the newest state, and all endings that they ever saw."""

    state: object = None
    endings: list[object] = field(default_factory=list)


@dataclass
class World:
    """What a crash of the bot leaves as it is: the journal, kept dreams, and the platform."""

    journal: MemoryJournal = field(default_factory=MemoryJournal)
    dreams: dict[Key, DreamResult] = field(default_factory=dict)
    messages: dict[Key, Message] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)
    is_reachable: bool = True

    def show(self, key: Key, state: object) -> None:
        message = self.messages.setdefault(key, Message())
        message.state = state
        if not isinstance(state, Queued | Progress | Suspended):
            message.endings.append(state)


class Life:
    """Until it is over. What takes part in it asks at each step that could be the last."""

    def __init__(self) -> None:
        self.is_over = False
        self.told: set[Key] = set()
        """The pictures of which people heard something from this run."""
        self.refused: dict[Key, str] = {}
        """Those of this run's orders that the queue had no place for: told with an ending."""

    async def step(self) -> None:
        await asyncio.sleep(0)
        if self.is_over:
            await asyncio.get_running_loop().create_future()


class MortalJournal:
    """Implements ``bot.service.Journal`` as long as its run lives."""

    def __init__(self, world: World, life: Life) -> None:
        self._world = world
        self._journal = world.journal
        self._life = life

    async def accept(self, entries: Sequence[JournalEntry]) -> None:
        await self._life.step()
        await self._journal.accept(entries)
        await self._life.step()

    async def note_starts(self, job_ids: Sequence[str]) -> None:
        await self._life.step()
        await self._journal.note_starts(job_ids)
        await self._life.step()

    async def finish(self, job_id: str, result: ResultFacts) -> None:
        await self._life.step()
        await self._journal.finish(job_id, result)
        await self._life.step()

    async def fail(self, job_id: str, problem: KeptProblem) -> None:
        await self._life.step()
        await self._journal.fail(job_id, problem)
        await self._life.step()

    async def close(self, group_id: str) -> None:
        await self._life.step()
        await self._journal.close(group_id)
        self._world.closed.append(group_id)
        await self._life.step()

    async def load_open(self, platform: str) -> Sequence[JournalEntry]:
        await self._life.step()
        found = await self._journal.load_open(platform)
        await self._life.step()
        return found


class MortalConversation:
    """Implements ``bot.conversation.Conversation`` for one picture, as long as its run lives."""

    def __init__(self, world: World, life: Life, key: Key) -> None:
        self._world = world
        self._life = life
        self._key = key

    async def acknowledge(self, queued: Queued) -> None:
        await self._show(queued)

    async def show_progress(self, update: Queued | Progress | Suspended) -> None:
        await self._show(update)

    async def deliver(self, job_id: str, result: DreamResult) -> None:  # noqa: ARG002 (the protocol names them)
        await self._show(result)

    async def apologise(self, job_id: str, problem: Problem) -> None:  # noqa: ARG002 (the protocol names them)
        await self._show(str(problem.code))

    async def _show(self, state: object) -> None:
        await self._life.step()
        if not self._world.is_reachable:
            raise UnreachableError("the platform is away")
        self._world.show(self._key, state)
        self._life.told.add(self._key)
        if self._world.messages[self._key].endings:
            self._tell_refusals()
        await self._life.step()

    def _tell_refusals(self) -> None:
        for key, code in self._life.refused.items():
            if key[0] == self._key[0]:
                self._world.show(key, code)


class MortalPictures:
    """Implements ``bot.service.JobPictures`` for one picture, as long as its run lives."""

    def __init__(self, world: World, life: Life, key: Key) -> None:
        self._world = world
        self._life = life
        self._key = key

    async def read(self) -> DreamInput:
        await self._life.step()
        return DreamInput(picture=b"photo")

    async def keep(self, result: DreamResult) -> None:
        await self._life.step()
        self._world.dreams[self._key] = result
        await self._life.step()


class Run:
    """One run of the bot, from its start until it is told to leave or killed."""

    def __init__(self, world: World, limits: ServiceLimits, *, workers: int) -> None:
        self.world = world
        self.life = Life()
        self.engine = HandEngine(workers)
        self.service = DreamService(self.engine, limits, MortalJournal(world, self.life))

    async def start(self) -> None:
        await self.service.__aenter__()

    async def resume(self) -> None:
        """As an adapter does it: again until the records answer."""
        while True:
            try:
                await self.service.resume("fake", self._reopen)
            except BotError:
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                return

    async def order(self, order: DreamOrder) -> tuple[str | Refusal, ...]:
        """As an adapter does it: refusals are told with the rest."""
        answers = await self.service.order(order)
        for part, answer in enumerate(answers):
            if not isinstance(answer, str):
                self.life.refused[(order.group_id, part)] = str(answer.code)
        return answers

    async def leave(self, drain_seconds: float) -> None:
        """The end that a person wanted."""
        await self.service.drain(drain_seconds)
        await self.service.__aexit__()
        self.life.is_over = True

    async def sweep_up(self) -> None:
        """What is left of a run that was killed."""
        await self.service.__aexit__()

    def make_parts(self, group_id: str, recipes: Sequence[object]) -> tuple[OrderPart, ...]:
        """The parts of an order, one for each recipe."""
        return tuple(
            OrderPart(
                recipe=recipe,  # type: ignore[arg-type]
                pictures=MortalPictures(self.world, self.life, (group_id, part)),
                conversation=MortalConversation(self.world, self.life, (group_id, part)),
            )
            for part, recipe in enumerate(recipes)
        )

    async def _reopen(self, entries: Sequence[JournalEntry]) -> Sequence[Reopened]:
        await self.life.step()
        return [self._reopen_one((entry.group_id, entry.part), entry) for entry in entries]

    def _reopen_one(self, key: Key, entry: JournalEntry) -> Reopened:
        return Reopened(
            conversation=MortalConversation(self.world, self.life, key),
            pictures=MortalPictures(self.world, self.life, key),
            result=self.world.dreams.get(key) if entry.result else None,
        )
