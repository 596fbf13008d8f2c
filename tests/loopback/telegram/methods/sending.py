"""Methods that send: words, photos, films, documents, albums, actions."""

from typing import Any

from tests.loopback.telegram.access import find_chat, find_destination, find_topic
from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.desk import Content, Desk
from tests.loopback.telegram.methods.table import Methods
from tests.loopback.telegram.payloads.messages import message_payload
from tests.loopback.telegram.rejections import bad_request
from tests.loopback.telegram.rules.films import DESCRIPTIONS

Json = dict[str, Any]

_ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)
_FEWEST, _MOST = 2, 10


class SendingMethods:
    """Sends the bot's messages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._world = desk.world

    def list_methods(self) -> Methods:
        return {
            "sendMessage": self.send_message,
            "sendPhoto": self.send_photo,
            "sendAnimation": self.send_animation,
            "sendVideo": self.send_video,
            "sendDocument": self.send_document,
            "sendMediaGroup": self.send_album,
            "sendChatAction": self.send_action,
        }

    async def send_message(self, call: Call) -> Json:
        where = find_destination(self._world, call, "text messages")
        message = self._desk.post(call, where, self._desk.read_text(call))
        return message_payload(message)

    async def send_photo(self, call: Call) -> Json:
        return await self._send_media(call, "photo")

    async def send_animation(self, call: Call) -> Json:
        return await self._send_media(call, "animation")

    async def send_video(self, call: Call) -> Json:
        return await self._send_media(call, "video")

    async def send_document(self, call: Call) -> Json:
        return await self._send_media(call, "document")

    async def _send_media(self, call: Call, kind: str) -> Json:
        where = find_destination(self._world, call, f"{kind}s")
        form = {name: call.text(name) for name in DESCRIPTIONS}
        media = await self._desk.keep(call.file(kind), kind, form)
        message = self._desk.post(call, where, self._desk.read_caption(call, media))
        return message_payload(message)

    async def send_album(self, call: Call) -> list[Json]:
        forms = call.json_list("media")
        kinds = {form.get("type") for form in forms if isinstance(form, dict)}
        where = find_destination(self._world, call, "photos" if "photo" in kinds else "documents")
        if len(forms) < _FEWEST:
            raise bad_request("there are too few messages to send as an album")
        if len(forms) > _MOST:
            raise bad_request("there are too many messages to send as an album")
        if "animation" in kinds:
            raise bad_request('type "animation" can\'t be used in sendMediaGroup')
        if not kinds <= {"photo", "video"} and kinds != {"document"}:
            raise bad_request("document can't be mixed with other media types")
        if call.text("reply_markup"):
            self._desk.ledger.blame("sendMediaGroup: albums have no keyboard")
        contents: list[Content] = [await self._desk.read_input(call, form) for form in forms]
        return [message_payload(sent) for sent in self._desk.post_album(call, where, contents)]

    async def send_action(self, call: Call) -> bool:
        chat = find_chat(self._world, call)
        if call.text("action") not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        chat.actions.append((call.text("action"), find_topic(chat, call)))
        self._world.changes.notify()
        return True
