"""How Discord is reached."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.wishes import LARGEST_FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """The token is what Discord knows the bot by, and is never shown.

    ``api_base`` is the address of the REST API up to its version, ``gateway`` that of the gateway,
    where a proxy stands in front of Discord's own. ``incoming_bytes`` is the largest picture that
    is fetched.
    """

    token: str = field(repr=False)
    api_base: str | None = None
    gateway: str | None = None
    data_dir: Path
    incoming_bytes: int = LARGEST_FILE
