"""One connection to the gateway: frames in and out, compressed where the bot asks for it."""

import asyncio
import json
import zlib
from typing import Any

from aiohttp import WSMsgType, web

from tests.loopback.discord.gateway.codes import Close, Op, RefusedError

Json = dict[str, Any]

_LARGEST_FRAME = 4096


class Wire:
    """Sends whole frames one after the other, in the order in which they were given."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.address = request.path
        self._socket = socket
        self._request = request
        self._lock = asyncio.Lock()
        is_compressed = request.query.get("compress") == "zlib-stream"
        self._deflate = zlib.compressobj() if is_compressed else None

    @property
    def is_open(self) -> bool:
        return not self._socket.closed

    async def send(self, op: Op, data: Any = None, **more: Any) -> None:
        """A frame for a connection that broke is lost without a word, as on the way."""
        frame = json.dumps({"op": int(op), "d": data, "s": None, "t": None, **more})
        async with self._lock:
            if not self.is_open:
                return
            try:
                if self._deflate is None:
                    await self._socket.send_str(frame)
                else:
                    packed = self._deflate.compress(frame.encode())
                    await self._socket.send_bytes(packed + self._deflate.flush(zlib.Z_SYNC_FLUSH))
            except ConnectionError:
                return

    async def receive(self) -> Json | None:
        """The next frame; None once the bot has closed. Raises RefusedError for nonsense."""
        message = await self._socket.receive()
        if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
            return None
        if message.type is not WSMsgType.TEXT or len(message.data) > _LARGEST_FRAME:
            raise RefusedError(Close.DECODE_ERROR)
        try:
            frame = json.loads(message.data)
        except ValueError as error:
            raise RefusedError(Close.DECODE_ERROR) from error
        if not isinstance(frame, dict) or not isinstance(frame.get("op"), int):
            raise RefusedError(Close.DECODE_ERROR)
        return frame

    @property
    def bot_close_code(self) -> int | None:
        return self._socket.close_code

    async def close(self, code: int) -> None:
        await self._socket.close(code=code)

    def drop(self) -> None:
        """Breaks the connection without a farewell."""
        if self._request.transport is not None:
            self._request.transport.abort()
