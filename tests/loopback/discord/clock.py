"""Discord's ids, which tell the time, and how it writes times."""

from datetime import UTC, datetime

from tests.loopback.clock import Clock

EPOCH_MS = 1_420_070_400_000
_COUNTED = 2**22


class Snowflakes:
    """Makes ids: the milliseconds since 2015, and a number that makes each one its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made = 0
        self._guilds = 0

    def make(self) -> int:
        self._made += 1
        return (self._milliseconds() << 22) + self._made % _COUNTED

    def make_for_guild(self) -> int:
        """Guilds made one after the other belong to different shards, beginning with the first."""
        steps = self._milliseconds() // 60_000 * 60_000 + self._guilds
        self._guilds += 1
        return (steps << 22) + 1

    def _milliseconds(self) -> int:
        return int(self._clock.now() * 1000) - EPOCH_MS


def write_time(seconds: float) -> str:
    """As Discord writes times."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()
