"""The one message of the bot's that grows from "queued" into the result."""

from collections.abc import Awaitable, Callable, Mapping

from telegram import LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.adapters.telegram.floods import Urgency
from bot.adapters.telegram.letter import Letter, Upload, UploadKind
from bot.adapters.telegram.place import Place

Bot = ExtBot[Urgency]
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class StatusMessage:
    """A message of the bot's own that is there, and changes.

    ``has_media`` says whether it has more than words. Every call raises what the library raises.
    """

    def __init__(self, bot: Bot, place: Place, *, message_id: int, has_media: bool = False) -> None:
        self.place = place
        self.message_id = message_id
        self._bot = bot
        self._has_media = has_media

    async def show(self, letter: Letter, *, urgency: Urgency = Urgency.ANSWER) -> Message | None:
        """Edits the message. None where it showed the very same before."""
        try:
            edited = await self._edit_as_it_is(letter, urgency=urgency)
        except BadRequest as error:
            if "not modified" in error.message.lower():
                return None
            if "there is no text in the message" not in error.message.lower() or self._has_media:
                raise
            # An earlier run of the bot had got as far as a picture.
            self._has_media = True
            return await self.show(letter, urgency=urgency)
        self._has_media = self._has_media or letter.upload is not None
        return edited

    async def remove(self) -> None:
        """Deletes the message."""
        await self._bot.delete_message(self.place.chat_id, self.message_id)

    async def _edit_as_it_is(self, letter: Letter, *, urgency: Urgency) -> Message:
        chat_id, message_id, keyboard = self.place.chat_id, self.message_id, letter.keyboard
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
    send: Mapping[UploadKind, Callable[..., Awaitable[Message]]] = {
        "photo": bot.send_photo,
        "animation": bot.send_animation,
        "video": bot.send_video,
        "document": bot.send_document,
    }
    return await send[upload.kind](
        place.chat_id,
        upload.data,
        caption=letter.caption,
        parse_mode=ParseMode.HTML,
        filename=upload.file_name,
        message_thread_id=place.thread_id,
        reply_parameters=reply_parameters(reply_to),
        reply_markup=letter.keyboard,
        rate_limit_args=urgency,
        **upload.describe(),
    )


def reply_parameters(message_id: int | None) -> ReplyParameters | None:
    """A reply to a message, or a plain message if that is gone."""
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
