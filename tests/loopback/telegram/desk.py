"""Makes and changes the bot's messages; what a message may show is checked before."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.telegram.access import Destination
from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.ledger import Ledger
from tests.loopback.telegram.rejections import bad_request, not_modified, wrong_file
from tests.loopback.telegram.rules.films import check_film, choose_kind
from tests.loopback.telegram.rules.keyboards import read_keyboard
from tests.loopback.telegram.rules.texts import read_caption, read_text
from tests.loopback.telegram.rules.uploads import UploadLimits
from tests.loopback.telegram.world.files import File, Media, NoPictureError
from tests.loopback.telegram.world.films import examine_film
from tests.loopback.telegram.world.messages import Message
from tests.loopback.telegram.world.registry import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a message shows."""

    text: str = ""
    caption: str = ""
    entities: list[Json] = field(default_factory=list)
    media: Media | None = None
    has_spoiler: bool = False
    keyboard: list[list[Json]] = field(default_factory=list)


class Desk:
    """``limits`` are those on uploads."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        self.world = world
        self.ledger = ledger
        self.limits = UploadLimits()
        self._album_count = 0

    def read_text(self, call: Call) -> Content:
        """What a call wants a message of words to be; raises RejectedError."""
        text, entities = read_text(
            call.text("text"), call.text("parse_mode"), call.json_list("entities")
        )
        return Content(text=text, entities=entities, keyboard=self.read_keyboard(call))

    def read_caption(self, call: Call, media: Media) -> Content:
        """What a call wants a message with media to be; raises RejectedError."""
        caption, entities = read_caption(
            call.text("caption"), call.text("parse_mode"), call.json_list("caption_entities")
        )
        return Content(
            caption=caption,
            entities=entities,
            media=media,
            has_spoiler=call.flag("has_spoiler"),
            keyboard=self.read_keyboard(call),
        )

    def read_keyboard(self, call: Call) -> list[list[Json]]:
        """The keyboard of a call; raises RejectedError."""
        is_new = call.method.lower().startswith("send")
        return read_keyboard(call.json_dict("reply_markup"), takes_others=is_new)

    async def read_input(self, call: Call, form: Any) -> Content:
        """What one of Telegram's InputMedia wants to show; raises RejectedError."""
        if not isinstance(form, dict):
            raise bad_request("can't parse InputMedia: expected an Object")
        kind = form.get("type")
        if kind not in ("photo", "document", "animation", "video"):
            raise bad_request("can't parse InputMedia: unsupported type")
        caption, entities = read_caption(
            form.get("caption") or "",
            form.get("parse_mode") or "",
            form.get("caption_entities") or [],
        )
        media = await self.keep(call.attached(str(form.get("media") or "")), kind, form)
        return Content(
            caption=caption,
            entities=entities,
            media=media,
            has_spoiler=bool(form.get("has_spoiler")),
        )

    async def keep(self, source: File | str | None, kind: str, form: Json) -> Media:
        """Stores an upload, which the form describes, or finds what was sent before; raises
        RejectedError.
        """
        if source is None or source == "":
            raise bad_request(f"there is no {kind} in the request")
        if isinstance(source, str):
            return self._find(source, kind)
        await self.limits.check(source, kind)
        film = await asyncio.to_thread(examine_film, source.data) if kind != "photo" else None
        check_film(kind, film, form)
        kind = choose_kind(kind, film, form)
        try:
            return await self.world.files.keep(source, kind, shrinks=kind == "photo")
        except NoPictureError as error:
            raise bad_request("IMAGE_PROCESS_FAILED") from error

    def _find(self, file_id: str, kind: str) -> Media:
        media = self.world.files.find_media(file_id)
        if media is None:
            raise wrong_file()
        if media.kind != kind:
            raise bad_request(f"can't use file of type {media.kind.title()} as {kind.title()}")
        return media

    def post(self, call: Call, where: Destination, content: Content) -> Message:
        """A new message of the bot's."""
        return self._add(call, where, content)

    def post_album(self, call: Call, where: Destination, contents: list[Content]) -> list[Message]:
        """Several messages that are shown as one."""
        self._album_count += 1
        group_id = str(13_000_000_000_000_000 + self._album_count)
        return [self._add(call, where, content, group_id=group_id) for content in contents]

    def _add(
        self, call: Call, where: Destination, content: Content, *, group_id: str | None = None
    ) -> Message:
        chat = where.chat
        message = Message(
            id=self.world.make_message_id(chat),
            chat=chat,
            sender=self.world.bot,
            created_at=self.world.clock.now(),
            media_group_id=group_id,
            reply_to=where.reply_to,
            topic=where.topic,
            disable_notification=call.flag("disable_notification"),
        )
        chat.messages.append(message)
        self._show(message, content)
        return message

    def edit(self, message: Message, content: Content) -> Message:
        """Shows something else; raises RejectedError if it is the same as before."""
        if _shown(message) == _shown(content):
            raise not_modified()
        message.edited_at = self.world.clock.now()
        self._show(message, content)
        return message

    def _show(self, message: Message, content: Content) -> None:
        message.text, message.caption = content.text, content.caption
        message.entities, message.keyboard = content.entities, content.keyboard
        message.media, message.has_spoiler = content.media, content.has_spoiler
        message.note_revision(self.world.clock.now())
        self.world.changes.notify()


_LOOKS: tuple[Callable[[Any], Any], ...] = (
    lambda shown: shown.text,
    lambda shown: shown.caption,
    lambda shown: shown.entities,
    lambda shown: shown.media,
    lambda shown: shown.has_spoiler,
    lambda shown: shown.keyboard,
)


def _shown(shown: Message | Content) -> list[Any]:
    return [look(shown) for look in _LOOKS]
