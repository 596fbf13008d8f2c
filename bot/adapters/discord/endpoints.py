"""Where discord.py finds Discord: elsewhere, if a proxy stands in front of it."""

from collections.abc import Iterator
from contextlib import contextmanager

import yarl
from aiohttp import ClientWebSocketResponse
from discord.http import HTTPClient, Route


@contextmanager
def reach_api_at(base: str | None) -> Iterator[None]:
    """All of discord.py's REST calls go to ``base``, such as ``http://proxy/api/v10``, meanwhile.

    It keeps the address for the whole process. Pictures keep their own.
    """
    if base is None:
        yield
        return
    before, Route.BASE = Route.BASE, base
    try:
        yield
    finally:
        Route.BASE = before


def reach_gateway_at(gateway: str, http: HTTPClient) -> None:
    """Every connection of this client goes there, whatever address Discord names: the first one,
    one to resume, and one anew.
    """
    connect = http.ws_connect
    target = yarl.URL(gateway)

    async def connect_there(url: str, *, compress: int = 0) -> ClientWebSocketResponse:
        # What the two agree on, such as the version and the compression, stands in the query.
        there = target.update_query(yarl.URL(url).query)
        return await connect(str(there), compress=compress)

    # discord.py offers no other way to have the last word on where a resume goes.
    http.ws_connect = connect_there  # type: ignore[method-assign]
