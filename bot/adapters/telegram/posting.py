"""A wish's messages in one chat. Whatever happens to the bot or the connection on the way, none of
them is lost, and none is there twice.

Telegram has no sending that could be repeated, but edits can be: a message begins as words, and its
picture is put in by an edit. Before anything is sent it is kept that it may be there soon; whoever
comes across that note looks whether it is.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from telegram import InlineKeyboardMarkup, Message
from telegram.error import TelegramError

from bot.adapters.telegram.floods import Urgency
from bot.adapters.telegram.letter import Letter, Upload
from bot.adapters.telegram.lookout import Lookout
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.refusals import may_have_arrived
from bot.adapters.telegram.status_message import (
    Bot,
    StatusMessage,
    reply_parameters,
    send_letter,
)
from bot.adapters.telegram.traces import Part, Traces

_LIKENESS = 0.03
"""How much the shape of a photo may change where Telegram makes it smaller."""


class Posting:
    """``traces`` are what is there already, ``reply_to`` is what new messages reply to.

    ``fits`` tells the posting's own words from others, by the ``mark``, buttons that a message has
    at first where it has none in the end; ``keep`` keeps the traces, and raises nothing. Every call
    raises what the library raises.
    """

    def __init__(
        self,
        bot: Bot,
        place: Place,
        traces: Traces,
        *,
        reply_to: int | None,
        lookout: Lookout,
        fits: Callable[[Message], bool],
        mark: InlineKeyboardMarkup | None = None,
        keep: Callable[[], Awaitable[None]],
    ) -> None:
        self.place = place
        self.reply_to = reply_to
        self.traces = traces
        self._bot = bot
        self._lookout = lookout
        self._fits = fits
        self._mark = mark
        self._keep = keep
        self._newest_lost = 0
        self._message: StatusMessage | None = None
        if traces.message_id is not None:
            self._take(traces.message_id)

    @property
    def message_id(self) -> int | None:
        """The message that is edited, once it is there."""
        return self.traces.message_id

    @property
    def has_album(self) -> bool:
        """Whether several dreams are there, above their words."""
        return len(self.traces.messages) > 1

    @property
    def is_complete(self) -> bool:
        """Whether dreams are there with their words, which are below an album and newer than it."""
        dreams = self.traces.messages
        return bool(dreams) and (self.traces.message_id or 0) >= dreams[-1]

    def lose(self) -> None:
        """The message is gone: the next one is new."""
        self._newest_lost = self._find_newest()
        self._message = self.traces.message_id = None

    def move(self, chat_id: int) -> None:
        """The group is a supergroup now, which has none of its messages."""
        self.place = self.place.moved_to(chat_id)
        self.reply_to = self._message = None
        self.traces = Traces(chat_id=chat_id, guide=self.traces.guide)
        self._newest_lost = 0

    async def show(self, letter: Letter, *, urgency: Urgency = Urgency.ANSWER) -> Message | None:
        """Makes or edits the message. None where it showed the very same before."""
        await self.settle()
        if self._message is not None:
            return await self._message.show(letter, urgency=urgency)
        is_whole = letter.upload is None and letter.keyboard is not None
        words = letter if is_whole else replace(letter, upload=None, keyboard=self._mark)
        async with self._announce(Part.WORDS):
            sent = await send_letter(
                self._bot, self.place, words, reply_to=self.reply_to, urgency=urgency
            )
            message = self._take(sent.message_id)
        return sent if words == letter else await message.show(letter, urgency=urgency)

    async def show_dream(self, letter: Letter) -> None:
        """The same for a dream's own picture, which is the last to be shown."""
        shown = await self.show(letter, urgency=Urgency.RESULT)
        if shown is not None and letter.upload is not None:
            self.traces.note_dreams([shown])
            await self._keep()

    async def settle(self) -> None:
        """Looks whether words are there that were sent, nobody knows with what success."""
        after = self.traces.unsure.get(Part.WORDS)
        if after is None:
            return
        found = await self._lookout.find_words(self.place, after=after, fits=self._fits)
        del self.traces.unsure[Part.WORDS]
        if found is not None:
            self._take(found.message_id)
        await self._keep()

    async def post_album(self, uploads: Sequence[Upload], *, caption: str | None = None) -> None:
        """Sends the pictures together, unless they are there already; the caption is HTML."""
        await self._settle_album(uploads)
        if self.has_album:
            return
        first, *others = uploads
        async with self._announce(Part.ALBUM):
            sent = await self._bot.send_media_group(
                self.place.chat_id,
                [first.as_album_media(caption), *(each.as_album_media() for each in others)],
                message_thread_id=self.place.thread_id,
                reply_parameters=reply_parameters(self.reply_to),
                rate_limit_args=Urgency.RESULT,
            )
            self.traces.note_dreams(sent)

    async def remove(self) -> None:
        """Deletes the message, if there is one."""
        if self._message is not None:
            await self._message.remove()
            self.lose()

    async def _settle_album(self, uploads: Sequence[Upload]) -> None:
        await self.settle()
        after = self.traces.unsure.get(Part.ALBUM)
        if after is None:
            return
        found = await self._lookout.find_album(
            self.place, after=after, fits=partial(_shows, uploads)
        )
        del self.traces.unsure[Part.ALBUM]
        if found:
            self.traces.note_dreams(found)
        await self._keep()

    @asynccontextmanager
    async def _announce(self, part: Part) -> AsyncGenerator[None, None]:
        """What is sent inside is kept as unsure until it is known what became of it."""
        self.traces.unsure[part] = self._find_newest()
        await self._keep()
        try:
            yield
        except TelegramError as error:
            if not may_have_arrived(error):
                del self.traces.unsure[part]
            raise
        del self.traces.unsure[part]
        await self._keep()

    def _take(self, message_id: int) -> StatusMessage:
        self.traces.message_id = message_id
        self._message = StatusMessage(self._bot, self.place, message_id=message_id)
        return self._message

    def _find_newest(self) -> int:
        """The largest id of the chat that is known here; what is sent now gets a larger one."""
        known = (self._newest_lost, self.reply_to, self.traces.message_id, *self.traces.messages)
        return max(each or 0 for each in known)


def _shows(uploads: Sequence[Upload], messages: Sequence[Message]) -> bool:
    """Whether the messages are an album of just these pictures, as far as can be told."""
    return len(uploads) == len(messages) and all(map(_is_like, uploads, messages))


def _is_like(upload: Upload, message: Message) -> bool:
    if upload.kind == "document":
        document = message.document
        return document is not None and document.file_name == upload.file_name
    shown = message.video if upload.kind == "video" else next(reversed(message.photo), None)
    if shown is None:
        return False
    if not upload.width:
        return True
    area = upload.width * shown.height
    return abs(area - shown.width * upload.height) <= _LIKENESS * area
