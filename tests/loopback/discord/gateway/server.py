"""The gateway: who connects, as whom, and what each connection gets to hear."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.loopback.discord.gateway.codes import Close, Op, RefusedError
from tests.loopback.discord.gateway.greeting import check_identify, ready_payload
from tests.loopback.discord.gateway.sessions import Session
from tests.loopback.discord.gateway.wire import Wire
from tests.loopback.discord.ledger import Ledger
from tests.loopback.discord.payloads.people import member_payload
from tests.loopback.discord.payloads.places import guild_payload
from tests.loopback.discord.world.events import Event, Intent
from tests.loopback.discord.world.registry import World

Json = dict[str, Any]

_MOST_FRAMES, _FRAMES_SECONDS = 120, 60.0


@dataclass(slots=True, kw_only=True)
class GatewaySettings:
    """``refusals`` are codes with which the next IDENTIFYs are answered; ``shards`` is how many
    the bot is told to use; ``heartbeat_seconds`` is how often it has to be heard of.
    """

    token: str
    refusals: list[int] = field(default_factory=list)
    shards: int = 1
    requires_sharding: bool = False
    heartbeat_seconds: float = 41.25
    resume_address: str = ""


class GatewayServer:
    """Serves connections and keeps the sessions."""

    def __init__(self, world: World, ledger: Ledger, settings: GatewaySettings) -> None:
        self.sessions: dict[str, Session] = {}
        self.wires: set[Wire] = set()
        self.identify_count = 0
        self.settings = settings
        self._world = world
        self.ledger = ledger
        world.listeners.append(self._tell)

    def _tell(self, event: Event) -> None:
        for session in self.sessions.values():
            session.push_event(event)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoclose=False, max_msg_size=2**16)
        await socket.prepare(request)
        wire = Wire(socket, request)
        self.wires.add(wire)
        try:
            await _Conversation(self, self._world, wire).run()
        except RefusedError as refusal:
            await wire.close(int(refusal.code))
            self.ledger.blame(f"the gateway closed with {int(refusal.code)}: {refusal.code.name}")
        except ConnectionError:
            pass
        finally:
            self.wires.discard(wire)
            self._part(wire)
        return socket

    def _part(self, wire: Wire) -> None:
        """A session ends where the bot says farewell properly; else it may be resumed."""
        for session in tuple(self.sessions.values()):
            if session.wire is wire:
                session.wire = None
                if wire.bot_close_code in (1000, 1001):
                    del self.sessions[session.id]
        self._world.changes.notify()

    def refuse(self) -> int | None:
        """The code for an IDENTIFY that a test wants to be refused."""
        return self.settings.refusals.pop(0) if self.settings.refusals else None


class _Conversation:
    """One connection from HELLO to its end."""

    def __init__(self, server: GatewayServer, world: World, wire: Wire) -> None:
        self._server = server
        self._world = world
        self._wire = wire
        self._session: Session | None = None
        self._sender: asyncio.Task[None] | None = None
        self._heartbeat = asyncio.Event()
        self._frames: list[float] = []

    async def run(self) -> None:
        interval = self._server.settings.heartbeat_seconds
        await self._wire.send(Op.HELLO, {"heartbeat_interval": int(interval * 1000)})
        watch = asyncio.create_task(self._watch(interval), name="watch heartbeats")
        try:
            while (frame := await self._wire.receive()) is not None:
                self._count_frame()
                await self._take(Op(frame["op"]) if frame["op"] in list(Op) else None, frame)
        finally:
            for task in (watch, self._sender):
                if task is not None:
                    task.cancel()
                    with suppress(asyncio.CancelledError):
                        await task

    def _count_frame(self) -> None:
        now = asyncio.get_running_loop().time()
        self._frames = [at for at in self._frames if now - at < _FRAMES_SECONDS] + [now]
        if len(self._frames) > _MOST_FRAMES:
            raise RefusedError(Close.RATE_LIMITED)

    async def _watch(self, interval: float) -> None:
        """Discord gives up a bot that it hasn't heard of for one and a half intervals."""
        try:
            while True:
                async with asyncio.timeout(interval * 1.5):
                    await self._heartbeat.wait()
                self._heartbeat.clear()
        except TimeoutError:
            self._server.ledger.blame("no heartbeat came in time")
            await self._wire.close(Close.SESSION_TIMED_OUT)

    async def _take(self, op: Op | None, frame: Json) -> None:
        data = frame.get("d")
        if op is Op.HEARTBEAT:
            self._heartbeat.set()
            await self._wire.send(Op.HEARTBEAT_ACK)
        elif op is Op.IDENTIFY:
            await self._identify(data if isinstance(data, dict) else {})
        elif op is Op.RESUME:
            await self._resume(data if isinstance(data, dict) else {})
        elif op not in (Op.PRESENCE, Op.VOICE, Op.REQUEST_MEMBERS):
            raise RefusedError(Close.UNKNOWN_OP)
        elif self._session is None:
            raise RefusedError(Close.NOT_AUTHENTICATED)
        elif op is Op.REQUEST_MEMBERS:
            self._send_members(self._session, data or {})

    async def _identify(self, data: Json) -> None:
        if self._session is not None:
            raise RefusedError(Close.ALREADY_AUTHENTICATED)
        self._server.identify_count += 1
        if code := self._server.refuse():
            await self._wire.close(code)
            return
        application = self._world.application
        shard, intents = check_identify(data, self._server.settings, application)
        session = Session(shard=shard, intents=intents, wire=self._wire)
        guilds = [g for g in self._world.guilds.values() if g.has_bot and session.covers(g)]
        session.push("READY", ready_payload(session, self._world, self._server.settings, guilds))
        for guild in guilds if intents & Intent.GUILDS else ():
            session.push("GUILD_CREATE", guild_payload(guild, self._world.bot))
        self._server.sessions[session.id] = session
        self._begin(session)

    async def _resume(self, data: Json) -> None:
        if self._session is not None:
            raise RefusedError(Close.ALREADY_AUTHENTICATED)
        if data.get("token") != self._server.settings.token:
            raise RefusedError(Close.AUTHENTICATION_FAILED)
        session = self._server.sessions.get(data.get("session_id", ""))
        if session is None:
            await self._wire.send(Op.INVALID_SESSION, False)
            return
        sequence = data.get("seq")
        if not isinstance(sequence, int) or not 0 <= sequence <= session.sequence:
            raise RefusedError(Close.INVALID_SEQUENCE)
        session.resume(self._wire, sequence)
        session.push("RESUMED", {})
        self._begin(session)

    def _begin(self, session: Session) -> None:
        self._session = session
        session.is_ready = True
        self._sender = asyncio.create_task(session.send_events(), name="send events")
        self._world.changes.notify()

    def _send_members(self, session: Session, data: Json) -> None:
        guild = self._world.guilds.get(int(data.get("guild_id", 0)))
        if guild is None:
            return
        wanted = {int(one) for one in data.get("user_ids") or ()}
        found = [member for member in guild.members.values() if member.id in wanted]
        chunk = {
            "guild_id": str(guild.id),
            "members": [member_payload(member) for member in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(one) for one in wanted - guild.members.keys()],
        }
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        session.push("GUILD_MEMBERS_CHUNK", chunk)
