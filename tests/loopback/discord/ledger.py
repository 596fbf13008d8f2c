"""Keeps a list of what was asked of the loopback, and of what a bot must not do."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One request and how it was answered. ``path`` is the part after ``/api/v10``.

    ``code`` is Discord's own, 0 where there was none. An injected fault ``is_injected``.
    """

    method: str
    path: str
    status: int
    at: float
    code: int = 0
    is_injected: bool = False


class Ledger:
    """``violations`` says in words what the bot did wrong; tests expect it to stay empty."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.violations: list[str] = []

    def blame(self, violation: str) -> None:
        self.violations.append(violation)

    def note(self, answer: Answer) -> None:
        self.answers.append(answer)

    @property
    def rejections(self) -> list[Answer]:
        """All answers of 4xx that no test asked for."""
        return [a for a in self.answers if 400 <= a.status < 500 and not a.is_injected]

    @property
    def flood_count(self) -> int:
        """How often the bot asked too much: answers of 429."""
        return sum(answer.status == 429 for answer in self.rejections)

    @property
    def invalid_count(self) -> int:
        """What Discord counts towards the ban of an address: 401, 403 and 429."""
        return sum(answer.status in (401, 403, 429) for answer in self.answers)

    def find(self, method: str, path: str) -> list[Answer]:
        """The requests of a method whose whole path matches the pattern."""
        return [a for a in self.answers if a.method == method and re.fullmatch(path, a.path)]
