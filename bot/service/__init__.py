"""The way of a picture between the adapters and the engine."""

from bot.service.dream_service import DreamService, shutting_down
from bot.service.jobs import DreamOrder
from bot.service.limits import ServiceLimits
from bot.service.observer import ServiceObserver

__all__ = ["DreamOrder", "DreamService", "ServiceLimits", "ServiceObserver", "shutting_down"]
