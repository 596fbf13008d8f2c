"""Times the engine against the plain loop: the same photo, network, targets, octaves and steps.

Both run in processes of their own with the same number of threads, turn by turn, so that a noisy
machine is noisy for both. Run it with `make bench`.
"""

import argparse
import asyncio
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import DreamRequest, Failed, Finished, Recipe, load_networks, load_presets
from dream_core.engine.child import SPIN_COUNT
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings
from dream_core.images import decode_picture, resize_picture
from dream_core.networks.weights import find_weights
from tests.benchmarks.plain_loop import PlainRun, dream_plainly

PHOTO = Path(__file__).parents[1] / "photos" / "astronaut.jpg"
MEGABYTE = 2**20

RunPlain = Callable[[Recipe], PlainRun]


@dataclass(slots=True)
class Figures:
    """Seconds of ascent of every round, and the peak memory of the process."""

    seconds: list[float] = field(default_factory=list)
    peak_bytes: int = 0


async def compare(recipe: Recipe, rounds: int, threads: int) -> tuple[Figures, Figures]:
    """Dreams turn by turn after one round of warming up; returns (engine, plain)."""
    networks = load_networks(NETWORKS_FILE)
    settings = EngineSettings(networks=networks, cache_dir=Path(), device="cpu", workers=1)
    # Idle threads of both sleep alike, or a busy machine would slow the plain loop far more.
    os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)
    engine_figures, plain_figures = Figures(), Figures()
    with plain_process(threads) as run_plain:
        async with ProcessEngine(settings) as engine:
            for round_number in range(rounds + 1):
                seconds, resolved = await dream_in_engine(engine, recipe)
                plain = await asyncio.to_thread(run_plain, resolved)
                if round_number:
                    engine_figures.seconds.append(seconds)
                    plain_figures.seconds.append(plain.seconds)
                plain_figures.peak_bytes = plain.peak_bytes
                engine_figures.peak_bytes = peak_of(largest_worker(plain))
    return engine_figures, plain_figures


async def dream_in_engine(engine: ProcessEngine, recipe: Recipe) -> tuple[float, Recipe]:
    """Dreams the sample photo; returns the seconds of ascent and the recipe as dreamed."""
    request = DreamRequest(job_id="bench", picture=PHOTO.read_bytes(), recipe=recipe)
    async with aclosing(engine.dream(request)) as events:
        async for event in events:
            if isinstance(event, Failed):
                raise event.error
            if isinstance(event, Finished):
                return event.result.dream_seconds, event.result.recipe
    raise RuntimeError("The engine ended without a result.")


@contextmanager
def plain_process(threads: int) -> Iterator[RunPlain]:
    """A process of its own for the plain loop."""
    spec = load_networks(NETWORKS_FILE)["efficientnet-lite0"]
    weights = find_weights(spec, cache_dir=Path())
    decoded = decode_picture(PHOTO.read_bytes(), max_pixels=10**8)

    def run(recipe: Recipe) -> PlainRun:
        size = recipe.size
        if not isinstance(size, int):
            raise TypeError("The plain loop takes a resolved recipe.")
        pixels = resize_picture(decoded, size).pixels
        return pool.submit(partial(dream_plainly, pixels, recipe, weights, threads)).result()

    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        yield run


def largest_worker(plain: PlainRun) -> psutil.Process:
    """The engine's dream worker: of all child processes but the plain one, the largest."""
    workers = [child for child in psutil.Process().children() if child.pid != plain.process_id]
    return max(workers, key=lambda child: child.memory_info().rss)


def peak_of(process: psutil.Process) -> int:
    """A process's peak resident memory in bytes, as Linux counts it."""
    status = Path(f"/proc/{process.pid}/status")
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) * 1024


def print_figures(engine: Figures, plain: Figures) -> float:
    """Prints a row for each and returns the median of the ratios, round by round."""
    ratios = [slow / fast for slow, fast in zip(plain.seconds, engine.seconds, strict=True)]
    table = Table("", "median s", "fastest s", "peak MB", box=None)
    for name, figures in (("plain loop", plain), ("engine", engine)):
        table.add_row(
            name,
            f"{statistics.median(figures.seconds):.2f}",
            f"{min(figures.seconds):.2f}",
            f"{figures.peak_bytes / MEGABYTE:.0f}",
        )
    ratio = statistics.median(ratios)
    Console().print(table)
    Console().print(
        f"The engine is {ratio:.2f} times as fast (median of {len(ratios)} rounds, "
        f"{min(ratios):.2f} to {max(ratios):.2f})."
    )
    return ratio


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="puppyslug")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--at-least", type=float, help="exit with 1 below this ratio")
    options = parser.parse_args()
    presets = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))
    recipe = presets[options.preset].recipe(size=options.size)
    if recipe.network != "efficientnet-lite0":
        parser.error("the plain loop knows EfficientNet-Lite0 alone")
    engine, plain = asyncio.run(compare(recipe, options.rounds, os.cpu_count() or 1))
    ratio = print_figures(engine, plain)
    return int(options.at_least is not None and ratio < options.at_least)


if __name__ == "__main__":
    sys.exit(main())
