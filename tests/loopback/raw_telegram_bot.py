"""A bot without a library: calls exactly the methods that a test wants called."""

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
from PIL import Image

from tests.loopback.telegram import Chat, LoopbackTelegram, Message

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: Any

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def refusal(self) -> str:
        """The description of an answer that says no, which tells its status too."""
        assert not self.body["ok"]
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


class RawTelegramBot:
    """Talks HTTP with a loopback. Fields that aren't text are sent as JSON."""

    def __init__(self, server: LoopbackTelegram, session: aiohttp.ClientSession) -> None:
        self.server = server
        self.session = session
        self.offset = 0

    async def call(
        self,
        method: str,
        *,
        files: dict[str, tuple[str, bytes]] | None = None,
        token: str | None = None,
        **fields: Any,
    ) -> Reply:
        """One call by a form, of several parts if there are files."""
        form = {name: encode(value) for name, value in fields.items() if value is not None}
        data: Any = form
        if files:
            data = aiohttp.FormData(form)
            for part, (name, content) in files.items():
                data.add_field(part, BytesIO(content), filename=name)
        return await self.request("POST", method, token=token, data=data)

    async def request(
        self, verb: str, method: str, *, token: str | None = None, **options: Any
    ) -> Reply:
        address = f"{self.server.api_base}/bot{token or self.server.token}/{method}"
        async with self.session.request(verb, address, **options) as answer:
            return Reply(answer.status, await answer.json())

    async def say(self, chat: Chat, text: str = "x", **fields: Any) -> Reply:
        return await self.call("sendMessage", chat_id=chat.id, text=text, **fields)

    async def said(self, chat: Chat, text: str = "x", **fields: Any) -> Message:
        """The message that was sent."""
        reply = await self.say(chat, text, **fields)
        message = chat.find_message(reply.result["message_id"])
        assert message is not None
        return message

    async def show(
        self, chat: Chat, data: bytes, kind: str = "photo", *, name: str = "a.png", **fields: Any
    ) -> Reply:
        """Sends a photo or a document."""
        method = f"send{kind.title()}"
        return await self.call(method, files={kind: (name, data)}, chat_id=chat.id, **fields)

    async def edit(self, message: Message, what: str, **fields: Any) -> Reply:
        """``what`` is what is edited: Text, Caption, Media or ReplyMarkup."""
        chat_id, message_id = message.chat.id, message.id
        return await self.call(
            f"editMessage{what}", chat_id=chat_id, message_id=message_id, **fields
        )

    async def hear(self, **fields: Any) -> list[Json]:
        """The updates since the last time."""
        reply = await self.call("getUpdates", **{"offset": self.offset, **fields})
        updates: list[Json] = reply.result
        if updates:
            self.offset = updates[-1]["update_id"] + 1
        return updates

    async def hear_messages(self) -> list[Json]:
        """The messages that people wrote since the last time."""
        messages = [update["message"] for update in await self.hear() if "message" in update]
        service = {"new_chat_members", "forum_topic_created"}
        return [message for message in messages if not service & message.keys()]

    async def fetch(self, file_id: str) -> bytes:
        """The bytes of a file."""
        reply = await self.call("getFile", file_id=file_id)
        return await self.download(reply.result["file_path"])

    async def download(self, path: str) -> bytes:
        token = self.server.token.replace(":", "%3A")
        address = f"{self.server.api_base}/file/bot{token}/{path}"
        async with self.session.get(address) as answer:
            answer.raise_for_status()
            return await answer.read()


def encode(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def keyboard(*labels: str, **more: Any) -> Json:
    """An inline keyboard of one row; each button's data is its label in small letters."""
    buttons = [{"text": label, "callback_data": label.lower(), **more} for label in labels]
    return {"inline_keyboard": [buttons]}


def draw(width: int = 30, height: int = 20, *, kind: str = "PNG", colour: str = "teal") -> bytes:
    """A picture of one colour."""
    buffer = BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()
