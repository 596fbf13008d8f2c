"""The way of a picture between the adapters and the engine."""

from bot.service.admission import Admission, Grant, open_admission
from bot.service.asker import Asker
from bot.service.dream_service import DreamService, shutting_down
from bot.service.inspection import Refusal
from bot.service.journal import (
    AlreadyAcceptedError,
    JobState,
    Journal,
    JournalEntry,
    KeptProblem,
    ResultFacts,
)
from bot.service.limits import ServiceLimits
from bot.service.observer import TIMEOUT, UNFORESEEN, UNREACHABLE, ServiceObserver
from bot.service.orders import DreamInput, DreamOrder, JobPictures, OrderPart, platform_of
from bot.service.quotas import Allowance, QuotaLimits
from bot.service.resuming import Reopened
from bot.service.rules import Rules
from bot.service.talk import Persistence

__all__ = [
    "TIMEOUT",
    "UNFORESEEN",
    "UNREACHABLE",
    "Admission",
    "Allowance",
    "AlreadyAcceptedError",
    "Asker",
    "DreamInput",
    "DreamOrder",
    "DreamService",
    "Grant",
    "JobPictures",
    "JobState",
    "Journal",
    "JournalEntry",
    "KeptProblem",
    "OrderPart",
    "Persistence",
    "QuotaLimits",
    "Refusal",
    "Reopened",
    "ResultFacts",
    "Rules",
    "ServiceLimits",
    "ServiceObserver",
    "open_admission",
    "platform_of",
    "shutting_down",
]
