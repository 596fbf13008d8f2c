"""The bot's account, its application and its commands."""

from typing import Any

from aiohttp import web

from tests.loopback.discord.bodies import read_body
from tests.loopback.discord.payloads.people import own_payload, user_payload
from tests.loopback.discord.payloads.places import channel_payload
from tests.loopback.discord.rejections import (
    RejectedError,
    invalid_form,
    missing_access,
    unknown_guild,
    unknown_user,
)
from tests.loopback.discord.rest.answers import answer_json
from tests.loopback.discord.rules.commands import check_commands
from tests.loopback.discord.rules.values import check_dict
from tests.loopback.discord.world.registry import World

Json = dict[str, Any]

_COMMAND_DEFAULTS: Json = {
    "type": 1,
    "name_localizations": None,
    "description": "",
    "description_localizations": None,
    "default_member_permissions": None,
    "dm_permission": True,
    "contexts": None,
    "integration_types": [0],
    "nsfw": False,
    "options": [],
}


class ApplicationRoutes:
    """Who the bot is, and what it can be asked for."""

    def __init__(self, world: World) -> None:
        self._world = world

    def list_routes(self) -> list[web.RouteDef]:
        commands = "/applications/{application}/commands"
        in_guild = "/applications/{application}/guilds/{guild}/commands"
        return [
            web.get("/users/@me", self.show_self),
            web.post("/users/@me/channels", self.open_direct),
            web.get("/users/{user}", self.show_user),
            web.get("/applications/@me", self.show_application),
            web.get("/oauth2/applications/@me", self.show_application),
            web.get(commands, self.list_commands),
            web.put(commands, self.sync_commands),
            web.get(in_guild, self.list_commands),
            web.put(in_guild, self.sync_commands),
        ]

    async def show_self(self, _request: web.Request) -> web.Response:
        return answer_json(own_payload(self._world.bot))

    async def show_user(self, request: web.Request) -> web.Response:
        user = self._world.users.get(int(request.match_info["user"]))
        if user is None:
            raise unknown_user()
        return answer_json(user_payload(user))

    async def open_direct(self, request: web.Request) -> web.Response:
        form = check_dict((await read_body(request)).form, "_")
        user = self._world.users.get(int(form.get("recipient_id") or 0))
        if user is None or user is self._world.bot:
            raise invalid_form("recipient_id", "INVALID_RECIPIENT", "Invalid Recipient(s)")
        channel = self._world.open_direct(user)
        return answer_json(channel_payload(channel, self._world.bot))

    async def show_application(self, _request: web.Request) -> web.Response:
        application = self._world.application
        return answer_json(
            {
                "id": str(application.id),
                "name": application.name,
                "icon": None,
                "description": "",
                "rpc_origins": [],
                "bot_public": True,
                "bot_require_code_grant": False,
                "bot": user_payload(self._world.bot),
                "owner": user_payload(application.owner),
                "team": None,
                "verify_key": "0" * 64,
                "flags": application.flags,
                "approximate_guild_count": len(self._world.guilds),
                "approximate_user_install_count": 0,
                "integration_types_config": {"0": {}, "1": {}},
            }
        )

    async def list_commands(self, request: web.Request) -> web.Response:
        return answer_json(self._world.application.commands.get(self._scope(request), []))

    async def sync_commands(self, request: web.Request) -> web.Response:
        """Replaces all commands with those sent; the ones that stay keep their ids."""
        body = await read_body(request)
        scope = self._scope(request)
        known = {
            (command["type"], command["name"]): command["id"]
            for command in self._world.application.commands.get(scope, [])
        }
        synced = []
        for command in check_commands(body.form):
            whole = _COMMAND_DEFAULTS | {k: v for k, v in command.items() if v is not None}
            whole |= {
                "id": known.get((whole["type"], whole["name"])) or str(self._world.ids.make()),
                "application_id": str(self._world.application.id),
                "version": str(self._world.ids.make()),
            }
            if scope is not None:
                whole["guild_id"] = str(scope)
            synced.append(whole)
        self._world.application.commands[scope] = synced
        self._world.changes.notify()
        return answer_json(synced)

    def _scope(self, request: web.Request) -> int | None:
        """The guild whose commands are meant; None means everywhere."""
        if request.match_info["application"] != str(self._world.application.id):
            raise RejectedError(
                403, 20012, "You are not authorized to perform this action", is_fault=True
            )
        if "guild" not in request.match_info:
            return None
        guild = self._world.guilds.get(int(request.match_info["guild"]))
        if guild is None:
            raise unknown_guild()
        if not guild.has_bot:
            raise missing_access()
        return guild.id
