"""The way of a picture between the adapters and the engine."""

from bot.service.dream_service import DreamService, shutting_down
from bot.service.jobs import DreamOrder
from bot.service.limits import ServiceLimits
from bot.service.observer import TIMEOUT, UNFORESEEN, ServiceObserver

__all__ = [
    "TIMEOUT",
    "UNFORESEEN",
    "DreamOrder",
    "DreamService",
    "ServiceLimits",
    "ServiceObserver",
    "shutting_down",
]
