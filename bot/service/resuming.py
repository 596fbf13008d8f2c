"""What earlier runs of the bot left behind, found again order by order."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.conversation import Conversation
from bot.errors import BotError, BotErrorCode
from bot.service.jobs import Ending
from bot.service.journal import JobState, JournalEntry
from bot.service.orders import JobPictures
from dream_core import DreamResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """The way back to those who wait for a job. ``result`` is its dream, where that was finished
    and is still there; otherwise it is dreamed again.
    """

    conversation: Conversation
    pictures: JobPictures
    result: DreamResult | None = None


Reopen = Callable[[Sequence[JournalEntry]], Awaitable[Sequence[Reopened] | None]]
"""Reopens the jobs of one order, each in the place of its entry; None where nobody waits for them
any more."""


def group_entries(entries: Sequence[JournalEntry]) -> list[list[JournalEntry]]:
    """The orders in which they were accepted, each with its jobs by number."""
    groups: dict[str, list[JournalEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.group_id, []).append(entry)
    return [sorted(group, key=lambda entry: entry.part) for group in groups.values()]


def known_ending(entry: JournalEntry, reopened: Reopened, *, most_starts: int) -> Ending | None:
    """How the job ended already; None where it is still to be dreamed."""
    if entry.state is JobState.FAILED:
        return entry.problem
    if reopened.result is not None:
        return reopened.result
    return interrupted() if entry.starts >= most_starts else None


def interrupted() -> BotError:
    """The answer to a job that never comes to an end, and may be what ends the bot."""
    return BotError(
        BotErrorCode.INTERRUPTED,
        "The bot was interrupted too often while it dreamed this.",
        "Try another picture, or a smaller size.",
    )
