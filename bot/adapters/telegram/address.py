"""How whoever asked for a dream is answered: all that has to outlive the bot's process."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from telegram import Message

from bot.adapters.telegram.letter import MANNERS, Manner
from bot.adapters.telegram.place import Place, place_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a dream is shown: as a reply to ``reply_to``, or in ``message_id``, a message of the
    bot's own that is there already.

    ``chat_title`` is what the owner knows the chat by, ``kind`` how results are sent at the best,
    and ``guide`` what Telegram knows the picture by that guides them.
    """

    place: Place
    reply_to: int | None = None
    message_id: int | None = None
    chat_title: str = ""
    kind: Manner = "photo"
    guide: str = ""

    @classmethod
    def below(cls, message: Message, *, kind: Manner = "photo", guide: str = "") -> Self:
        """A reply to the message."""
        return cls(
            place=place_of(message),
            reply_to=message.message_id,
            chat_title=message.chat.effective_name or "",
            kind=kind,
            guide=guide,
        )

    @classmethod
    def within(cls, message: Message) -> Self:
        """The bot's own message, which replies to whoever asked."""
        replied = message.reply_to_message
        return cls(
            place=place_of(message),
            reply_to=replied.message_id if replied else None,
            message_id=message.message_id,
            chat_title=message.chat.effective_name or "",
        )

    def write(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self | None:
        """The address that was written; None where another version wrote it otherwise."""
        try:
            address = cls(**{**values, "place": Place(**values["place"])})
        except (KeyError, TypeError):
            return None
        return address if address.kind in MANNERS else None
