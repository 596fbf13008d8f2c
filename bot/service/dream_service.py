"""Between the adapters and the engine: admits orders, keeps them, and tells how they go."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any, Self

import structlog

from bot.conversation import QueueView
from bot.errors import BotError, BotErrorCode
from bot.service.admission import Admission, Grant
from bot.service.bookkeeper import Bookkeeper
from bot.service.dispatcher import Dispatcher
from bot.service.entries import make_entry
from bot.service.estimates import Clock, WaitEstimates
from bot.service.fair_queue import FairQueue
from bot.service.inspection import Refusal, find_refusal
from bot.service.jobs import Ending, Job
from bot.service.journal import Journal, JournalEntry
from bot.service.limits import ServiceLimits
from bot.service.observer import ServiceObserver, refusals_told
from bot.service.open_orders import OpenOrders
from bot.service.orders import DreamOrder
from bot.service.reservations import PersonFullError, QueueFullError, Reservation
from bot.service.resuming import Reopen, Reopened, group_entries, known_ending
from bot.service.talk import Talk
from dream_core import DreamError, DreamResult, ErrorCode
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)

_Place = Reservation | Refusal | None


class DreamService:
    """An async context manager that runs as many dreams at a time as the engine has workers.

    Whatever it accepts is in the journal first, and stays open there until its ending is told.
    """

    def __init__(
        self,
        engine: DreamEngine,
        limits: ServiceLimits,
        journal: Journal,
        *,
        admission: Admission | None = None,
        observer: ServiceObserver | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.admission = admission or Admission(observer=observer)
        """Whether asks are taken; adapters may ask it before they fetch pictures."""
        self._engine = engine
        self._limits = limits
        self._clock = clock
        self._observer = observer or ServiceObserver()
        self._books = Bookkeeper(journal)
        self._queue = FairQueue(
            limit=limits.max_waiting, limit_per_person=limits.max_waiting_per_person
        )
        self._dispatcher = Dispatcher(
            engine,
            self._queue,
            WaitEstimates(clock),
            time_limit_seconds=limits.time_limit_seconds,
            clock=clock,
            observer=self._observer,
            on_start=self._books.note_start,
            on_end=self._conclude,
        )
        self._positions = self._dispatcher.positions
        self._talks: dict[asyncio.Task[None], Talk] = {}
        self._settling: set[asyncio.Task[None]] = set()
        self._orders = OpenOrders()
        self._announcing: asyncio.Task[None] | None = None
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether it takes orders."""
        return self._open

    @property
    def puts_moderators_first(self) -> bool:
        """Whether it matters who moderates the chat that they ask in."""
        return self._limits.moderators_first

    @property
    def waiting(self) -> int:
        """How many jobs wait for their turn."""
        return len(self._queue)

    @property
    def running(self) -> int:
        """How many jobs the engine has."""
        return len(self._dispatcher.running)

    async def __aenter__(self) -> Self:
        self._open = True
        self._announcing = asyncio.create_task(
            self._positions.announce(
                interval_seconds=self._limits.position_seconds,
                per_second=self._limits.positions_per_second,
            )
        )
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        try:
            await self.drain(0)
        finally:
            if self._announcing is not None:
                self._announcing.cancel()
                await asyncio.wait([self._announcing])

    async def order(
        self, order: DreamOrder, *, grant: Grant | None = None
    ) -> tuple[str | Refusal, ...]:
        """Accepts what it can of an order; for each part the id of its job, or why it has none.

        A ``grant`` counts for all orders of one ask; without one it is admitted by itself.

        From then on the parts' conversations are told everything. Raises BotError or DreamError
        where nothing of it is accepted, and AlreadyAcceptedError where its trigger ordered it
        before; they are told nothing then. What can't be dreamed is found out before it is
        accepted, without the workers.
        """
        if grant is not None:
            return await self._order(order, grant)
        count = sum(part.result is None for part in order.parts)
        async with await self.admission.admit(order.asker, count) as own:
            return await self._order(order, own)

    async def _order(self, order: DreamOrder, grant: Grant) -> tuple[str | Refusal, ...]:
        with refusals_told(self._observer), ExitStack() as held:
            if not self._open:
                raise shutting_down()
            places = self._reserve_places(order, grant, held)
            await self._inspect(order, places)
            entries = self._make_entries(order, places)
            await self._accept(entries, order)
            for entry, part, place in zip(entries, order.parts, places, strict=True):
                if not self._open:
                    break  # it leaves by now, and what is accepted is its next run's
                way = Reopened(conversation=part.conversation, pictures=part.pictures)
                if isinstance(place, Reservation):
                    grant.use()
                    self._observer.accepted(entry.platform)
                    self._enqueue(entry, way, place)
                elif isinstance(place, Refusal):
                    self._observer.refused(place.code)
                elif part.result is not None:
                    self._tell_known(entry, way, part.result)
        self._dispatcher.start_next()
        return tuple(
            place if isinstance(place, Refusal) else entry.job_id
            for entry, place in zip(entries, places, strict=True)
        )

    async def resume(self, platform: str, reopen: Reopen) -> int:
        """Goes on with what earlier runs accepted on a platform; returns how many jobs that are.

        Raises BotError with RECORDS_UNAVAILABLE. A second call finds nothing that is under way.
        """
        count = 0
        with self._orders.reading():
            for entries in group_entries(await self._books.load_open(platform)):
                if entries[0].group_id not in self._orders and self._open:
                    count += await self._resume_order(entries, reopen)
        self._dispatcher.start_next()
        if count:
            _log.info("jobs_resumed", platform=platform, jobs=count)
        return count

    async def cancel(self, job_id: str, person_id: str, *, is_moderator: bool = False) -> None:
        """Ends a job; the conversation hears of it as code ``cancelled``.

        People end their own; moderators, whom the adapter knows, anybody's. Raises BotError with
        JOB_UNKNOWN or NOT_YOURS.
        """
        job = self._dispatcher.jobs.find_own(job_id, person_id, is_moderator=is_moderator)
        problem = DreamError(ErrorCode.CANCELLED, "The dream was cancelled.")
        self._dispatcher.stop(job, problem)

    def jobs_of(self, person_id: str) -> tuple[str, ...]:
        """The ids of the person's jobs that wait or run, oldest first."""
        return tuple(job.job_id for job in self._dispatcher.jobs.of_person(person_id))

    def view(self, person_id: str) -> QueueView:
        """What ``/queue`` answers."""
        own = self.jobs_of(person_id)
        newcomer = self._positions.describe("", len(self._queue) + 1)
        return QueueView(
            waiting=self.waiting,
            running=self.running,
            wait_seconds=newcomer.wait_seconds,
            own_waiting=tuple(self._positions.find(job) for job in own if job in self._queue),
            own_running=tuple(job for job in own if job not in self._queue),
        )

    async def drain(self, timeout_seconds: float) -> None:
        """Refuses new orders and starts nothing any more; what runs may finish within the time.

        All else is left to the bot's next run, and those who wait for it are told so, for
        ``farewell_seconds`` at most.
        """
        self._open = False
        self._dispatcher.suspend_waiting()
        for talk in self._talks.values():
            talk.hurry()
        await _wait_for(lambda: [*self._dispatcher.running, *self._busy()], timeout_seconds)
        self._dispatcher.suspend_running()
        for talk in self._talks.values():
            talk.suspend()
        await _wait_for(self._busy, self._limits.farewell_seconds)
        if late := [*self._dispatcher.running, *self._busy()]:
            for task in late:
                task.cancel()
            await asyncio.wait(late, timeout=self._limits.farewell_seconds)
        await self._books.finish_writing(self._limits.farewell_seconds)

    def _busy(self) -> list[asyncio.Task[None]]:
        return [*self._talks, *self._settling]

    def _reserve_places(self, order: DreamOrder, grant: Grant, held: ExitStack) -> list[_Place]:
        """A place for each part, or why it gets none; None for those that need none.

        Raises BotError where nothing is left of the order.
        """
        places: list[_Place] = []
        granted = grant.pictures
        for part in order.parts:
            if part.result is not None:
                places.append(None)
            elif granted <= 0 and grant.refusal is not None:
                places.append(grant.refusal)
            else:
                granted -= 1
                places.append(self._reserve(order.person.id))
        for place in places:
            if isinstance(place, Reservation):
                held.enter_context(place)
        _check_any(places)
        return places

    async def _inspect(self, order: DreamOrder, places: list[_Place]) -> None:
        """Gives back the places of what can't be dreamed, and says why in their stead; raises as
        ``_reserve_places``.
        """
        limit = self._limits.time_limit_seconds
        for number, (part, place) in enumerate(zip(order.parts, places, strict=True)):
            if not isinstance(place, Reservation):
                continue
            refusal = await find_refusal(part, self._engine, time_limit_seconds=limit)
            if not self._open:
                raise shutting_down()
            if refusal is not None:
                place.release()
                places[number] = refusal
        _check_any(places)

    def _reserve(self, person_id: str) -> Reservation | BotError:
        try:
            return self._queue.reserve(person_id)
        except QueueFullError:
            return self._queue_full()
        except PersonFullError:
            return BotError(
                BotErrorCode.TOO_MANY_WAITING,
                f"You have {self._limits.max_waiting_per_person} waiting already.",
                "Wait until one is dreamed, or cancel one.",
            )

    def _make_entries(self, order: DreamOrder, places: Sequence[_Place]) -> list[JournalEntry]:
        """Refused parts among them: whoever goes on with the order has to tell of these too."""
        now = time.time()
        is_first = self._limits.moderators_first and order.is_moderator
        return [
            make_entry(order, number, place, accepted_at=now, is_first=is_first)
            for number, place in enumerate(places)
        ]

    async def _accept(self, entries: Sequence[JournalEntry], order: DreamOrder) -> None:
        """Keeps them; nobody takes them for an earlier run's meanwhile."""
        group_id = entries[0].group_id
        self._orders.add(group_id)
        try:
            for part in order.parts:
                if part.result is not None:
                    await part.pictures.keep(part.result)
            await self._books.accept(entries)
        except BaseException:
            self._orders.discard(group_id)
            raise

    def _enqueue(self, entry: JournalEntry, way: Reopened, place: Reservation) -> None:
        position = self._queue.add(
            entry.job_id, place, chat_id=entry.chat_id, is_first=entry.is_first
        )
        talk = Talk(
            way.conversation,
            entry.job_id,
            queued=self._positions.describe(entry.job_id, position),
            persistence=self._limits.persistence,
            observer=self._observer,
            platform=entry.platform,
        )
        job = _make_job(entry, way, talk, told_position=position)
        job.accepted_at = self._clock()
        self._dispatcher.jobs.add(job)
        self._begin_talk(entry, talk)
        _log.info("job_accepted", job_id=entry.job_id, preset=entry.preset, position=position)

    def _begin_talk(self, entry: JournalEntry, talk: Talk) -> None:
        self._orders.await_ending(entry.group_id, entry.job_id)
        task = asyncio.create_task(self._tell(entry, talk), name=f"talk {entry.job_id}")
        self._talks[task] = talk
        task.add_done_callback(self._talks.pop)

    async def _tell(self, entry: JournalEntry, talk: Talk) -> None:
        """All that is to be told of one job; closes the order with its last ending."""
        if await talk.run() and self._orders.note_told(entry.group_id, entry.job_id):
            self._close(entry.group_id)

    def _close(self, group_id: str) -> None:
        closing = self._books.close(group_id)
        closing.add_done_callback(lambda _: self._orders.discard(group_id))

    async def _resume_order(self, entries: Sequence[JournalEntry], reopen: Reopen) -> int:
        group_id = entries[0].group_id
        self._orders.add(group_id)
        try:
            ways = await reopen(entries)
        except Exception:  # noqa: BLE001 (whatever an adapter stumbles over; the others go on)
            self._orders.discard(group_id)
            _log.exception("order_not_resumed", group_id=group_id)
            return 0
        except BaseException:
            self._orders.discard(group_id)
            raise
        if ways is None:
            self._close(group_id)
            return 0
        if not self._open:
            return 0
        for entry, way in zip(entries, ways, strict=True):
            ending = known_ending(entry, way, most_starts=self._limits.most_starts)
            if ending is None:
                # It was accepted: those that came meanwhile are no reason to refuse it.
                place = self._queue.reserve(entry.person.id, is_bounded=False)
                self._enqueue(entry, way, place)
            else:
                self._tell_known(entry, way, ending)
        return len(entries)

    def _tell_known(self, entry: JournalEntry, way: Reopened, ending: Ending) -> None:
        talk = Talk(
            way.conversation,
            entry.job_id,
            queued=None,
            persistence=self._limits.persistence,
            observer=self._observer,
            platform=entry.platform,
        )
        talk.end(ending)
        self._begin_talk(entry, talk)

    def _conclude(self, job: Job, ending: Ending | None) -> None:
        """The job is over, or left to the bot's next run."""
        if ending is None:
            job.talk.suspend()
            return
        self._observer.ended(job.preset, ending)
        code = "finished" if isinstance(ending, DreamResult) else str(ending.code)
        _log.info("job_ended", job_id=job.job_id, preset=job.preset, code=code)
        task = asyncio.create_task(self._settle(job, ending), name=f"settle {job.job_id}")
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def _settle(self, job: Job, ending: Ending) -> None:
        if isinstance(ending, DreamResult):
            await self.admission.charge_pixels(job.asker, ending.pixels)
        await self._books.settle(job, ending)
        job.talk.end(ending)

    def _queue_full(self) -> BotError:
        wait = self._positions.describe("", len(self._queue) + 1).wait_seconds
        would_be = f"The wait would be about {max(1, round(wait / 60))} min. " if wait else ""
        return BotError(
            BotErrorCode.QUEUE_FULL, "The queue is full.", f"{would_be}Try again later."
        )


