"""Keeps a list of what was asked of the loopback, and of what a bot must not do."""

import re
from dataclasses import dataclass, field

from tests.loopback import ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(ledger.Answer):
    """One call of a method and how it was answered; a download's method is ``download``.

    ``fields`` are the parameters as text, without the uploads.
    """

    fields: dict[str, str] = field(default_factory=dict)
    description: str = ""

    @property
    def chat_id(self) -> int | None:
        """The chat that the call was about."""
        text = self.fields.get("chat_id", "")
        return int(text) if re.fullmatch(r"-?\d+", text) else None


class Ledger(ledger.Ledger[Answer]):
    """``violations`` says in words what the bot did wrong; tests expect it to stay empty."""

    def find(self, method: str) -> list[Answer]:
        """The calls of the methods whose whole name matches the pattern."""
        return [answer for answer in self.answers if re.fullmatch(method, answer.method)]
