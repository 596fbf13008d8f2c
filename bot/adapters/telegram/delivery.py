"""Brings what a wish has to say to the people who wait for it, whatever Telegram takes of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

import structlog
from telegram import InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from bot.adapters.telegram.floods import Urgency
from bot.adapters.telegram.letter import Letter, UploadKind
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.parcel import Parcel
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.refusals import OUTAGE, TOO_LARGE, Refusal, Remedy, read_refusal
from bot.adapters.telegram.shown import describe_messages
from bot.adapters.telegram.status_message import (
    Bot,
    StatusMessage,
    reply_parameters,
    send_letter,
)
from bot.errors import BotError, BotErrorCode
from bot.texts import Phrases
from bot.wishes import Content, Controls, Glance, Shown
from dream_core import DreamError
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)
_MOST_TRIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long Telegram is asked again, within the service's limit for one call.

    ``pauses_seconds`` lie between the tries where Telegram doesn't say itself how long to wait;
    ``posting_seconds`` are for all tries, ``telling_seconds`` for telling that it was in vain,
    ``glance_seconds`` for showing progress.
    """

    pauses_seconds: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
    posting_seconds: float = 240.0
    telling_seconds: float = 30.0
    glance_seconds: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How one wish is delivered: whose it is, the chat's name, and what files may be."""

    wish_id: str
    owner_id: int
    chat_title: str = ""
    document_bytes: int
    kind: UploadKind = "photo"


