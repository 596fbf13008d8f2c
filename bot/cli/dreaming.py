"""``puppyslug dream``: one picture after the other through the engine, with one worker."""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bot.catalogue import Catalogue
from bot.cli.exits import ExitCode, exit_code_of
from bot.cli.following import (
    NO_PREVIEW_SECONDS,
    TIME_LIMIT_SECONDS,
    Advance,
    follow_dream,
    show_bar,
)
from bot.cli.outputs import STREAM, Output
from bot.cli.reports import Failure, Success, report
from bot.commands import is_code
from bot.wiring import build_engine
from config.settings import Settings
from dream_core import DreamError, DreamRequest, Motion, Recipe, Sheet
from dream_core.engine.protocol import DreamEngine
from dream_core.errors import ErrorCode, PictureError

_LARGEST_FILE_BYTES = 512 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamTask:
    """What is to be done with every photo: the same recipe, guide, mask, motion and sheet for all.

    ``code`` is the recipe's, None where none can say it.
    """

    photos: Sequence[str]
    output: Output
    recipe: Recipe
    code: str | None = None
    guide: bytes | None = None
    mask: bytes | None = None
    motion: Motion | None = None
    sheet: Sheet | None = None
    as_json: bool = False


def dream_photos(task: DreamTask, settings: Settings, catalogue: Catalogue) -> ExitCode:
    """Dreams every photo, reports each as it ends, and returns the exit code for all of them."""
    return asyncio.run(_dream_all(task, settings, catalogue))


def read_guide(guide: str) -> bytes:
    """The file's bytes; raises PictureError where there is none, in words that name it."""
    return _read_besides(guide, f"The guide picture {guide}")


def read_mask(mask: str) -> bytes:
    """The file's bytes; raises PictureError where there is none, in words that name it."""
    return _read_besides(mask, f"The mask {mask}")


def _read_besides(picture: str, called: str) -> bytes:
    try:
        return _read_photo(picture)
    except PictureError as error:
        sentence = f"{error.sentence[:1].lower()}{error.sentence[1:]}"
        raise PictureError(error.code, f"{called} can't be used: {sentence}", error.hint) from error


async def _dream_all(task: DreamTask, settings: Settings, catalogue: Catalogue) -> ExitCode:
    codes: set[ExitCode] = set()
    await asyncio.to_thread(task.output.prepare)
    async with build_engine(settings, catalogue, workers=1) as engine:
        for photo in task.photos:
            with show_bar(photo) as advance:
                outcome = await _dream_one(photo, task, engine, advance)
            if isinstance(outcome, Failure):
                codes.add(exit_code_of(outcome.error))
            report(outcome, as_json=task.as_json)
    return _join_codes(codes)


async def _dream_one(
    photo: str, task: DreamTask, engine: DreamEngine, advance: Advance
) -> Success | Failure:
    try:
        picture = await asyncio.to_thread(_read_photo, photo)
        request = DreamRequest(
            job_id=uuid4().hex,
            picture=picture,
            recipe=task.recipe,
            guide=task.guide,
            mask=task.mask,
            motion=task.motion,
            sheet=task.sheet,
            picture_format=task.output.picture_format,
            preview_interval_seconds=NO_PREVIEW_SECONDS,
            time_limit_seconds=TIME_LIMIT_SECONDS,
        )
        result = await follow_dream(engine, request, advance)
    except DreamError as error:
        return Failure(name=photo, error=error)
    out = await asyncio.to_thread(task.output.write, photo, result)
    return Success(name=photo, out=out, result=result, code=task.code, sheet=task.sheet)


def _read_photo(photo: str) -> bytes:
    if photo == STREAM:
        return sys.stdin.buffer.read(_LARGEST_FILE_BYTES)
    path = Path(photo)
    try:
        if path.stat().st_size > _LARGEST_FILE_BYTES:
            raise PictureError(
                ErrorCode.PICTURE_TOO_LARGE,
                f"The file is larger than {_LARGEST_FILE_BYTES // 2**20} MB.",
                "Save it smaller.",
            )
        return path.read_bytes()
    except OSError as error:
        hint = "Check the name and who may read the file."
        raise PictureError(
            ErrorCode.PICTURE_UNREADABLE,
            f"The file can't be read: {error.strerror}.",
            f"If it is a recipe, write --recipe {photo}." if is_code(photo) else hint,
        ) from error


def _join_codes(codes: set[ExitCode]) -> ExitCode:
    """65 where a photo was at fault; else what was unavailable."""
    if ExitCode.PICTURE in codes:
        return ExitCode.PICTURE
    return max(codes, default=ExitCode.DONE)
