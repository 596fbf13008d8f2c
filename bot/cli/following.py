"""Waits for a dream where a person looks on."""

from collections.abc import Callable, Iterator
from contextlib import aclosing, contextmanager
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from dream_core import DreamError, DreamRequest, DreamResult, Failed, Finished, Recipe, Sheet
from dream_core import Progress as DreamProgress
from dream_core.engine.protocol import DreamEngine
from dream_core.errors import ErrorCode
from dream_core.request import PictureFormat

# A person who waits at a shell can press Ctrl-C; this only ends what nobody waits for.
TIME_LIMIT_SECONDS = 86_400.0
NO_PREVIEW_SECONDS = 1e9

Advance = Callable[[float], None]
"""Told how far a dream is, 0 to 1."""


@contextmanager
def show_bar(title: str) -> Iterator[Advance]:
    """A progress bar on standard error while the context lasts; nothing where nobody looks."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        shown = bar.add_task(title, total=1.0)
        yield lambda fraction: bar.update(shown, completed=fraction)


async def request_imagined(
    engine: DreamEngine,
    recipe: Recipe,
    picture_format: PictureFormat | None,
    advance: Advance,
    *,
    sheet: Sheet | None = None,
) -> DreamResult:
    """Has a recipe's things imagined, or a whole sheet; raises DreamError where they can't be."""
    request = DreamRequest(
        job_id=uuid4().hex,
        picture=None,
        recipe=recipe,
        sheet=sheet,
        picture_format=picture_format,
        preview_interval_seconds=NO_PREVIEW_SECONDS,
        time_limit_seconds=TIME_LIMIT_SECONDS,
    )
    return await follow_dream(engine, request, advance)


async def follow_dream(engine: DreamEngine, request: DreamRequest, advance: Advance) -> DreamResult:
    """Waits for a dream's result; raises DreamError where it ends without one.

    What can't be dreamed is told before a worker is ready.
    """
    await engine.inspect(request)
    async with aclosing(engine.dream(request)) as events:
        async for event in events:
            match event:
                case DreamProgress(fraction=fraction):
                    advance(fraction)
                case Finished(result=result):
                    return result
                case Failed(error=error):
                    raise error
    raise DreamError(ErrorCode.INTERNAL, "The dream ended without a result.")
