"""Where the gateway is, and how many shards a bot should use."""

from aiohttp import web

from tests.loopback.discord.gateway.server import GatewayServer
from tests.loopback.discord.rest.answers import answer_json


class DiscoveryRoutes:
    """``address`` is the gateway's."""

    def __init__(self, server: GatewayServer) -> None:
        self.address = ""
        self._server = server

    def list_routes(self) -> list[web.RouteDef]:
        return [web.get("/gateway", self.show), web.get("/gateway/bot", self.show_for_bot)]

    async def show(self, _request: web.Request) -> web.Response:
        return answer_json({"url": self.address})

    async def show_for_bot(self, _request: web.Request) -> web.Response:
        limit = {
            "total": 1000,
            "remaining": 1000 - self._server.identify_count,
            "reset_after": 14_400_000,
            "max_concurrency": 1,
        }
        shards = self._server.settings.shards
        return answer_json({"url": self.address, "shards": shards, "session_start_limit": limit})
