"""Telegram: private chats, groups and topics."""

from bot.adapters.telegram.adapter import TelegramAdapter
from bot.adapters.telegram.client import load_trust
from bot.adapters.telegram.settings import (
    CLOUD_INCOMING_BYTES,
    TelegramSettings,
    WebhookSettings,
)

__all__ = [
    "CLOUD_INCOMING_BYTES",
    "TelegramAdapter",
    "TelegramSettings",
    "WebhookSettings",
    "load_trust",
]
