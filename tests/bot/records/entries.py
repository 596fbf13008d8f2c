"""Entries of the journal, as most tests need them."""

from typing import Any

from bot.conversation import Person
from bot.service import JournalEntry
from tests.bot.service.ordering import RECIPE


def make_entry(**values: Any) -> JournalEntry:
    """One waiting picture of Ada's; values replace the usual ones."""
    usual: dict[str, Any] = {
        "job_id": "0123456789abcdef",
        "group_id": "fedcba9876543210",
        "part": 0,
        "platform": "discord",
        "person": Person(id="discord:1001", name="Ada"),
        "chat_id": "discord:2001",
        "preset": "cats",
        "recipe": RECIPE,
        "accepted_at": 1_000.0,
    }
    return JournalEntry(**usual | values)
