"""Brings what a wish has to say to the people who wait for it, whatever Telegram takes of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from telegram import InlineKeyboardMarkup, Message
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram.callbacks import read_wish_callback
from bot.adapters.telegram.floods import Urgency
from bot.adapters.telegram.letter import Letter, Manner
from bot.adapters.telegram.lookout import Lookout
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.parcel import Parcel
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.posting import Posting
from bot.adapters.telegram.refusals import TOO_LARGE, Refusal, Remedy, read_refusal
from bot.adapters.telegram.status_message import Bot
from bot.adapters.telegram.traces import Traces
from bot.adapters.telegram.trying import Patience, try_to
from bot.errors import BotError, BotErrorCode
from bot.texts import Phrases
from bot.wishes import Content, Controls, Glance, Shown
from dream_core import DreamError
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)
_DIRECT, _MESSAGE = "direct", "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How one wish is delivered: whose it is, where, and what files may be.

    ``message_id`` and ``handles`` are what earlier deliveries of it have left, ``guide`` is what
    Telegram knows the picture by that guides it, and ``is_page`` tells that it is a sheet.
    """

    wish_id: str
    owner_id: int
    place: Place
    reply_to: int | None = None
    chat_title: str = ""
    document_bytes: int
    kind: Manner = "photo"
    is_page: bool = False
    guide: str = ""
    message_id: int | None = None
    handles: Mapping[str, Any]


