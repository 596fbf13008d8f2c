"""The orders that this run of the bot has taken on, so that it takes none of them on again."""

from collections.abc import Iterator
from contextlib import contextmanager


class OpenOrders:
    """Orders by ``group_id``, from before the journal knows of them until it knows them closed."""

    def __init__(self) -> None:
        self._untold: dict[str, set[str]] = {}
        self._ended: set[str] = set()
        self._readers = 0

    def __contains__(self, group_id: object) -> bool:
        return group_id in self._untold or group_id in self._ended

    def add(self, group_id: str) -> None:
        """It is this run's from now on."""
        self._untold.setdefault(group_id, set())

    def await_ending(self, group_id: str, job_id: str) -> None:
        """One of its jobs has an ending that is still to be told."""
        self._untold[group_id].add(job_id)

    def note_told(self, group_id: str, job_id: str) -> bool:
        """That one's ending was told; True where none of the order is left to be told."""
        untold = self._untold[group_id]
        untold.discard(job_id)
        return not untold

    def discard(self, group_id: str) -> None:
        """The journal doesn't show it as open any more."""
        self._untold.pop(group_id, None)
        if self._readers:
            self._ended.add(group_id)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While somebody goes through the journal: what they read of it may be out of date, so that
        orders that are over by then must still be known.
        """
        self._readers += 1
        try:
            yield
        finally:
            self._readers -= 1
            if not self._readers:
                self._ended.clear()
