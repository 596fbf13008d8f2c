"""What Discord answers to a message that it doesn't take, and what is done about each answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

import aiohttp
import discord


class Remedy(Enum):
    """What is tried next."""

    RETRY = auto()
    """The same again, after a pause."""
    SHRINK = auto()
    """The same with smaller files."""
    AS_BOT = auto()
    """The interaction is over: edit the message as its author."""
    ANEW = auto()
    """The message is gone: post another."""
    DIRECT = auto()
    """Nothing can be posted there: write to the owner."""
    TELL = auto()
    """This content isn't taken anywhere: say so in words."""
    GIVE_UP = auto()
    """The owner can't be reached either."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What to do, and the text that tells people why."""

    remedy: Remedy
    text_id: str


OUTAGE = Refusal(Remedy.RETRY, "dream-refused-outage")
TOO_LARGE = Refusal(Remedy.SHRINK, "dream-refused-size")
EXPIRED = Refusal(Remedy.AS_BOT, "dream-refused-expired")
_GONE = Refusal(Remedy.ANEW, "dream-refused-gone")
_STALE = Refusal(Remedy.ANEW, "dream-refused-stale")
_NO_PERMISSION = Refusal(Remedy.DIRECT, "dream-refused-permission")
_NO_CHANNEL = Refusal(Remedy.DIRECT, "dream-refused-channel")
_SLOW_MODE = Refusal(Remedy.DIRECT, "dream-refused-slow-mode")
_AUTO_MODERATION = Refusal(Remedy.TELL, "dream-refused-automod")
_EXPLICIT = Refusal(Remedy.TELL, "dream-refused-explicit")
_FORM = Refusal(Remedy.TELL, "dream-refused-form")
_UNREACHABLE = Refusal(Remedy.GIVE_UP, "dream-refused-unreachable")

BY_CODE: Mapping[int, Refusal] = {
    10003: _NO_CHANNEL,  # unknown channel
    10004: _NO_CHANNEL,  # unknown server
    10008: _GONE,  # unknown message
    10015: EXPIRED,  # unknown webhook
    10062: EXPIRED,  # unknown interaction
    20009: _EXPLICIT,  # explicit content can't be sent to this recipient
    20016: _SLOW_MODE,
    20022: OUTAGE,  # announcements: too many edits at a time
    20028: OUTAGE,  # too many writes to the channel
    20029: OUTAGE,  # too many writes to the server
    30046: _STALE,  # too many edits of an old message
    40005: TOO_LARGE,
    40062: OUTAGE,  # the service is being rate limited
    40094: EXPIRED,  # a person's own installation has had its five follow-ups
    50001: _NO_PERMISSION,  # missing access
    50005: _GONE,  # somebody else's message
    50007: _UNREACHABLE,  # takes no direct messages
    50008: _NO_CHANNEL,  # a channel without text
    50013: _NO_PERMISSION,
    50024: _NO_CHANNEL,  # the wrong kind of channel
    50027: EXPIRED,  # invalid or expired token
    50035: _FORM,  # invalid form body
    50083: _STALE,  # an archived thread, which a new message opens again
    50278: _UNREACHABLE,  # no server in common
    130000: OUTAGE,  # overloaded
    160002: _GONE,  # may not reply without the history: a plain message is no reply
    200000: _AUTO_MODERATION,
    200001: _AUTO_MODERATION,  # the title was blocked
}
"""Discord's error codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes"""

BY_STATUS: Mapping[int, Refusal] = {
    401: EXPIRED,
    403: _NO_PERMISSION,
    404: _GONE,
    408: OUTAGE,
    413: TOO_LARGE,
    429: OUTAGE,
}
"""Where the code says nothing; 500 and above are an outage, the rest a wrong form."""

FAULTS = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)
"""What sending may raise for Discord's or the network's sake; TimeoutError is an OSError."""


def read_refusal(error: Exception) -> Refusal:
    """What one of the :data:`FAULTS` means."""
    if not isinstance(error, discord.HTTPException):
        return OUTAGE
    if error.status >= 500:
        return OUTAGE
    return BY_CODE.get(error.code) or BY_STATUS.get(error.status, _FORM)
