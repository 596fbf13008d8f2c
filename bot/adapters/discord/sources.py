"""Finds the pictures of posts, and reads them while their addresses last."""

import re
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Protocol
from urllib.parse import urlsplit

import discord

from bot.adapters.discord.faults import PASSING
from bot.errors import BotError, BotErrorCode
from bot.wishes import MOST_PICTURES, Source

NEWEST_OF = 50
"""How many messages are looked through for the newest picture."""

_NO_PICTURES = ("application/", "audio/", "font/", "message/", "text/")
_UNKNOWN = "application/octet-stream"
_PICTURE_STICKERS = (
    discord.StickerFormatType.png,
    discord.StickerFormatType.apng,
    discord.StickerFormatType.gif,
)
_SHOWN_LINKS = ("gifv", "image")
"""What Discord makes of links to GIFs, such as Tenor's, and of those to a picture's file."""

_SPOILERS = re.compile(r"\|\|(.+?)\|\|", re.DOTALL)


class _Holder(Protocol):
    """A message or a forwarded one's snapshot."""

    attachments: list[discord.Attachment]
    stickers: list[discord.StickerItem]
    embeds: list[discord.Embed]
    content: str


def take_attachments(attachments: Iterable[discord.Attachment]) -> list[Source]:
    """The pictures among files, as far as their types tell: what they are, the engine finds out."""
    return [_take_attachment(found) for found in attachments if _may_be_picture(found)]


def find_pictures(message: discord.Message, client: discord.Client) -> list[Source]:
    """A post's own pictures and films: files, stickers, links that Discord shows, and those of the
    post that it forwards.
    """
    holders: list[_Holder] = [message, *message.message_snapshots]
    return [found for holder in holders for found in _take_all(holder, client)][:MOST_PICTURES]


async def find_replied(
    message: discord.Message, client: discord.Client
) -> tuple[discord.Message, list[Source]] | None:
    """The post that a message replies to, with its pictures; None if it is no reply, or if that
    post is gone or can't be read.
    """
    reference = message.reference
    if reference is None or reference.type is not discord.MessageReferenceType.default:
        return None
    replied: Any = reference.resolved or reference.cached_message
    if replied is None and reference.message_id is not None:
        try:
            replied = await message.channel.fetch_message(reference.message_id)
        except PASSING:
            return None
    if not isinstance(replied, discord.Message):
        return None
    return replied, find_pictures(replied, client)


async def find_newest(
    channel: discord.abc.Messageable, own_id: int, client: discord.Client
) -> tuple[discord.Message, list[Source]] | None:
    """The newest post with pictures, but for the bot's own dreams; None if there is none, or if
    the bot may not read the channel's history.
    """
    try:
        async for message in channel.history(limit=NEWEST_OF):
            found = [] if message.author.id == own_id else find_pictures(message, client)
            if found:
                return message, found
    except PASSING:
        return None
    return None


def no_picture(*, had_other_files: bool = False) -> BotError:
    """The answer where there is nothing to dream."""
    if had_other_files:
        return BotError(
            BotErrorCode.NO_PICTURE,
            "I can't see a picture in that.",
            "Post a PNG, JPEG, WebP or GIF, or a short video.",
        )
    return BotError(
        BotErrorCode.NO_PICTURE,
        "Which picture?",
        "Attach one to /dream, or choose Apps, Dream this on any message with one.",
    )


def guide_unseen() -> BotError:
    """The answer where a guide came with a reply to what the bot may not see."""
    return BotError(
        BotErrorCode.GUIDE_MISSING,
        "I can't see the picture that you replied to.",
        "Use /dream with a picture and a guide instead.",
        values={"reason": "unseen"},
    )


def _take_all(holder: _Holder, client: discord.Client) -> list[Source]:
    stickers = [found for found in holder.stickers if found.format in _PICTURE_STICKERS]
    links = (_take_link(embed, holder.content, client) for embed in holder.embeds)
    return [
        *take_attachments(holder.attachments),
        *map(_take_sticker, stickers),
        *(found for found in links if found is not None),
    ]


def _take_sticker(sticker: discord.StickerItem) -> Source:
    return Source(
        read=partial(_read, sticker.read),
        file_name=f"{sticker.name}.{sticker.format.file_extension}",
        description=sticker.name,
    )


def _take_link(embed: discord.Embed, content: str, client: discord.Client) -> Source | None:
    """What a link shows, from Discord's own copy: nobody can make the bot call anywhere else."""
    address = embed.video.proxy_url or embed.thumbnail.proxy_url
    if embed.type not in _SHOWN_LINKS or not address:
        return None
    return Source(
        read=partial(_read, partial(client.http.get_from_cdn, address)),
        file_name=PurePosixPath(urlsplit(address).path).name or "picture",
        is_spoiler=any((embed.url or "") in hidden for hidden in _SPOILERS.findall(content)),
    )


def _take_attachment(attachment: discord.Attachment) -> Source:
    return Source(
        read=partial(_read, attachment.read),
        file_name=attachment.filename.removeprefix("SPOILER_"),
        size=attachment.size,
        description=attachment.description or "",
        is_spoiler=attachment.is_spoiler(),
        address=attachment.url,
    )


def _may_be_picture(attachment: discord.Attachment) -> bool:
    kind = attachment.content_type or _UNKNOWN
    return kind.startswith(_UNKNOWN) or not kind.startswith(_NO_PICTURES)


async def _read(read: Callable[[], Awaitable[bytes]]) -> bytes:
    """The bytes of a file; raises BotError where Discord doesn't hand them out."""
    try:
        return await read()
    except discord.NotFound as error:
        raise BotError(
            BotErrorCode.ORIGINAL_GONE,
            "The picture was deleted before I could see it.",
            "Post it again.",
        ) from error
    except TimeoutError:
        raise
    except PASSING as error:
        raise BotError(
            BotErrorCode.NOT_FOUND, "Discord didn't hand me the picture.", "Try again."
        ) from error
