"""Keeps a list of what was asked of the loopback, and of what a bot must not do."""

import re
from dataclasses import dataclass

from tests.loopback import ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(ledger.Answer):
    """One request and how it was answered. ``path`` is the part after ``/api/v10``.

    ``code`` is Discord's own, 0 where there was none.
    """

    path: str
    code: int = 0


class Ledger(ledger.Ledger[Answer]):
    """``violations`` says in words what the bot did wrong; tests expect it to stay empty."""

    @property
    def invalid_count(self) -> int:
        """What Discord counts towards the ban of an address: 401, 403 and 429."""
        return sum(answer.status in (401, 403, 429) for answer in self.answers)

    def find(self, method: str, path: str) -> list[Answer]:
        """The requests of a method whose whole path matches the pattern."""
        return [a for a in self.answers if a.method == method and re.fullmatch(path, a.path)]
