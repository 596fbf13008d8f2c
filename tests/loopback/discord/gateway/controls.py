"""What tests do to the bot's connections."""

from tests.loopback.changes import Changes
from tests.loopback.discord.gateway.codes import Op
from tests.loopback.discord.gateway.server import GatewayServer
from tests.loopback.discord.gateway.sessions import Session


class Connections:
    """The bot's connections to the gateway. ``shard`` None means all of them."""

    def __init__(self, server: GatewayServer, changes: Changes) -> None:
        self._server = server
        self._changes = changes

    @property
    def sessions(self) -> list[Session]:
        """The sessions that there are, by shard; those not connected just now too."""
        return sorted(self._server.sessions.values(), key=lambda session: session.shard)

    @property
    def identify_count(self) -> int:
        """How often a session was asked for."""
        return self._server.identify_count

    @property
    def resume_count(self) -> int:
        """How often the sessions that there are were resumed."""
        return sum(session.resumes for session in self.sessions)

    async def wait_until_connected(self, shards: int = 1, *, timeout_seconds: float = 30.0) -> None:
        """Until so many shards are connected and got READY or RESUMED."""
        await self._changes.wait_for(
            lambda: sum(one.is_connected for one in self.sessions) >= shards,
            f"{shards} connected shards",
            timeout_seconds=timeout_seconds,
        )

    async def wait_until_resumed(self, times: int = 1, *, timeout_seconds: float = 30.0) -> None:
        """Until the sessions that there are were resumed so many times in all."""
        await self._changes.wait_for(
            lambda: self.resume_count >= times, "resumed session", timeout_seconds=timeout_seconds
        )

    async def wait_until_identified(self, times: int, *, timeout_seconds: float = 30.0) -> None:
        """Until sessions were asked for so many times in all."""
        await self._changes.wait_for(
            lambda: self.identify_count >= times and self.sessions,
            f"session number {times}",
            timeout_seconds=timeout_seconds,
        )

    def drop(self, shard: int | None = None) -> None:
        """Breaks connections without a farewell; the sessions may be resumed."""
        for session in self._chosen(shard):
            if session.wire is not None:
                session.wire.drop()

    async def ask_to_reconnect(self, shard: int | None = None) -> None:
        """Operation 7."""
        for session in self._chosen(shard):
            if session.wire is not None:
                await session.wire.send(Op.RECONNECT)

    async def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """Operation 9; a session that isn't resumable is forgotten."""
        for session in self._chosen(shard):
            if not resumable:
                self._server.sessions.pop(session.id, None)
            if session.wire is not None:
                await session.wire.send(Op.INVALID_SESSION, resumable)

    async def close(self, code: int, shard: int | None = None) -> None:
        """Closes connections with a code of Discord's, such as 4004."""
        for session in self._chosen(shard):
            if session.wire is not None:
                await session.wire.close(code)

    def forget(self) -> None:
        """Breaks the connections, and the sessions are gone when the bot comes back."""
        for session in self._chosen(None):
            self._server.sessions.pop(session.id, None)
            if session.wire is not None:
                session.wire.drop()

    def refuse_next(self, code: int, *, times: int = 1) -> None:
        """Closes with a code where sessions are asked for, such as 4011 or 4014."""
        self._server.settings.refusals.extend([code] * times)

    def require_sharding(self) -> None:
        """From now on 4011 for a session of a bot that doesn't shard."""
        self._server.settings.requires_sharding = True

    def _chosen(self, shard: int | None) -> list[Session]:
        return [one for one in self.sessions if shard is None or one.shard[0] == shard]
