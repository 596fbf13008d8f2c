"""Faults that a test injects into a loopback: what all of them have in common."""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto

from aiohttp import web


class Cut(Enum):
    """When the connection breaks."""

    BEFORE = auto()
    """Nothing was done."""
    MIDWAY = auto()
    """It was done, and the bot gets a part of the answer."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next ``times`` requests that it fits."""

    times: int = 1
    cut: Cut | None = None
    delay_seconds: float = 0.0
    gate: asyncio.Event | None = None
    holds_answer: bool = False
    """Whether the gate is between what is done and the answer, not before both."""

    async def wait(self) -> None:
        """As long as the request is to be held back."""
        await asyncio.sleep(self.delay_seconds)
        if self.gate is not None and not self.holds_answer:
            await self.gate.wait()

    async def wait_to_answer(self) -> None:
        """As long as nobody is to hear of what was done."""
        if self.gate is not None and self.holds_answer:
            await self.gate.wait()


def break_connection(request: web.Request) -> None:
    """Without an answer."""
    if request.transport is not None:
        request.transport.abort()


async def send_half(request: web.Request, response: web.Response) -> web.StreamResponse:
    """Announces the whole answer, sends a part of it and breaks the connection."""
    body = response.body if isinstance(response.body, bytes) else b""
    part = web.StreamResponse(status=response.status, headers=response.headers)
    part.content_length = len(body) + 1
    await part.prepare(request)
    await part.write(body[: len(body) // 2] or b" ")
    break_connection(request)
    return part
