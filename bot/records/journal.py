"""The journal of accepted jobs, in the records' database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy import and_, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversation import Person
from bot.records.faults import explain_use
from bot.records.tables import jobs, statistics
from bot.service import (
    AlreadyAcceptedError,
    JobState,
    JournalEntry,
    KeptProblem,
    ResultFacts,
)
from bot.storage import Database, add_to_row
from dream_core import DreamError, PlacedPreset, Recipe, read_recipe

_RESULT = frozenset(item.name for item in fields(ResultFacts))
_FINISHED = "finished"

_log = structlog.get_logger(__name__)


class SqlJournal:
    """Implements :class:`bot.service.Journal`. ``clock`` gives seconds since 1970.

    Each ending is counted in the day's figures, which name no person.
    """

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def accept(self, entries: Sequence[JournalEntry]) -> None:
        """All of them in one transaction."""
        rows = [_write_row(entry) for entry in entries]
        with explain_use():
            try:
                async with self._database.change() as connection:
                    await connection.execute(insert(jobs), rows)
            except IntegrityError as error:
                trigger = entries[0].trigger
                if trigger is not None and await self.knows(trigger):
                    raise AlreadyAcceptedError(trigger) from error
                raise

    async def note_starts(self, job_ids: Sequence[str]) -> None:
        """Counted before it is known how they go."""
        begun = update(jobs).where(jobs.c.id.in_(job_ids)).values(starts=jobs.c.starts + 1)
        with explain_use():
            async with self._database.change() as connection:
                await connection.execute(begun)

    async def finish(self, job_id: str, result: ResultFacts) -> None:
        """Its picture is kept elsewhere, by whoever the order came from."""
        values = {"state": JobState.FINISHED, "result": _write_result(result)}
        await self._settle(job_id, values, code=_FINISHED, seconds=result.dream_seconds)

    async def fail(self, job_id: str, problem: KeptProblem) -> None:
        """The words of the error are kept, so that they can still be told."""
        values = {"state": JobState.FAILED, "problem": asdict(problem)}
        await self._settle(job_id, values, code=problem.code, seconds=0.0)

    async def close(self, group_id: str) -> None:
        """What it had to tell is of no use any more."""
        closed = update(jobs).where(jobs.c.group_id == group_id).values(state=JobState.CLOSED)
        with explain_use():
            async with self._database.change() as connection:
                await connection.execute(closed)

    async def load_open(self, platform: str) -> Sequence[JournalEntry]:
        """Those that can't be read are left out, and logged."""
        query = (
            select(jobs)
            .where(jobs.c.platform == platform, jobs.c.state != JobState.CLOSED)
            .order_by(jobs.c.accepted_at, jobs.c.group_id, jobs.c.part)
        )
        with explain_use():
            async with self._database.read() as connection:
                rows = (await connection.execute(query)).mappings().all()
        return [entry for row in rows if (entry := _read_entry(row)) is not None]

    async def knows(self, trigger: str) -> bool:
        """Whether it triggered an order that was accepted, be it long closed."""
        with explain_use():
            async with self._database.read() as connection:
                known = await connection.scalar(select(exists().where(jobs.c.trigger == trigger)))
                return bool(known)

    async def _settle(
        self, job_id: str, values: Mapping[str, Any], *, code: str, seconds: float
    ) -> None:
        waiting = and_(jobs.c.id == job_id, jobs.c.state == JobState.WAITING)
        settled = update(jobs).where(waiting).values(values)
        with explain_use():
            async with self._database.change() as connection:
                found = await connection.execute(settled.returning(jobs.c.platform, jobs.c.preset))
                if (row := found.one_or_none()) is not None:
                    counted = {"platform": row.platform, "preset": row.preset, "code": code}
                    await self._count(connection, counted, seconds=seconds)

    async def _count(
        self, connection: AsyncConnection, counted: Mapping[str, str], *, seconds: float
    ) -> None:
        day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
        row = {"day": day, **counted, "dreams": 1, "seconds": seconds}
        await add_to_row(connection, statistics, row, counts=("dreams", "seconds"))


def _write_row(entry: JournalEntry) -> dict[str, Any]:
    return {
        "id": entry.job_id,
        "platform": entry.platform,
        "group_id": entry.group_id,
        "part": entry.part,
        "trigger": entry.trigger,
        "person_id": entry.person.id,
        "person_name": entry.person.name,
        "chat_id": entry.chat_id,
        "parent_chat_id": entry.parent_chat_id,
        "server_id": entry.server_id,
        "preset": entry.preset,
        "recipe": _write_recipe(entry.recipe),
        "origin": dict(entry.origin),
        "is_first": entry.is_first,
        "state": entry.state,
        "starts": entry.starts,
        "result": _write_result(entry.result) if entry.result else None,
        "problem": asdict(entry.problem) if entry.problem else None,
        "accepted_at": entry.accepted_at,
    }


def _read_entry(row: Mapping[Any, Any]) -> JournalEntry | None:
    try:
        result = row["result"]
        return JournalEntry(
            job_id=row["id"],
            group_id=row["group_id"],
            part=row["part"],
            platform=row["platform"],
            person=Person(id=row["person_id"], name=row["person_name"]),
            chat_id=row["chat_id"],
            preset=row["preset"],
            recipe=read_recipe(row["recipe"]),
            accepted_at=row["accepted_at"],
            trigger=row["trigger"],
            origin=row["origin"],
            parent_chat_id=row["parent_chat_id"],
            server_id=row["server_id"],
            is_first=row["is_first"],
            state=JobState(row["state"]),
            starts=row["starts"],
            result=_read_result(result) if result else None,
            problem=KeptProblem(**row["problem"]) if row["problem"] else None,
        )
    except (DreamError, KeyError, TypeError, ValueError) as error:
        _log.error("job_unreadable", job_id=row["id"], error=repr(error))
        return None


def _write_result(result: ResultFacts) -> dict[str, Any]:
    return {**asdict(result), "recipe": _write_recipe(result.recipe)}


def _read_result(facts: Mapping[str, Any]) -> ResultFacts:
    known = {name: value for name, value in facts.items() if name in _RESULT}
    read = {
        "recipe": read_recipe(facts["recipe"]),
        "saw": tuple(facts.get("saw", ())),
        "placed": tuple(PlacedPreset(**placed) for placed in facts.get("placed", ())),
    }
    return ResultFacts(**{**known, **read})


def _write_recipe(recipe: Recipe) -> dict[str, Any]:
    """Whole, unlike what is shown to people."""
    return {**recipe.as_dict(), "grow_octaves": recipe.grow_octaves}
