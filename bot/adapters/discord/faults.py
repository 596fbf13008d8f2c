"""What a lost connection means: over for good, with words for whoever runs the bot, or passing."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket

from bot.errors import SettingError

_PORTAL = "https://discord.com/developers/applications"

_TOKEN = (
    "Discord doesn't accept the token in DISCORD_TOKEN.",
    f"Copy the bot's token, or make a new one, at {_PORTAL} (Bot, Reset Token).",
)
_INTENTS = (
    "Discord doesn't grant the bot what it asks for (the Message Content Intent).",
    f"Switch the intent on, or off and on again, at {_PORTAL} (Bot), and start again.",
)
_SHARDS = (
    "Discord doesn't accept how the bot divides its servers among connections.",
    "Start it again. If DISCORD_GATEWAY is set, let it lead to Discord's own gateway.",
)
_VERSION = (
    "Discord doesn't speak this version of its protocol any more.",
    "Update puppyslug and discord.py. If DISCORD_GATEWAY is set, update what it leads to.",
)

FATAL: Mapping[int, tuple[str, str]] = {
    4004: _TOKEN,  # authentication failed
    4010: _SHARDS,  # invalid shard
    4011: _SHARDS,  # sharding required
    4012: _VERSION,  # invalid API version
    4013: _VERSION,  # invalid intents
    4014: _INTENTS,  # disallowed intents
}
"""Sentence and hint for each close of the gateway after which Discord forbids to try again:
https://docs.discord.com/developers/topics/opcodes-and-status-codes
"""

PASSING = (
    discord.HTTPException,
    discord.GatewayNotFound,
    discord.ConnectionClosed,
    discord.RateLimited,
    aiohttp.ClientError,
    OSError,
)
"""Outages of Discord's or the network's; TimeoutError is an OSError."""


def explain_loss(error: Exception) -> SettingError | None:
    """The error that ends the bot; None if Discord may be back by itself."""
    code = _read_code(error)
    if code is None or code not in FATAL:
        return None
    sentence, hint = FATAL[code]
    return SettingError(f"{sentence} ({code})", hint)


def describe_fault(error: BaseException) -> str:
    """An outage in a line for the log."""
    words = str(error).strip() or "no details"
    return f"{type(error).__name__}: {words}"


@contextmanager
def log_plainly() -> Iterator[None]:
    """discord.py logs each outage with a traceback; meanwhile a line has to do."""
    loggers = [logging.getLogger(f"discord.{name}") for name in ("client", "gateway", "shard")]
    for logger in loggers:
        logger.addFilter(_shorten)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(_shorten)


def _read_code(error: Exception) -> int | None:
    if isinstance(error, discord.LoginFailure):
        return 4004
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return 4014
    return error.code if isinstance(error, discord.ConnectionClosed) else None


def _shorten(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, (*PASSING, ReconnectWebSocket)):
        record.msg = f"{record.getMessage()} ({describe_fault(error)})"
        record.args = ()
        record.exc_info = None
    return True
