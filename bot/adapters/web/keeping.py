"""The pictures of a dream in the room, as the service needs them for its job."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from bot.adapters.web.files import PictureFiles
from bot.adapters.web.posts import DreamWish, Picture, Visitor
from bot.adapters.web.store import Store
from bot.commands import DreamOptions, choose_motion, choose_sheet
from bot.errors import BotError, BotErrorCode
from bot.service import DreamInput, JournalEntry, ResultFacts
from dream_core import DreamResult, Presets

_OPTIONS = frozenset(item.name for item in fields(DreamOptions))


class RoomPictures:
    """Implements :class:`bot.service.JobPictures` for one dream of the room."""

    def __init__(self, files: PictureFiles, presets: Presets, wish: DreamWish) -> None:
        self._files = files
        self._presets = presets
        self._wish = wish

    async def read(self) -> DreamInput:
        """What is there of photo, guide and mask, and how it is to move."""
        photo, guide, mask = self._wish.photo, self._wish.guide, self._wish.mask
        return DreamInput(
            picture=await self._files.read(photo) if photo else None,
            guide=await self._files.read(guide) if guide else None,
            mask=await self._files.read_mask(self._wish.id) if mask else None,
            motion=None if mask else choose_motion(self._wish.options),
            sheet=choose_sheet(self._wish.options, self._presets),
        )

    async def keep(self, result: DreamResult) -> None:
        """Under the name that it is shown by later."""
        picture = result_picture(self._wish, ResultFacts.of(result))
        try:
            await self._files.save_result(picture, result.picture, result.unfinished)
        except OSError as error:
            raise not_kept("the dream", error) from error

    async def recall(self, facts: ResultFacts) -> DreamResult | None:
        """The dream that was kept; None where its file is gone."""
        try:
            return facts.with_picture(await self._files.read(result_picture(self._wish, facts)))
        except BotError:
            return None


def not_kept(what: str, error: OSError) -> BotError:
    """The answer where the room's folder takes no file."""
    return BotError(
        BotErrorCode.RECORDS_UNAVAILABLE,
        f"The room can't keep {what}: {error.strerror or error}.",
        "Whoever runs the bot should look at the disk of PUPPYSLUG_DATA_DIR.",
    )


def result_picture(wish: DreamWish, facts: ResultFacts) -> Picture:
    """The picture that comes of a wish."""
    return Picture(
        id=wish.result_id,
        picture_format=facts.picture_format,
        width=facts.width,
        height=facts.height,
    )


def write_origin(wish: DreamWish) -> dict[str, Any]:
    """What of a wish the journal doesn't know anyway, as plain values."""
    return {
        "result_id": wish.result_id,
        "owner": asdict(wish.owner),
        "photo": wish.photo.id if wish.photo else None,
        "guide": wish.guide.id if wish.guide else None,
        "mask": wish.mask,
        "options": wish.options.said(),
        "words": wish.words,
    }


async def read_wish(entry: JournalEntry, store: Store) -> DreamWish | None:
    """The wish of an earlier run's job; None where its pictures aren't in the room any more."""
    origin: Mapping[str, Any] = entry.origin
    pictures = {name: await _find(origin.get(name), store) for name in ("photo", "guide")}
    if any(origin.get(name) and pictures[name] is None for name in pictures):
        return None
    return DreamWish(
        id=entry.group_id,
        result_id=origin["result_id"],
        owner=Visitor(**origin["owner"]),
        photo=pictures["photo"],
        guide=pictures["guide"],
        options=_read_options(origin, entry.preset),
        recipe=entry.recipe,
        mask=origin.get("mask"),
        words=origin["words"],
    )


async def _find(picture_id: str | None, store: Store) -> Picture | None:
    return await store.picture(picture_id) if picture_id else None


def _read_options(origin: Mapping[str, Any], preset: str) -> DreamOptions:
    """What this version knows of them. Earlier ones kept the preset and the strength alone."""
    kept = origin.get("options", {"preset": preset, **origin})
    return DreamOptions(**{name: value for name, value in kept.items() if name in _OPTIONS})
