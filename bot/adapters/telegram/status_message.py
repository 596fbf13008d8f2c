"""The one message of the bot's that grows from "queued" into the result."""

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.adapters.telegram.floods import Urgency
from bot.adapters.telegram.letter import Letter, Upload
from bot.adapters.telegram.place import Place

Bot = ExtBot[Urgency]
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class StatusMessage:
    """Appears when it first shows something, as a reply; from then on it is edited.

    ``message_id`` names a message of the bot's own that is there already, ``has_media`` says
    whether it has more than words. Every call raises what the library raises.
    """

    def __init__(
        self,
        bot: Bot,
        place: Place,
        *,
        reply_to: int | None,
        message_id: int | None = None,
        has_media: bool = False,
    ) -> None:
        self.place = place
        self.reply_to = reply_to
        self.message_id = message_id
        self._bot = bot
        self._has_media = has_media

    def move(self, chat_id: int) -> None:
        """The group is a supergroup now, which has none of its messages."""
        self.place = self.place.moved_to(chat_id)
        self.reply_to = None
        self.lose()

    def lose(self) -> None:
        """The message is gone: the next one is new."""
        self.message_id = None
        self._has_media = False

    async def show(self, letter: Letter, *, urgency: Urgency = Urgency.ANSWER) -> Message | None:
        """Makes or edits the message. None where it showed the very same before."""
        if self.message_id is None:
            sent = await send_letter(
                self._bot, self.place, letter, reply_to=self.reply_to, urgency=urgency
            )
            self.message_id = sent.message_id
        else:
            edited = await self._edit(self.message_id, letter, urgency=urgency)
            if edited is None:
                return None
            sent = edited
        self._has_media = self._has_media or letter.upload is not None
        return sent

    async def remove(self) -> None:
        """Deletes the message, if there is one."""
        if self.message_id is not None:
            await self._bot.delete_message(self.place.chat_id, self.message_id)
            self.lose()

    async def _edit(self, message_id: int, letter: Letter, *, urgency: Urgency) -> Message | None:
        try:
            return await self._edit_as_it_is(message_id, letter, urgency=urgency)
        except BadRequest as error:
            if "not modified" in error.message.lower():
                return None
            if "there is no text in the message" not in error.message.lower() or self._has_media:
                raise
        # A message of an earlier run of the bot, which had got as far as a picture.
        self._has_media = True
        return await self._edit_as_it_is(message_id, letter, urgency=urgency)

    async def _edit_as_it_is(self, message_id: int, letter: Letter, *, urgency: Urgency) -> Message:
        chat_id, keyboard = self.place.chat_id, letter.keyboard
        if letter.upload is not None:
            edited = await self._bot.edit_message_media(
                letter.upload.as_media(letter.caption),
                chat_id,
                message_id,
                reply_markup=keyboard,
                rate_limit_args=urgency,
            )
        elif self._has_media:
            edited = await self._bot.edit_message_caption(
                chat_id,
                message_id,
                caption=letter.caption,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
                rate_limit_args=urgency,
            )
        else:
            edited = await self._bot.edit_message_text(
                letter.message_text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard,
                rate_limit_args=urgency,
            )
        if not isinstance(edited, Message):
            raise TypeError("only messages of inline mode are edited without being returned")
        return edited


async def send_letter(
    bot: Bot,
    place: Place,
    letter: Letter,
    *,
    reply_to: int | None,
    urgency: Urgency = Urgency.ANSWER,
) -> Message:
    """A new message, a reply where what it replies to is still there."""
    if letter.upload is None:
        return await bot.send_message(
            place.chat_id,
            letter.message_text,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            message_thread_id=place.thread_id,
            reply_parameters=reply_parameters(reply_to),
            reply_markup=letter.keyboard,
            rate_limit_args=urgency,
        )
    return await _send_upload(bot, place, letter, letter.upload, reply_to=reply_to, urgency=urgency)


async def _send_upload(
    bot: Bot,
    place: Place,
    letter: Letter,
    upload: Upload,
    *,
    reply_to: int | None,
    urgency: Urgency,
) -> Message:
    if upload.kind == "photo":
        return await bot.send_photo(
            place.chat_id,
            upload.data,
            caption=letter.caption,
            parse_mode=ParseMode.HTML,
            has_spoiler=upload.is_spoiler,
            filename=upload.file_name,
            message_thread_id=place.thread_id,
            reply_parameters=reply_parameters(reply_to),
            reply_markup=letter.keyboard,
            rate_limit_args=urgency,
        )
    return await bot.send_document(
        place.chat_id,
        upload.data,
        caption=letter.caption,
        parse_mode=ParseMode.HTML,
        filename=upload.file_name,
        disable_content_type_detection=True,
        message_thread_id=place.thread_id,
        reply_parameters=reply_parameters(reply_to),
        reply_markup=letter.keyboard,
        rate_limit_args=urgency,
    )


def reply_parameters(message_id: int | None) -> ReplyParameters | None:
    """A reply to a message, or a plain message if that is gone."""
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
