"""Wishes of Telegram under way: what holds in a chat, and the way into their messages."""

from collections import deque
from functools import partial

from bot.adapters.telegram.access import Access
from bot.adapters.telegram.delivery import Patience, TelegramDelivery, Terms
from bot.adapters.telegram.keyboards import build_keyboard
from bot.adapters.telegram.letter import Letter, UploadKind
from bot.adapters.telegram.markup import MARKUP
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.status_message import Bot, StatusMessage
from bot.records import Records, Wish
from bot.service import DreamService
from bot.texts import Phrases
from bot.wishes import Asked, Controls, Pace, Wishes
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine

PRIVATE_PACE = Pace(progress_seconds=2.0, position_seconds=4.0)
GROUP_PACE = Pace(progress_seconds=5.0, position_seconds=8.0)
"""Telegram counts edits as messages, and a group has twenty a minute for everybody."""

_MOST_REMEMBERED = 1000


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
        self._access = access
        self._bot = bot
        self._document_bytes = document_bytes
        self._private_pace = private_pace
        self._group_pace = group_pace
        self._patience = patience
        self.taken_offers: deque[str] = deque(maxlen=_MOST_REMEMBERED)
        """Offers of presets that became dreams, so that a second press is no mistake."""

    async def begin(
        self,
        asked: Asked,
        message: StatusMessage,
        *,
        chat_title: str = "",
        kind: UploadKind = "photo",
    ) -> None:
        """Keeps the wish and orders its pictures; those the queue refuses are told in words.

        ``kind`` is how results are sent at the best. Raises BotError or DreamError where nothing
        was accepted, the message untouched.
        """

        def open_delivery(wish: Wish) -> TelegramDelivery:
            phrases = Phrases(wish.language)
            return TelegramDelivery(
                message,
                Terms(
                    wish_id=wish.id,
                    owner_id=int(wish.person.id.rpartition(":")[2]),
                    chat_title=chat_title,
                    document_bytes=self._document_bytes,
                    kind=kind,
                ),
                bot=self._bot,
                engine=self._engine,
                phrases=phrases,
                draw=partial(build_keyboard, wish=wish, phrases=phrases),
                on_gone=self.abandon,
                patience=self._patience,
            )

        place = message.place
        await self.wishes.begin(
            asked,
            self._access.settings_at(place),
            open_delivery,
            pace=self._private_pace if place.is_private else self._group_pace,
        )

    async def abandon(self, place: Place) -> None:
        """Nobody is there any more: what is dreamed for them ends."""
        await self.wishes.abandon(place.scope_id)

    def explain_interruption(self, wish: Wish) -> Letter:
        """The ending of a message that was left behind."""
        phrases = Phrases(wish.language)
        return Letter(
            text=MARKUP.escape(phrases.say("telegram-interrupted")),
            keyboard=build_keyboard(Controls.RETRY, wish, phrases),
        )
