"""What the journal knows in numbers: how much was dreamed, and what is under way now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from bot.records.database import FILE_NAME, build_database, check_revision, read_revision
from bot.records.faults import explain_opening
from bot.records.tables import NEWEST_REVISION, jobs, statistics
from bot.service import JobState
from bot.storage import Database, PostgresAddress

FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """So many jobs of a platform and a preset had this ending: ``finished``, or an error's code.

    ``seconds`` were dreamed for them together.
    """

    platform: str
    preset: str
    code: str
    dreams: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """``open_jobs`` wait or are dreamed, ``undelivered`` ones have an ending that not everybody
    was told yet.
    """

    since: date
    counts: Sequence[Count]
    open_jobs: int
    undelivered: int


async def read_figures(data_dir: Path, address: PostgresAddress | None, *, since: date) -> Figures:
    """The figures since the beginning of a day in UTC; beside a running bot or without one.

    Raises SettingError where the database can't be used.
    """
    nothing = Figures(since=since, counts=(), open_jobs=0, undelivered=0)
    file = data_dir / FILE_NAME
    if address is None and not file.exists():
        return nothing
    database = build_database(data_dir, address, is_migrated=False)
    with explain_opening(file, address):
        async with database:
            revision = await read_revision(database)
            if revision is not None:
                check_revision(revision)
            # The tables of an earlier version have no figures.
            return await _read(database, since) if revision == NEWEST_REVISION else nothing


async def _read(database: Database, since: date) -> Figures:
    what = (statistics.c.platform, statistics.c.preset, statistics.c.code)
    sums = (func.sum(statistics.c.dreams), func.sum(statistics.c.seconds))
    counted = (
        select(*what, *sums)
        .where(statistics.c.day >= since.isoformat())
        .group_by(*what)
        .order_by(*what)
    )
    states = select(jobs.c.state, func.count()).group_by(jobs.c.state)
    async with database.read() as connection:
        counts = (await connection.execute(counted)).all()
        found = (await connection.execute(states)).all()
    by_state = {row[0]: row[1] for row in found}
    return Figures(
        since=since,
        counts=[
            Count(platform=platform, preset=preset, code=code, dreams=dreams, seconds=seconds)
            for platform, preset, code, dreams, seconds in counts
        ],
        open_jobs=by_state.get(JobState.WAITING, 0),
        undelivered=by_state.get(JobState.FINISHED, 0) + by_state.get(JobState.FAILED, 0),
    )
