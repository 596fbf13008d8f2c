"""Keeps a list of what was asked of a loopback, and of what a bot must not do."""

from dataclasses import dataclass
from typing import Generic, TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How one request was answered. An injected fault ``is_injected``."""

    method: str
    status: int
    at: float
    is_injected: bool = False


SomeAnswer = TypeVar("SomeAnswer", bound=Answer)


class Ledger(Generic[SomeAnswer]):
    """``violations`` says in words what the bot did wrong; tests expect it to stay empty."""

    def __init__(self) -> None:
        self.answers: list[SomeAnswer] = []
        self.violations: list[str] = []

    def blame(self, violation: str) -> None:
        self.violations.append(violation)

    def note(self, answer: SomeAnswer) -> None:
        self.answers.append(answer)

    @property
    def rejections(self) -> list[SomeAnswer]:
        """All answers of 4xx that no test asked for."""
        return [a for a in self.answers if 400 <= a.status < 500 and not a.is_injected]

    @property
    def flood_count(self) -> int:
        """How often the bot asked too much: answers of 429."""
        return sum(answer.status == 429 for answer in self.rejections)
