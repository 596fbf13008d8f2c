"""The way of a picture between the adapters and the engine."""

from bot.service.dream_service import DreamService, shutting_down
from bot.service.journal import (
    AlreadyAcceptedError,
    JobState,
    Journal,
    JournalEntry,
    KeptProblem,
    ResultFacts,
)
from bot.service.limits import ServiceLimits
from bot.service.orders import DreamInput, DreamOrder, JobPictures, OrderPart, platform_of
from bot.service.resuming import Reopened
from bot.service.talk import Persistence

__all__ = [
    "AlreadyAcceptedError",
    "DreamInput",
    "DreamOrder",
    "DreamService",
    "JobPictures",
    "JobState",
    "Journal",
    "JournalEntry",
    "KeptProblem",
    "OrderPart",
    "Persistence",
    "Reopened",
    "ResultFacts",
    "ServiceLimits",
    "platform_of",
    "shutting_down",
]