def _check_any(places: Sequence[_Place]) -> None:
    """Raises the first refusal where there is nothing else."""
    refusals = [place for place in places if isinstance(place, Refusal)]
    if len(refusals) == len(places):
        raise refusals[0]


def shutting_down() -> BotError:
    """The answer to whoever asks for a dream while the bot leaves."""
    return BotError(
        BotErrorCode.SHUTTING_DOWN, "The bot is shutting down.", "Ask again in a few minutes."
    )


def _make_job(entry: JournalEntry, way: Reopened, talk: Talk, *, told_position: int) -> Job:
    return Job(
        job_id=entry.job_id,
        group_id=entry.group_id,
        person=entry.person,
        asker=entry.asker,
        preset=entry.preset,
        recipe=entry.recipe,
        pictures=way.pictures,
        talk=talk,
        is_first=entry.is_first,
        starts=entry.starts,
        told_position=told_position,
    )


async def _wait_for(
    find_tasks: Callable[[], Sequence[asyncio.Task[Any]]], timeout_seconds: float
) -> None:
    """Until no tasks are found any more, or the time is up; one may begin another."""
    clock = asyncio.get_running_loop().time
    ends_at = clock() + timeout_seconds
    while (tasks := find_tasks()) and (left := ends_at - clock()) > 0:
        await asyncio.wait(tasks, timeout=left, return_when=asyncio.FIRST_COMPLETED)
