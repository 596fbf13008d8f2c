"""Methods about the bot itself: who it is, its commands, how it describes itself."""

from typing import Any

from tests.loopback.telegram.access import open_chat
from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.methods.table import Methods
from tests.loopback.telegram.payloads.people import user_payload
from tests.loopback.telegram.rejections import bad_request
from tests.loopback.telegram.rules.commands import check_commands, check_language, name_scope
from tests.loopback.telegram.world.registry import World

Json = dict[str, Any]

LONGEST_DESCRIPTION, LONGEST_SHORT_DESCRIPTION = 512, 120


class ApplicationMethods:
    """``commands`` are Telegram's JSON by scope and language code, ``descriptions`` by method."""

    def __init__(self, world: World) -> None:
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self._world = world

    def list_methods(self) -> Methods:
        return {
            "getMe": self.get_me,
            "setMyCommands": self.set_commands,
            "getMyCommands": self.get_commands,
            "deleteMyCommands": self.delete_commands,
            "setMyDescription": self.set_description,
            "setMyShortDescription": self.set_short_description,
        }

    async def get_me(self, _call: Call) -> Json:
        return user_payload(self._world.bot) | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self._world.privacy_mode,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def set_commands(self, call: Call) -> bool:
        key = self._read_key(call)
        self.commands[key] = check_commands(call.json_list("commands"))
        self._world.changes.notify()
        return True

    async def get_commands(self, call: Call) -> list[Json]:
        return self.commands.get(self._read_key(call), [])

    async def delete_commands(self, call: Call) -> bool:
        self.commands.pop(self._read_key(call), None)
        self._world.changes.notify()
        return True

    async def set_description(self, call: Call) -> bool:
        return self._describe(call, "description", LONGEST_DESCRIPTION)

    async def set_short_description(self, call: Call) -> bool:
        return self._describe(call, "short_description", LONGEST_SHORT_DESCRIPTION)

    def _describe(self, call: Call, name: str, longest: int) -> bool:
        if len(call.text(name)) > longest:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        self.descriptions[name, check_language(call.text("language_code"))] = call.text(name)
        return True

    def _read_key(self, call: Call) -> tuple[str, str]:
        scope = call.json_dict("scope")
        if "chat_id" in scope:
            open_chat(self._world, str(scope["chat_id"]))
        return name_scope(scope), check_language(call.text("language_code"))
