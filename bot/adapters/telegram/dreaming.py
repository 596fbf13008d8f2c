"""Wishes of Telegram under way: what holds in a chat, and the way into their messages."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.adapters.telegram.access import Access
from bot.adapters.telegram.address import Address
from bot.adapters.telegram.delivery import TelegramDelivery, Terms
from bot.adapters.telegram.keyboards import build_keyboard
from bot.adapters.telegram.lookout import Lookout
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.place import PLATFORM, Place
from bot.adapters.telegram.shown import message_ids
from bot.adapters.telegram.status_message import Bot
from bot.adapters.telegram.trying import Patience
from bot.errors import BotError
from bot.records import Records, Wish
from bot.service import DreamService
from bot.texts import Phrases
from bot.wishes import Asked, Pace, Wishes
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine

PRIVATE_PACE = Pace(progress_seconds=2.0, position_seconds=4.0)
GROUP_PACE = Pace(progress_seconds=5.0, position_seconds=8.0)
"""Telegram counts edits as messages, and a group has twenty a minute for everybody."""

_log = structlog.get_logger(__name__)


class Dreaming:
    """All wishes of Telegram that are under way. Made once; whatever it begins ends by itself.

    ``document_bytes`` is the largest file that Telegram takes.
    """

    def __init__(
        self,
        *,
        service: DreamService,
        engine: DreamEngine,
        records: Records,
        presets: Presets,
        access: Access,
        bot: Bot,
        document_bytes: int,
        private_pace: Pace = PRIVATE_PACE,
        group_pace: Pace = GROUP_PACE,
        patience: Patience | None = None,
    ) -> None:
        self.wishes = Wishes(
            service=service,
            engine=engine,
            records=records,
            presets=presets,
            markup=MARKUP,
        )
        self._engine = engine
        self._records = records
        self._access = access
        self._bot = bot
        self._lookout = Lookout(bot, self._find_known)
        self._document_bytes = document_bytes
        self._private_pace = private_pace
        self._group_pace = group_pace
        self._patience = patience

    async def begin(self, asked: Asked, address: Address) -> None:
        """Keeps the wish and orders its pictures; those the queue refuses are told in words.

        Nothing happens where the same trigger asked before. Raises BotError or DreamError where
        nothing was accepted, and nothing shown.
        """
        await self.wishes.begin(
            replace(asked, address=address.write()),
            self._access.settings_at(address.place),
            partial(self._open, address),
            pace=self._choose_pace(address),
        )

    async def resume(self) -> None:
        """Goes on with what earlier runs of the bot have left; raises BotError."""
        await self.wishes.resume(
            PLATFORM, self._reopen, choose_pace=lambda wish: self._choose_pace(_address_of(wish))
        )

    async def abandon(self, place: Place) -> None:
        """Nobody is there any more: what is dreamed for them ends."""
        await self.wishes.abandon(place.scope_id)

    def _reopen(self, wish: Wish) -> TelegramDelivery | None:
        address = _address_of(wish)
        return None if address is None else self._open(address, wish)

    def _open(self, address: Address, wish: Wish) -> TelegramDelivery:
        phrases = Phrases(wish.language)
        terms = Terms(
            wish_id=wish.id,
            owner_id=int(wish.person.id.rpartition(":")[2]),
            place=address.place,
            reply_to=address.reply_to,
            chat_title=address.chat_title,
            document_bytes=self._document_bytes,
            kind=address.kind,
            is_page=wish.options.form == "sheet",
            guide=address.guide,
            # Without any traces the wish is still where it was asked for.
            message_id=wish.message_id if wish.handles else address.message_id,
            handles=wish.handles,
        )
        return TelegramDelivery(
            terms,
            bot=self._bot,
            engine=self._engine,
            phrases=phrases,
            lookout=self._lookout,
            draw=partial(build_keyboard, wish=wish, phrases=phrases),
            keep=partial(self._keep, wish.id),
            on_gone=self.abandon,
            patience=self._patience,
        )

    def _choose_pace(self, address: Address | None) -> Pace:
        is_private = address is not None and address.place.is_private
        return self._private_pace if is_private else self._group_pace

    async def _keep(self, wish_id: str, message_id: int | None, handles: Mapping[str, Any]) -> None:
        """Without it a crash just now would leave a message behind, which is better than none."""
        try:
            await self._records.set_shown(wish_id, message_id=message_id, handles=handles)
        except BotError as error:
            _log.warning("traces_not_kept", wish_id=wish_id, error=str(error))

    async def _find_known(self, place: Place) -> Collection[int]:
        """The messages that are known to ask for some wish or to show it, wherever messages are
        numbered with those of the place.
        """
        try:
            if place.counts_alone:
                wishes = await self._records.list_newest(place.scope_id)
            else:
                wishes = await self._records.list_newest_on(PLATFORM)
        except BotError as error:
            _log.warning("messages_unknown", chat_id=place.chat_id, error=str(error))
            return ()
        near = (wish for wish in wishes if place.shares_numbers(wish.chat_id))
        return {number for wish in near for number in _numbers_of(wish)}


def _numbers_of(wish: Wish) -> Iterator[int]:
    """Of the messages that ask for the wish or show it."""
    address = _address_of(wish)
    if address is not None and address.reply_to is not None:
        yield address.reply_to
    if wish.message_id is not None:
        yield wish.message_id
    yield from message_ids(wish.handles)


def _address_of(wish: Wish) -> Address | None:
    return Address.read(wish.address) if wish.address is not None else None
