"""Guilds, members and channels, as the bot may look them up."""

from aiohttp import web

from tests.loopback.discord.payloads.people import member_payload
from tests.loopback.discord.payloads.places import channel_payload, guild_payload
from tests.loopback.discord.rejections import missing_access, unknown_guild, unknown_user
from tests.loopback.discord.rest.answers import answer_json
from tests.loopback.discord.rest.messages import MessageRoutes
from tests.loopback.discord.world.guilds import Guild
from tests.loopback.discord.world.registry import World


class PlaceRoutes:
    """Reading alone: the bot changes nothing there."""

    def __init__(self, world: World, messages: MessageRoutes) -> None:
        self._world = world
        self._messages = messages

    def list_routes(self) -> list[web.RouteDef]:
        return [
            web.get("/channels/{channel}", self.show_channel),
            web.get("/guilds/{guild}", self.show_guild),
            web.get("/guilds/{guild}/channels", self.list_channels),
            web.get("/guilds/{guild}/members/{user}", self.show_member),
        ]

    async def show_channel(self, request: web.Request) -> web.Response:
        channel = self._messages.open_channel(request)
        return answer_json(channel_payload(channel, self._world.bot))

    async def show_guild(self, request: web.Request) -> web.Response:
        return answer_json(guild_payload(self._open(request), self._world.bot))

    async def list_channels(self, request: web.Request) -> web.Response:
        channels = [one for one in self._open(request).channels if not one.is_thread]
        return answer_json([channel_payload(one, self._world.bot) for one in channels])

    async def show_member(self, request: web.Request) -> web.Response:
        member = self._open(request).members.get(int(request.match_info["user"]))
        if member is None:
            raise unknown_user()
        return answer_json(member_payload(member))

    def _open(self, request: web.Request) -> Guild:
        guild = self._world.guilds.get(int(request.match_info["guild"]))
        if guild is None:
            raise unknown_guild()
        if not guild.has_bot:
            raise missing_access()
        return guild
