"""What the gateway tells of, and to whom."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.loopback.discord.world.guilds import Guild


class Intent(IntFlag):
    """What a session asks to hear of."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


ALWAYS = Intent(0)
"""What every session hears of."""

PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
KNOWN_INTENTS = (1 << 26) - 1
"""Every bit that means something; more of them make an invalid number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Goes to the shard of ``guild``, or to the first one, if its session has ``intent``.

    ``build`` makes the payload, with what people wrote or without it.
    """

    name: str
    build: Callable[[bool], dict[str, Any]]
    guild: "Guild | None" = None
    intent: Intent = ALWAYS
