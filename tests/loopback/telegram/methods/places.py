"""Methods about chats and who is in them."""

from typing import Any

from tests.loopback.telegram.access import find_chat
from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.methods.table import Methods
from tests.loopback.telegram.payloads.chats import full_chat_payload
from tests.loopback.telegram.payloads.people import member_payload
from tests.loopback.telegram.rejections import bad_request
from tests.loopback.telegram.world.chats import Standing
from tests.loopback.telegram.world.registry import World

Json = dict[str, Any]


class PlaceMethods:
    """Tells the bot of chats."""

    def __init__(self, world: World) -> None:
        self._world = world

    def list_methods(self) -> Methods:
        return {
            "getChat": self.get_chat,
            "getChatMember": self.get_member,
            "getChatAdministrators": self.get_administrators,
            "leaveChat": self.leave,
        }

    async def get_chat(self, call: Call) -> Json:
        return full_chat_payload(find_chat(self._world, call))

    async def get_member(self, call: Call) -> Json:
        chat = find_chat(self._world, call)
        user = self._world.users.get(call.integer("user_id"))
        if user is None:
            raise bad_request("user not found")
        return member_payload(chat, user)

    async def get_administrators(self, call: Call) -> list[Json]:
        chat = find_chat(self._world, call)
        if chat.is_private:
            raise bad_request("there are no administrators in the private chat")
        users = [chat.users[user_id] for user_id in chat.standings]
        return [member_payload(chat, user) for user in users if chat.standing_of(user).is_admin]

    async def leave(self, call: Call) -> bool:
        chat = find_chat(self._world, call)
        if chat.is_private:
            raise bad_request("chat is private")
        self._world.move_bot(chat, Standing.LEFT, by=self._world.bot)
        return True
