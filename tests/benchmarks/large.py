"""Dreams a painting of 6000 x 4000 at its own size, as the shell does for anybody.

It is to come back at that size, as sharp as it was, without a seam and in bounded memory. Crops of
painting and dream side by side, at 300 %, are kept to be looked at. It takes some minutes; it is a
part of `make bench-quality`, and alone it is `python -m tests.benchmarks.large`.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console
from rich.table import Table

from dream_core.images.picture import Pixels
from tests.benchmarks.painting import paint
from tests.benchmarks.sharpness import BLOCK, measure_detail, measure_seam

SIZE = (6000, 4000)
LEAST_DETAIL = 0.8
"""Of the painting's finest detail, all over."""
LEAST_DETAIL_ANYWHERE = 0.6
"""In all but the worst tenth of its places."""
MOST_SEAM = 3.0
MOST_MEMORY_MIB = 3072
"""Of the largest process, the dream's worker."""
_QUALITY = 92
_USUAL_SIDE = 1024
_CROP, _CLOSENESS = 300, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one call of the shell told, took and left."""

    told: dict[str, object]
    seconds: float
    peak_mib: float
    file: Path


def dream_in_shell(picture: Path, out: Path) -> Run:
    """Runs ``puppyslug dream``; raises RuntimeError where it fails."""
    command = [sys.executable, "-m", "bot", "dream", str(picture), "-o", str(out)]
    began = time.monotonic()
    told_path = out.with_suffix(".json")
    with told_path.open("wb") as told:
        process = subprocess.Popen([*command, "--size", "full", "--json"], stdout=told)
        # Counts the workers too, once they have ended; the largest process's peak is told.
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"puppyslug dream ended with {process.returncode}")
    return Run(
        told=json.loads(told_path.read_text()),
        seconds=time.monotonic() - began,
        peak_mib=usage.ru_maxrss / 1024,
        file=out,
    )


def bench(folder: Path, *, size: tuple[int, int] = SIZE) -> bool:
    """Paints, dreams and measures; True where everything is good enough."""
    source = folder / "painting.jpg"
    paint(*size).save(source, "JPEG", quality=_QUALITY, subsampling=0)
    run = dream_in_shell(source, folder / "dream.jpg")
    return judge(source, run, folder)


def judge(source: Path, run: Run, folder: Path) -> bool:
    """Prints every figure beside what it has to reach, and keeps the crops."""
    picture, dream = _open(source), _open(run.file)
    if dream.shape != picture.shape:
        Console().print(f"The dream has {dream.shape[1]} x {dream.shape[0]} pixels.")
        return False
    detail = measure_detail(dream, picture)
    enlarged = measure_detail(_enlarge(picture), picture)
    worst_tenth = float(np.quantile(detail, 0.1))
    seam = measure_seam(dream, picture)
    planted = measure_seam(_plant_seam(dream), picture)
    rows = [
        ("size", f"{dream.shape[1]} x {dream.shape[0]}", "the painting's", True),
        ("finest detail kept", *_compare(detail.mean(), at_least=LEAST_DETAIL)),
        ("  worst tenth of places", *_compare(worst_tenth, at_least=LEAST_DETAIL_ANYWHERE)),
        (f"  if dreamed at {_USUAL_SIDE} px", f"{enlarged.mean():.3f}", "", True),
        ("worst seam", *_compare(seam, at_most=MOST_SEAM)),
        ("  with a planted one", *_compare(planted, at_least=MOST_SEAM)),
        ("peak memory, MiB", *_compare(run.peak_mib, at_most=MOST_MEMORY_MIB)),
        ("file, MB", f"{run.file.stat().st_size / 1e6:.1f}", "", True),
        ("seconds in all", f"{run.seconds:.0f}", "", True),
        ("seconds of dreaming", f"{run.told['dream_seconds']}", "", True),
    ]
    table = Table("", "figure", "to reach", "")
    for name, figure, bound, is_good in rows:
        table.add_row(name, figure, bound, "" if is_good else "NOT good enough")
    Console().print(table)
    _keep_crops(picture, dream, detail, folder)
    return all(is_good for *_, is_good in rows)


def _compare(
    figure: float, *, at_least: float | None = None, at_most: float | None = None
) -> tuple[str, str, bool]:
    told = f"{figure:.3f}" if figure < 100 else f"{figure:.0f}"
    if at_least is not None:
        return told, f"at least {at_least}", figure >= at_least
    return told, f"at most {at_most}", at_most is not None and figure <= at_most


def _open(path: Path) -> Pixels:
    with Image.open(path) as file:
        return np.array(file.convert("RGB"))


def _enlarge(picture: Pixels) -> Pixels:
    """The picture as it would be if it had only been seen at the usual size."""
    image = Image.fromarray(picture)
    small = image.copy()
    small.thumbnail((_USUAL_SIDE, _USUAL_SIDE), Image.Resampling.LANCZOS)
    return np.array(small.resize(image.size, Image.Resampling.BICUBIC))


def _plant_seam(dream: Pixels) -> Pixels:
    """A side that is four levels lighter: hardly to be seen, and to be found."""
    lighter = dream.copy()
    half = lighter[:, lighter.shape[1] // 2 + 4 :]
    half[:] = np.minimum(half, 251) + 4
    return lighter


def _keep_crops(picture: Pixels, dream: Pixels, detail: np.ndarray, folder: Path) -> None:
    """The middle, and where most and least detail was kept."""
    height, width = dream.shape[:2]
    places = {"middle": (height // 2, width // 2)}
    for name, index in (("sharpest", detail.argmax()), ("softest", detail.argmin())):
        down, across = np.unravel_index(index, detail.shape)
        places[name] = (int(down + 0.5) * BLOCK, int(across + 0.5) * BLOCK)
    for name, (down, across) in places.items():
        top = min(max(0, down - _CROP // 2), height - _CROP)
        left = min(max(0, across - _CROP // 2), width - _CROP)
        pair = [whole[top : top + _CROP, left : left + _CROP] for whole in (picture, dream)]
        side = _CROP * _CLOSENESS
        close = Image.fromarray(np.hstack(pair)).resize((2 * side, side), Image.Resampling.BICUBIC)
        close.save(folder / f"{name}-300.png")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build/quality/large"), help="a folder")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    return int(not bench(options.out))


if __name__ == "__main__":
    sys.exit(main())
