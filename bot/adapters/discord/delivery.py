"""Brings what a wish has to say to the people who wait for it, whatever Discord takes of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

import discord
import structlog

from bot.adapters.discord.draft import Draft, escape
from bot.adapters.discord.parcel import Parcel
from bot.adapters.discord.place import USUAL_FILE_BYTES
from bot.adapters.discord.posting import edit_as_bot, post_as_bot, post_to_person
from bot.adapters.discord.refusals import (
    EXPIRED,
    FAULTS,
    OUTAGE,
    TOO_LARGE,
    Refusal,
    Remedy,
    read_refusal,
)
from bot.adapters.discord.status_message import StatusMessage
from bot.conversation import UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.texts import Phrases
from bot.wishes import Content, Glance, Shown
from dream_core import DreamError
from dream_core.engine.protocol import DreamEngine

_log = structlog.get_logger(__name__)

_MOVES_ON = (Remedy.AS_BOT, Remedy.ANEW)

SendWay = Callable[[Draft], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long Discord is asked again, within the service's limit for one call.

    ``pauses_seconds`` lie between the tries, discord.py's own inside each come on top;
    ``posting_seconds`` are for all tries in the channel, ``telling_seconds`` for telling the owner
    that it was in vain, ``glance_seconds`` for showing progress.
    """

    pauses_seconds: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0)
    posting_seconds: float = 36.0
    telling_seconds: float = 12.0
    glance_seconds: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Whose wish it is, and what of it may be sent to them directly."""

    wish_id: str
    owner_id: int
    is_restricted: bool


class DiscordDelivery:
    """Shows a wish in its message, or else near it, or else to its owner alone.

    Implements :class:`bot.wishes.Delivery`. ``draw`` makes drafts with the wish's buttons.
    """

    def __init__(
        self,
        message: StatusMessage,
        address: Address,
        *,
        client: discord.Client,
        engine: DreamEngine,
        phrases: Phrases,
        draw: Callable[[Content], Draft],
        patience: Patience | None = None,
    ) -> None:
        self.message = message
        self._address = address
        self._client = client
        self._engine = engine
        self._phrases = phrases
        self._draw = draw
        self._patience = patience or Patience()

    @property
    def shown(self) -> Shown | None:
        """The message as it is now; None until it is there, and where it got lost."""
        message_id = self.message.message_id
        return None if message_id is None else Shown(message_id=message_id)

    async def show(self, content: Content) -> Glance:
        """Shows progress if it can be shown."""
        draft = self._draw(content)
        way = self._choose_edit()
        if way is None:
            return Glance.LOST
        try:
            async with asyncio.timeout(self._patience.glance_seconds):
                await way(draft)
        except FAULTS as error:
            remedy = self._heed(error).remedy
            can_go_on = remedy is Remedy.RETRY or (
                remedy is Remedy.AS_BOT and self._choose_edit() is not None
            )
            return Glance.SKIPPED if can_go_on else Glance.LOST
        return Glance.SHOWN

    async def close(self, content: Content) -> None:
        """Shows an ending that nobody needs to be sought for: only where the message still is.

        Raises UnreachableError where it may be shown later.
        """
        try:
            async with asyncio.timeout(self._patience.posting_seconds):
                refusal = await self._edit(self._pack(self._draw(content)))
        except TimeoutError:
            refusal = OUTAGE
        _check_reached(refusal)

    async def finish(self, content: Content) -> Shown:
        """Posts the ending, or sends it to the owner; returns the message it is in.

        Raises UnreachableError where it may be posted later, BotError with NOT_DELIVERED where it
        was possible nowhere.
        """
        parcel = self._pack(self._draw(content))
        try:
            async with asyncio.timeout(self._patience.posting_seconds):
                refusal = await self._post(parcel)
        except TimeoutError:
            refusal = OUTAGE
        if refusal is None:
            return Shown(message_id=self._shown_id())
        _check_reached(refusal)
        _log.info("dream_refused", wish_id=self._address.wish_id, reason=refusal.text_id)
        return Shown(message_id=await self._tell_owner(parcel, refusal))

    async def _post(self, parcel: Parcel) -> Refusal | None:
        """Tries every way into the channel; None once the draft is there."""
        try:
            await parcel.fit(self.message.place.file_bytes)
            refusal = await self._edit(parcel)
            if refusal and refusal.remedy in _MOVES_ON and self.message.place.is_member:
                refusal = await self._try(self._post_as_bot, parcel)
        except DreamError:
            return TOO_LARGE
        return refusal

    async def _edit(self, parcel: Parcel) -> Refusal | None:
        """Makes or edits the message on the ways that are left; None once it is shown."""
        refusal: Refusal | None = EXPIRED
        while refusal is not None and refusal.remedy in _MOVES_ON and (way := self._choose_edit()):
            refusal = await self._try(way, parcel)
        return refusal

    async def _try(self, way: SendWay, parcel: Parcel) -> Refusal | None:
        pauses = iter(self._patience.pauses_seconds)
        while True:
            try:
                await way(parcel.draft)
            except FAULTS as error:
                refusal = self._heed(error)
            else:
                return None
            if refusal.remedy is Remedy.SHRINK and parcel.draft.pictures and not parcel.is_shrunk:
                await parcel.shrink()
            elif refusal.remedy is Remedy.RETRY and (pause := next(pauses, None)) is not None:
                await asyncio.sleep(pause)
            else:
                return refusal

    def _heed(self, error: Exception) -> Refusal:
        """Reads the fault, and gives up the ways that it closes."""
        refusal = read_refusal(error)
        if refusal.remedy is Remedy.AS_BOT:
            if self.message.is_open:
                self.message.close()
            else:
                self.message.lose()
        elif refusal.remedy is Remedy.ANEW:
            self.message.lose()
        return refusal

    def _choose_edit(self) -> SendWay | None:
        """The way that the message can be made or edited on now."""
        message = self.message
        if message.is_open:
            return message.show
        if message.message_id is not None and message.place.is_member:
            return partial(edit_as_bot, self._client, message.place, message.message_id)
        return None

    async def _post_as_bot(self, draft: Draft) -> None:
        place = self.message.place
        if place.guild_id is not None:
            draft = replace(draft, content=f"<@{self._address.owner_id}>: {draft.content}")
        nonce = self._address.wish_id
        self.message.message_id = await post_as_bot(self._client, place, draft, nonce=nonce)

    async def _tell_owner(self, parcel: Parcel, refusal: Refusal) -> int:
        reason = escape(self._phrases.say(refusal.text_id))
        is_refused_itself = refusal.remedy in (Remedy.TELL, Remedy.SHRINK)
        try:
            async with asyncio.timeout(self._patience.telling_seconds):
                if is_refused_itself and await self._say_in_place(reason):
                    return self._shown_id()
                return await self._write_directly(parcel, reason, words_only=is_refused_itself)
        except FAULTS as error:
            _check_reached(read_refusal(error))
            _log.warning("dream_not_delivered", wish_id=self._address.wish_id, error=repr(error))
            raise BotError(
                BotErrorCode.NOT_DELIVERED,
                "The dream is finished, but it couldn't be posted here.",
                "Ask for it again, perhaps with a smaller size.",
            ) from error

    async def _say_in_place(self, reason: str) -> bool:
        words = Draft(content=reason, pictures=())
        return await self._post(self._pack(words)) is None

    async def _write_directly(self, parcel: Parcel, reason: str, *, words_only: bool) -> int:
        """A restricted channel's pictures stay there: their owner gets words alone."""
        say, place = self._phrases.say, self.message.place
        intro = f"{escape(say('dream-direct'))} <#{place.channel_id}>. {reason}"
        draft = replace(parcel.draft, content=f"{intro}\n{parcel.draft.content}")
        if self._address.is_restricted and parcel.draft.pictures:
            intro = f"{intro}\n{escape(say('dream-direct-restricted'))}"
        if self._address.is_restricted or words_only or not parcel.draft.pictures:
            draft = Draft(content=intro if parcel.draft.pictures else draft.content)
        directly = self._pack(draft)
        try:
            await directly.fit(USUAL_FILE_BYTES)
        except DreamError:
            directly.draft = Draft(content=intro)
        nonce = f"d{self._address.wish_id}"
        user_id = self._address.owner_id
        return await post_to_person(self._client, user_id, directly.draft, nonce=nonce)

    def _pack(self, draft: Draft) -> Parcel:
        return Parcel(draft, self._engine, self._phrases)

    def _shown_id(self) -> int:
        if self.message.message_id is None:
            raise RuntimeError("a message was shown without getting an id")
        return self.message.message_id


def _check_reached(refusal: Refusal | None) -> None:
    """Raises UnreachableError for what passes."""
    if refusal is not None and refusal.remedy is Remedy.RETRY:
        raise UnreachableError(refusal.text_id)