class TelegramDelivery:
    """Shows a wish in its message, or else anew, or else to its owner alone.

    Implements :class:`bot.wishes.Delivery`. ``draw`` makes the wish's buttons, ``keep`` keeps the
    message's id and handles and raises nothing, and ``on_gone`` hears of a chat where nobody is
    any more.
    """

    def __init__(
        self,
        terms: Terms,
        *,
        bot: Bot,
        engine: DreamEngine,
        phrases: Phrases,
        lookout: Lookout,
        draw: Callable[[Content], InlineKeyboardMarkup | None],
        keep: Callable[[int | None, Mapping[str, Any]], Awaitable[None]],
        on_gone: Callable[[Place], Awaitable[None]],
        patience: Patience | None = None,
    ) -> None:
        self._terms = terms
        self._bot = bot
        self._engine = engine
        self._phrases = phrases
        self._lookout = lookout
        self._draw = draw
        self._keep = keep
        self._on_gone = on_gone
        self._patience = patience or Patience()
        self._try = partial(try_to, pauses_seconds=self._patience.pauses_seconds)
        self._takes_previews = True
        self._has_shown = False
        self.message = self._open_posting()
        self._direct: Posting | None = None
        if (left := terms.handles.get(_DIRECT)) is not None:
            self._direct = self._open_direct(Traces.read(left.get(_MESSAGE), left))

    @property
    def shown(self) -> Shown | None:
        """The message as it is now; None until it is there, and where it got lost."""
        return self._say_where() if self.message.message_id is not None else None

    async def show(self, content: Content) -> Glance:
        """Shows progress if it can be shown."""
        if not self._takes_previews:
            content = replace(content, pictures=None)
        letter = self._write(content, self._pack(content))
        # The first one is what somebody waits for: even an offer's message is to change.
        urgency = Urgency.GLANCE if self._has_shown else Urgency.RESULT
        try:
            await self.message.settle()
            async with asyncio.timeout(self._patience.glance_seconds):
                await self.message.show(letter, urgency=urgency)
        except TimeoutError:
            return Glance.SKIPPED
        except TelegramError as error:
            return await self._heed_glance(read_refusal(error), letter)
        self._has_shown = True
        return Glance.SHOWN

    async def close(self, content: Content) -> Shown | None:
        """Shows an ending that nobody needs to be sought for: only where the message still is.

        Raises UnreachableError where Telegram can't be asked now.
        """
        letter = self._write(content, self._pack(content))
        return self._say_where() if await self._change(letter) else None

    async def finish(self, content: Content) -> Shown | None:
        """Posts the ending, or sends it to the owner; None where nobody is there any more.

        Raises UnreachableError where Telegram can't be asked now, and BotError with NOT_DELIVERED
        if people are there, and neither was possible.
        """
        if (posted := self._find_posted(content)) is not None:
            return posted
        parcel = self._pack(content)
        refusal: Refusal | None
        try:
            await parcel.fit()
            post = partial(self._post, content, parcel)
            alter = partial(self._alter, parcel)
            refusal = await self._try(post, self._patience.posting_seconds, alter)
        except DreamError:
            refusal = TOO_LARGE
        if refusal is None:
            return self._say_where()
        if refusal.remedy is Remedy.END:
            _log.info("dream_unseen", wish_id=self._terms.wish_id)
            await self._on_gone(self.message.place)
            return None
        _log.info("dream_refused", wish_id=self._terms.wish_id, reason=refusal.text_id)
        return await self._tell_owner(content, refusal)

    def _find_posted(self, content: Content) -> Shown | None:
        """Where dreams are that an earlier delivery has posted."""
        if not content.pictures:
            return None
        if self._direct is not None and self._direct.traces.messages:
            return _describe(self._direct)
        return self._say_where() if self.message.is_complete else None

    async def _post(self, content: Content, parcel: Parcel) -> None:
        if len(parcel.uploads) > 1:
            await self._post_album(content, parcel)
        else:
            await self.message.show_dream(self._write(content, parcel))

    async def _post_album(self, content: Content, parcel: Parcel) -> None:
        """The pictures, then their words and buttons below: an album can't have any itself.

        What a try before this one got to is not sent again.
        """
        message = self.message
        await message.post_album(parcel.uploads)
        if message.is_complete:
            return
        await self._remove_status()
        message.reply_to = message.traces.messages[0]
        below = Letter(text=content.text, keyboard=self._draw(content))
        await message.show(below, urgency=Urgency.RESULT)

    async def _remove_status(self) -> None:
        """One that Telegram deletes no more gets the album's words instead."""
        try:
            await self.message.remove()
        except BadRequest as error:
            if "not found" in error.message.lower():  # somebody was quicker
                self.message.lose()

    async def _alter(self, parcel: Parcel, refusal: Refusal) -> bool:
        """Whether there is another form of it, or another place for it."""
        match refusal.remedy:
            case Remedy.MOVE:
                self.message.move(refusal.moved_to or 0)
            case Remedy.ANEW:
                if self.message.message_id is None:
                    return False
                self.message.lose()
            case Remedy.AS_DOCUMENT | Remedy.DIRECT:
                # Where photos may not be sent, files may.
                return parcel.send_otherwise()
            case Remedy.SHRINK:
                # A file may be larger than a photo.
                return parcel.send_as_documents() or await parcel.shrink()
            case _:
                return False
        return True

    async def _heed_glance(self, refusal: Refusal, letter: Letter) -> Glance:
        match refusal.remedy:
            case Remedy.SKIP | Remedy.RETRY:
                return Glance.SKIPPED
            case Remedy.MOVE:
                self.message.move(refusal.moved_to or 0)
                return Glance.SKIPPED
            case Remedy.AS_DOCUMENT | Remedy.DIRECT if letter.upload is not None:
                # It is too narrow, or photos may not be sent there: words will do.
                self._takes_previews = False
                return Glance.SKIPPED
            case Remedy.END:
                await self._on_gone(self.message.place)
        return Glance.LOST

    async def _tell_owner(self, content: Content, refusal: Refusal) -> Shown | None:
        """That it was in vain, where the message is or else to the owner alone."""
        if self.message.has_album:  # the pictures are there, and only their words aren't
            return _describe(self.message)
        reason = MARKUP.escape(self._phrases.say(refusal.text_id))
        if refusal.remedy is Remedy.DIRECT:
            return await self._write_directly(content, reason)
        tell = partial(self.message.show, Letter(text=reason), urgency=Urgency.RESULT)
        if (again := await self._try(tell, self._patience.telling_seconds)) is not None:
            _log.warning(
                "dream_not_delivered", wish_id=self._terms.wish_id, remedy=again.remedy.name
            )
            raise BotError(
                BotErrorCode.NOT_DELIVERED,
                "The dream is finished, but it couldn't be posted here.",
                "Ask for it again, perhaps with a smaller size.",
            )
        return self._say_where()

    async def _write_directly(self, content: Content, reason: str) -> Shown | None:
        """To the owner alone, where the group doesn't take it; its message says why, if it can.

        Bots can't write to people who never wrote to them, and a chat that asked as itself, such
        as for an anonymous administrator, isn't written to elsewhere.
        """
        is_told = await self._change(Letter(text=reason))
        if not self.message.place.is_private and self._terms.owner_id > 0:
            direct = self._direct = self._direct or self._open_direct(
                Traces(guide=self.message.traces.guide)
            )
            if await self._send_to_owner(direct, content, reason):
                return _describe(direct)
        _log.info("dream_unseen", wish_id=self._terms.wish_id, is_told=is_told)
        return self._say_where() if is_told else None

    async def _send_to_owner(self, direct: Posting, content: Content, reason: str) -> bool:
        """Whether the owner takes it."""
        parcel = self._pack(content)
        try:
            await parcel.fit()
        except DreamError:
            return False
        text = f"{MARKUP.escape(self._introduce())} {reason}\n{content.text}"
        post = partial(_post_directly, direct, text, parcel)
        return await self._try(post, self._patience.posting_seconds) is None

    async def _change(self, letter: Letter) -> bool:
        """Edits the message that is there; whether that was possible."""
        if await self._try(self.message.settle, self._patience.posting_seconds) is not None:
            return False
        if self.message.message_id is None:
            return False
        edit = partial(self.message.show, letter, urgency=Urgency.RESULT)
        return await self._try(edit, self._patience.telling_seconds) is None

    def _pack(self, content: Content) -> Parcel:
        return Parcel(
            content.pictures or (),
            self._engine,
            document_bytes=self._terms.document_bytes,
            kind=self._terms.kind if content.controls is Controls.RESULT else "photo",
            is_page=self._terms.is_page,
        )

    def _write(self, content: Content, parcel: Parcel) -> Letter:
        """A message can lose its picture no more than it can have two."""
        upload = next(iter(parcel.uploads), None)
        return Letter(text=content.text, upload=upload, keyboard=self._draw(content))

    def _say_where(self) -> Shown:
        if self.message.message_id is None:
            raise RuntimeError("a message was shown without getting an id")
        return Shown(message_id=self.message.message_id, handles=self._collect_handles())

    def _collect_handles(self) -> dict[str, Any]:
        handles = self.message.traces.describe()
        if self._direct is not None:
            traces = self._direct.traces
            handles[_DIRECT] = {**traces.describe(), _MESSAGE: traces.message_id}
        return handles

    async def _keep_traces(self) -> None:
        await self._keep(self.message.message_id, self._collect_handles())

    def _open_posting(self) -> Posting:
        terms = self._terms
        traces = Traces.read(terms.message_id, terms.handles)
        traces.guide = traces.guide or terms.guide
        has_moved = traces.chat_id is not None
        return Posting(
            self._bot,
            terms.place.moved_to(traces.chat_id) if traces.chat_id is not None else terms.place,
            traces,
            reply_to=None if has_moved else terms.reply_to,
            lookout=self._lookout,
            fits=partial(_is_of, terms.wish_id),
            mark=self._draw(Content(text="", controls=Controls.CANCEL)),
            keep=self._keep_traces,
        )

    def _open_direct(self, traces: Traces) -> Posting:
        return Posting(
            self._bot,
            Place(chat_id=self._terms.owner_id, is_private=True),
            traces,
            reply_to=None,
            lookout=self._lookout,
            fits=partial(_begins_with, self._introduce()),
            keep=self._keep_traces,
        )

    def _introduce(self) -> str:
        return self._phrases.say("telegram-direct", chat=self._terms.chat_title)


async def _post_directly(direct: Posting, text: str, parcel: Parcel) -> None:
    uploads = parcel.uploads
    if len(uploads) > 1:
        await direct.post_album(uploads, caption=Letter(text=text).caption)
    else:
        await direct.show_dream(Letter(text=text, upload=next(iter(uploads), None)))


def _describe(posting: Posting) -> Shown:
    """Where a posting's dreams are; the first of an album stands for all."""
    traces = posting.traces
    message_id = next(iter(traces.messages), traces.message_id)
    if message_id is None:
        raise RuntimeError("nothing was posted")
    return Shown(message_id=message_id, handles=traces.describe())


def _is_of(wish_id: str, message: Message) -> bool:
    """Whether a message's buttons belong to the wish."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    found = (read_wish_callback(str(each.callback_data or "")) for row in rows for each in row)
    return any(callback is not None and callback.wish_id == wish_id for callback in found)


def _begins_with(words: str, message: Message) -> bool:
    return (message.text or "").startswith(words)