class TelegramDelivery:
    """Shows a wish in its message, or else anew, or else to its owner alone.

    Implements :class:`bot.wishes.Delivery`. ``draw`` makes the wish's buttons. ``on_gone`` hears
    of a chat where nobody is any more.
    """

    def __init__(
        self,
        message: StatusMessage,
        terms: Terms,
        *,
        bot: Bot,
        engine: DreamEngine,
        phrases: Phrases,
        draw: Callable[[Controls], InlineKeyboardMarkup | None],
        on_gone: Callable[[Place], Awaitable[None]],
        patience: Patience | None = None,
    ) -> None:
        self.message = message
        self._terms = terms
        self._bot = bot
        self._engine = engine
        self._phrases = phrases
        self._draw = draw
        self._on_gone = on_gone
        self._patience = patience or Patience()
        self._album: tuple[Message, ...] = ()
        self._takes_previews = True
        self._has_shown = False

    @property
    def shown(self) -> Shown | None:
        """The message as it is now; None until it is there, and where it got lost."""
        return self._say_where() if self.message.message_id is not None else None

    async def show(self, content: Content) -> Glance:
        """Shows progress if it can be shown."""
        if not self._takes_previews:
            content = replace(content, pictures=None)
        letter = self._write(content, self._pack(content))
        try:
            async with asyncio.timeout(self._patience.glance_seconds):
                # The first one is what somebody waits for: even an offer's message is to change.
                urgency = Urgency.GLANCE if self._has_shown else Urgency.RESULT
                await self.message.show(letter, urgency=urgency)
        except TimeoutError:
            return Glance.SKIPPED
        except TelegramError as error:
            return await self._heed_glance(read_refusal(error), letter)
        self._has_shown = True
        return Glance.SHOWN

    async def close(self, content: Content) -> Shown | None:
        """Shows an ending that nobody needs to be sought for: only where the message still is."""
        if self.message.message_id is None:
            return None
        letter = self._write(content, self._pack(content))
        return self._say_where() if await self._change_quietly(letter) else None

    async def finish(self, content: Content) -> Shown | None:
        """Posts the ending, or sends it to the owner; None where nobody is there any more.

        Raises BotError with NOT_DELIVERED if people are, and neither was possible.
        """
        parcel = self._pack(content)
        refusal: Refusal | None
        try:
            async with asyncio.timeout(self._patience.posting_seconds):
                await parcel.fit()
                refusal = await self._try(partial(self._post, content, parcel), parcel)
        except TimeoutError:
            refusal = OUTAGE
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

    async def _post(self, content: Content, parcel: Parcel) -> None:
        if len(parcel.uploads) > 1:
            await self._post_album(content, parcel)
        else:
            await self._edit(self._write(content, parcel))

    async def _edit(self, letter: Letter) -> None:
        shown = await self.message.show(letter, urgency=Urgency.RESULT)
        if shown is not None:
            self._album = (shown,)

    async def _post_album(self, content: Content, parcel: Parcel) -> None:
        """The pictures, then their words and buttons below: an album can't have any itself.

        What a try before this one got to is not sent again.
        """
        place = self.message.place
        if not self._album:
            self._album = await self._bot.send_media_group(
                place.chat_id,
                [upload.as_media() for upload in parcel.uploads],
                message_thread_id=place.thread_id,
                reply_parameters=reply_parameters(self.message.reply_to),
                rate_limit_args=Urgency.RESULT,
            )
        below = Letter(text=content.text, keyboard=self._draw(content.controls))
        first = self._album[0].message_id
        sent = await send_letter(self._bot, place, below, reply_to=first, urgency=Urgency.RESULT)
        with suppress(TelegramError):  # somebody was quicker
            await self.message.remove()
        self.message.message_id = sent.message_id

    async def _try(self, way: Callable[[], Awaitable[None]], parcel: Parcel) -> Refusal | None:
        """None once it went through. Raises DreamError where pictures can be no smaller."""
        pauses = iter(self._patience.pauses_seconds)
        refusal = OUTAGE
        for _ in range(_MOST_TRIES):
            try:
                await way()
            except TelegramError as error:
                refusal = read_refusal(error)
                _log.debug("telegram_refused", wish_id=self._terms.wish_id, error=str(error))
            else:
                return None
            if not await self._apply(refusal, parcel, pauses):
                return refusal
        return refusal

    async def _apply(self, refusal: Refusal, parcel: Parcel, pauses: Iterator[float]) -> bool:
        """Whether there is something to try again."""
        match refusal.remedy:
            case Remedy.RETRY:
                pause = refusal.pause_seconds or next(pauses, None)
                if pause is None:
                    return False
                await asyncio.sleep(pause)
            case Remedy.MOVE:
                self._move(refusal)
            case Remedy.ANEW:
                if self.message.message_id is None:
                    return False
                self.message.lose()
            case Remedy.AS_DOCUMENT | Remedy.DIRECT:
                # Where photos may not be sent, files may.
                return parcel.send_as_documents()
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
                self._move(refusal)
                return Glance.SKIPPED
            case Remedy.AS_DOCUMENT | Remedy.DIRECT if letter.upload is not None:
                # It is too narrow, or photos may not be sent there: words will do.
                self._takes_previews = False
                return Glance.SKIPPED
            case Remedy.END:
                await self._on_gone(self.message.place)
        return Glance.LOST

    def _move(self, refusal: Refusal) -> None:
        """Nothing that was sent to the old group is in the new one."""
        self.message.move(refusal.moved_to or 0)
        self._album = ()

    def _pack(self, content: Content) -> Parcel:
        return Parcel(
            content.pictures or (),
            self._engine,
            document_bytes=self._terms.document_bytes,
            kind=self._terms.kind if content.controls is Controls.RESULT else "photo",
        )

    def _write(self, content: Content, parcel: Parcel) -> Letter:
        """A message can lose its picture no more than it can have two."""
        upload = next(iter(parcel.uploads), None)
        return Letter(text=content.text, upload=upload, keyboard=self._draw(content.controls))

    def _say_where(self) -> Shown:
        if self.message.message_id is None:
            raise RuntimeError("a message was shown without getting an id")
        return Shown(message_id=self.message.message_id, handles=describe_messages(self._album))

    async def _tell_owner(self, content: Content, refusal: Refusal) -> Shown | None:
        """That it was in vain, where the message is or else to the owner alone."""
        if len(self._album) > 1:  # the pictures are there, and only their words aren't
            await self._change_quietly(None)
            first = self._album[0].message_id
            return Shown(message_id=first, handles=describe_messages(self._album))
        reason = MARKUP.escape(self._phrases.say(refusal.text_id))
        if refusal.remedy is Remedy.DIRECT:
            return await self._write_directly(content, reason)
        try:
            async with asyncio.timeout(self._patience.telling_seconds):
                await self.message.show(Letter(text=reason), urgency=Urgency.RESULT)
        except (TelegramError, TimeoutError) as error:
            _log.warning("dream_not_delivered", wish_id=self._terms.wish_id, error=str(error))
            raise BotError(
                BotErrorCode.NOT_DELIVERED,
                "The dream is finished, but it couldn't be posted here.",
                "Ask for it again, perhaps with a smaller size.",
            ) from error
        return self._say_where()

    async def _write_directly(self, content: Content, reason: str) -> Shown | None:
        """To the owner alone, where the group doesn't take it; its message says why, if it can.

        Bots can't write to people who never wrote to them, and a chat that asked as itself, such
        as for an anonymous administrator, isn't written to elsewhere.
        """
        is_told = await self._change_quietly(Letter(text=reason))
        sent: list[Message] = []
        if not self.message.place.is_private and self._terms.owner_id > 0:
            with suppress(TelegramError, TimeoutError, DreamError):
                async with asyncio.timeout(self._patience.posting_seconds):
                    await self._send_to_owner(content, reason, sent)
        if sent:
            return Shown(message_id=sent[0].message_id, handles=describe_messages(sent))
        _log.info("dream_unseen", wish_id=self._terms.wish_id, is_told=is_told)
        return self._say_where() if is_told else None

    async def _send_to_owner(self, content: Content, reason: str, sent: list[Message]) -> None:
        """Adds to ``sent`` what has arrived, so that it isn't lost where the rest doesn't."""
        intro = MARKUP.escape(self._phrases.say("telegram-direct", chat=self._terms.chat_title))
        parcel = self._pack(content)
        await parcel.fit()
        owner = Place(chat_id=self._terms.owner_id, is_private=True)
        for number, upload in enumerate(parcel.uploads or (None,)):
            text = f"{intro} {reason}\n{content.text}" if number == 0 else ""
            letter = Letter(text=text, upload=upload)
            sent.append(
                await send_letter(self._bot, owner, letter, reply_to=None, urgency=Urgency.RESULT)
            )

    async def _change_quietly(self, letter: Letter | None) -> bool:
        """Edits the message that is there, or removes it; whether that was possible."""
        if self.message.message_id is None:
            return False
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(self._patience.telling_seconds):
                if letter is None:
                    await self.message.remove()
                else:
                    await self.message.show(letter, urgency=Urgency.RESULT)
                return True
        return False
