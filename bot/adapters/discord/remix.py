"""From a finished dream to the next one: what each button changes, and of which pictures."""

from collections.abc import Sequence
from dataclasses import replace

import discord

from bot.adapters.discord.actions import Action
from bot.adapters.discord.asked import Asked, Place, PostedPicture, person_id
from bot.adapters.discord.settling import new_seed
from bot.commands import DreamOptions
from bot.conversation import Person
from bot.errors import BotError, BotErrorCode
from bot.records import Records, Wish
from dream_core import DEFAULT_STRENGTH, STRENGTHS

STRENGTH_STEP = 2


def change_options(
    options: DreamOptions, action: Action, *, preset: str | None = None
) -> DreamOptions:
    """The options of the dream that a button asks for; deeper changes the picture alone."""
    match action:
        case Action.STRONGER:
            return replace(options, strength=_limit(strength_of(options) + STRENGTH_STEP))
        case Action.WEAKER:
            return replace(options, strength=_limit(strength_of(options) - STRENGTH_STEP))
        case Action.AGAIN:
            return replace(options, seed=new_seed())
        case Action.COLOURS:
            return replace(options, keep_colours=not options.keep_colours)
        case Action.PRESET:
            return replace(options, preset=preset)
        case _:
            return options


def strength_of(options: DreamOptions) -> int:
    """The strength that the options mean, 1 to 10."""
    return options.strength or DEFAULT_STRENGTH


async def read_originals(records: Records, wish: Wish) -> tuple[PostedPicture, ...]:
    """The pictures that the wish came with; raises BotError with ORIGINAL_GONE."""
    return tuple(
        [
            PostedPicture(
                data=await records.read_picture(wish, index),
                file_name=picture.file_name,
                description=picture.description,
                is_spoiler=picture.is_spoiler,
            )
            for index, picture in enumerate(wish.pictures)
        ]
    )


async def read_results(message: discord.Message, wish: Wish) -> tuple[PostedPicture, ...]:
    """The dreams that a message shows; raises BotError with ORIGINAL_GONE if they are gone."""
    shown = message.attachments
    same = len(shown) == len(wish.pictures)
    was_spoiler = any(picture.is_spoiler for picture in wish.pictures)
    pictures = [
        PostedPicture(
            data=await _read(attachment),
            file_name=attachment.filename,
            # Its own alt text tells of the dream; the next dream's will again.
            description=wish.pictures[index].description if same else "",
            is_spoiler=attachment.is_spoiler() or (was_spoiler and not same),
        )
        for index, attachment in enumerate(shown)
    ]
    if not pictures:
        raise _result_gone()
    return tuple(pictures)


def ask_again(
    wish: Wish,
    user: discord.User | discord.Member,
    place: Place,
    *,
    options: DreamOptions,
    pictures: Sequence[PostedPicture],
    guide: bytes | None,
    language: str,
) -> Asked:
    """The wish anew, as whoever pressed the button."""
    restricted = place.is_restricted or wish.is_restricted
    return Asked(
        person=Person(id=person_id(user.id), name=user.display_name),
        place=replace(place, is_restricted=restricted),
        options=options,
        pictures=tuple(pictures),
        guide=guide,
        link=wish.link,
        language=language,
    )


def _limit(strength: int) -> int:
    return max(STRENGTHS[0], min(STRENGTHS[-1], strength))


async def _read(attachment: discord.Attachment) -> bytes:
    try:
        return await attachment.read()
    except discord.NotFound as error:
        raise _result_gone() from error


def _result_gone() -> BotError:
    return BotError(
        BotErrorCode.ORIGINAL_GONE,
        "That dream's picture is gone.",
        "Post the picture again.",
    )
