"""How Discord is reached."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """The token is what Discord knows the bot by, and is never shown.

    ``api_base`` is the address of the REST API up to its version, ``gateway`` that of the gateway,
    where a proxy stands in front of Discord's own.
    """

    token: str = field(repr=False)
    api_base: str | None = None
    gateway: str | None = None
    data_dir: Path
