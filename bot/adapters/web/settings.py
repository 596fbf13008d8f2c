"""What the room needs to know before it opens, checked once."""

from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from bot.errors import SettingError

SHORTEST_KEY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSettings:
    """Where the room listens and keeps its pictures; raises SettingError where it would be open.

    ``port`` 0 takes any free one. ``key`` None lets everybody in who reaches the address, which is
    allowed on loopback only. ``max_upload_bytes`` counts one picture. ``keep_seconds`` is how long
    posts and dreams stay, None for ever.
    """

    host: str
    port: int
    data_dir: Path
    key: str | None = None
    max_upload_bytes: int = 20 * 2**20
    keep_seconds: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise SettingError(f"The room's port can't be {self.port}.", "It goes from 0 to 65535.")
        if self.max_upload_bytes < 1024:
            raise SettingError(
                f"The room's upload limit can't be {self.max_upload_bytes} bytes.",
                "It is at least 1024.",
            )
        if self.key is None and not self.loopback:
            raise SettingError(
                f"The room won't listen on {self.host} without a room key.",
                "Set PUPPYSLUG_ROOM_KEY, or bind it to 127.0.0.1.",
            )
        if self.key is not None and len(self.key) < SHORTEST_KEY:
            raise SettingError(
                "The room key is too short.", f"It needs at least {SHORTEST_KEY} characters."
            )

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the room."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host, as written in a setting or a Host header without port, is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
