"""python-telegram-bot's client, set up for this bot."""

import ssl
from functools import cache

import anyio._backends._asyncio  # noqa: F401 (else imported, for long, by the first call)
import httpx
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.adapters.telegram.floods import ChatRateLimiter, Paces
from bot.adapters.telegram.settings import CLOUD_API, TelegramSettings
from bot.adapters.telegram.status_message import Bot
from bot.adapters.telegram.updates import UpdatesRequest

_CONNECTIONS = 64
_SECONDS = 30.0
_UPLOAD_SECONDS = 120.0


@cache
def load_trust() -> ssl.SSLContext:
    """Whose certificates are trusted; reading them takes a tenth of a second the first time."""
    return httpx.create_ssl_context()


def build_bot(settings: TelegramSettings, *, paces: Paces | None = None) -> Bot:
    """A client that isn't connected yet; it keeps to Telegram's pace."""
    base = settings.api_base or CLOUD_API
    trust = {"verify": load_trust()}
    return ExtBot(
        settings.token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=HTTPXRequest(
            connection_pool_size=_CONNECTIONS,
            connect_timeout=_SECONDS,
            read_timeout=_SECONDS,
            write_timeout=_SECONDS,
            media_write_timeout=_UPLOAD_SECONDS,
            pool_timeout=_SECONDS,
            httpx_kwargs=trust,
        ),
        get_updates_request=UpdatesRequest(
            connection_pool_size=2,
            connect_timeout=_SECONDS,
            read_timeout=_SECONDS,
            httpx_kwargs=trust,
        ),
        rate_limiter=ChatRateLimiter(paces),
    )
