"""The way of a picture between the adapters and the engine."""

from bot.service.admission import Admission, Grant, open_admission
from bot.service.asker import Asker
from bot.service.dream_service import DreamService, shutting_down
from bot.service.jobs import DreamOrder
from bot.service.limits import ServiceLimits
from bot.service.quotas import Allowance, QuotaLimits
from bot.service.rules import Rules

__all__ = [
    "Admission",
    "Allowance",
    "Asker",
    "DreamOrder",
    "DreamService",
    "Grant",
    "QuotaLimits",
    "Rules",
    "ServiceLimits",
    "open_admission",
    "shutting_down",
]
