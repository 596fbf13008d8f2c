"""The dreams that a message of Discord's shows, to be dreamed deeper."""

import discord

from bot.records import Wish
from bot.wishes import PostedPicture, result_gone


async def read_results(message: discord.Message, wish: Wish) -> tuple[PostedPicture, ...]:
    """The dreams that a message shows; raises BotError with ORIGINAL_GONE if they are gone."""
    shown = message.attachments
    same = len(shown) == wish.parts
    was_spoiler = any(picture.is_spoiler for picture in wish.pictures)
    pictures = [
        PostedPicture(
            data=await _read(attachment),
            file_name=attachment.filename,
            # Its own alt text tells of the dream; the next dream's will again.
            description=wish.picture(index).description if same else "",
            is_spoiler=attachment.is_spoiler() or (was_spoiler and not same),
        )
        for index, attachment in enumerate(shown)
    ]
    if not pictures:
        raise result_gone()
    return tuple(pictures)


async def _read(attachment: discord.Attachment) -> bytes:
    try:
        return await attachment.read()
    except discord.NotFound as error:
        raise result_gone() from error
