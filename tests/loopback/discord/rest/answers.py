"""Answers as discord.py wants them."""

import json
from typing import Any

from aiohttp import web

VIA = {"Via": "1.1 google"}
"""Without it, discord.py takes a 429 for a ban by the network in front of Discord."""


def answer_json(
    payload: Any, *, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """JSON with exactly that content type: with a charset discord.py doesn't read it."""
    return web.Response(
        status=status,
        body=json.dumps(payload).encode(),
        headers={**VIA, **(headers or {}), "Content-Type": "application/json"},
    )


def answer_nothing() -> web.Response:
    return web.Response(status=204, headers=VIA)
