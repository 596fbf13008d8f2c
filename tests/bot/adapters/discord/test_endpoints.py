from typing import Any

import pytest
from discord.http import HTTPClient, Route

from bot.adapters.discord.endpoints import reach_api_at, reach_gateway_at
from tests.bot.adapters.discord.conftest import Connect
from tests.loopback.discord import LoopbackDiscord


def test_calls_go_to_the_proxy_as_long_as_it_is_wanted() -> None:
    before = Route.BASE
    with reach_api_at("http://proxy:80/api/v10"):
        assert Route("GET", "/gateway/bot").url == "http://proxy:80/api/v10/gateway/bot"
    assert before == Route.BASE
    with reach_api_at(None):
        assert before == Route.BASE


def test_the_address_is_put_back_after_a_failure() -> None:
    before = Route.BASE
    with pytest.raises(ZeroDivisionError), reach_api_at("http://proxy/api/v10"):
        raise ZeroDivisionError
    assert before == Route.BASE


async def test_what_the_gateway_is_asked_for_stays_the_same() -> None:
    http: Any = object.__new__(HTTPClient)
    asked: list[str] = []

    async def connect(url: str, *, compress: int = 0) -> None:
        asked.append(url)

    http.ws_connect = connect
    reach_gateway_at("ws://proxy:81/gateway?bot=1", http)
    await http.ws_connect("wss://gateway.discord.gg/?v=10&encoding=json")
    assert asked == ["ws://proxy:81/gateway?bot=1&v=10&encoding=json"]


async def test_a_session_is_resumed_through_the_proxy_too(
    connect: Connect, discord_server: LoopbackDiscord
) -> None:
    """Discord names an address of its own for that, which a proxy's bot can't reach."""
    discord_server._settings.resume_address = "ws://127.0.0.1:9/elsewhere"
    await connect()
    discord_server.connections.drop()
    await discord_server.connections.wait_until_resumed()
