"""What was counted against quotas, kept over restarts."""

from collections.abc import Mapping

from sqlalchemy import delete, or_, select

from bot.records.faults import explain_use
from bot.records.tables import quotas
from bot.storage import Database, upsert

Rows = Mapping[str, tuple[int, float]]
"""By key: what was counted, and when that is over, in seconds since 1970."""


class QuotaTable:
    """Counters by key; every call may raise BotError with RECORDS_UNAVAILABLE."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> Rows:
        """All that is kept."""
        with explain_use():
            async with self._database.read() as connection:
                rows = (await connection.execute(select(quotas))).all()
        return {key: (count, expires_at) for key, count, expires_at in rows}

    async def write(self, rows: Rows) -> None:
        """Replaces the rows of these keys, all or none."""
        if not rows:
            return
        values = [
            {"key": key, "count": count, "expires_at": expires_at}
            for key, (count, expires_at) in rows.items()
        ]
        with explain_use():
            async with self._database.change() as connection:
                writing = upsert(connection, quotas)
                new = {name: writing.excluded[name] for name in ("count", "expires_at")}
                replacing = writing.on_conflict_do_update(index_elements=["key"], set_=new)
                await connection.execute(replacing, values)

    async def remove_outside(self, begin: float, end: float) -> None:
        """Removes what is over by ``begin``, or would be later than ``end``."""
        outside = or_(quotas.c.expires_at <= begin, quotas.c.expires_at > end)
        with explain_use():
            async with self._database.change() as connection:
                await connection.execute(delete(quotas).where(outside))
