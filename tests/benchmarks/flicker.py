"""Measures how steady moving dreams are, against the same frames dreamed each alone.

A dream's boiling is the mean change of a pixel against the former frame's, carried along with
the film's own movement. Its drift is how far the dream's brightness goes against the film's over
the clip, its strength how far it is from the film: a duller dream is no steadier one. Run it with
`make flicker`; without clips of yours it makes one, of a photo that pans and zooms behind another
that crosses it.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import torch
from PIL import Image
from rich.console import Console
from rich.table import Table

from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import Animation, Networks, Recipe, load_networks, load_presets
from dream_core.ascent import AscentStep, dream_batch
from dream_core.dreamer import Place
from dream_core.images.picture import DecodedPicture, Pixels
from dream_core.images.sizes import resize_exactly
from dream_core.moving.animating import dream_frames
from dream_core.moving.bounds import film_size
from dream_core.moving.flow import FlowFinder
from dream_core.moving.footage import open_footage
from dream_core.moving.mp4 import write_mp4
from dream_core.networks.loader import load_network
from dream_core.networks.weights import find_weights
from dream_core.octaves import resolve_recipe

PHOTOS = Path(__file__).parents[1] / "photos"
PRESETS = ("puppyslug", "of-cats", "swirls", "ripples", "hatching")
"""The default, a dream of things, and those that came nearest to MOST_BOILING of all presets."""

MOST_BOILING = 0.5
"""Of what frames dreamed alone boil."""
MOST_DRIFT = 2.0
"""In levels of 0 to 255."""
LEAST_STRENGTH = 0.8
"""Of what frames dreamed alone have."""

_TRUSTED = 0.5
_FILM_RATE = 12
_FILM_CRF = 18.0
_PLENTY = 10**8


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one clip's dreams: three figures in levels, and the seconds that dreaming took.

    ``strength`` is the root mean square of how far they are from the clip.
    """

    boiling: float
    drift: float
    strength: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A clip's moving dream beside its frames dreamed alone."""

    moving: Figures
    alone: Figures

    @property
    def boiling(self) -> float:
        """The share of what frames dreamed alone boil."""
        return self.moving.boiling / self.alone.boiling

    @property
    def strength(self) -> float:
        """The share of what frames dreamed alone have."""
        return self.moving.strength / self.alone.strength

    @property
    def is_good(self) -> bool:
        """Whether the moving dream is steady, and still a dream."""
        return (
            self.boiling <= MOST_BOILING
            and self.moving.drift < MOST_DRIFT
            and self.strength >= LEAST_STRENGTH
        )


class NetworkDreamer:
    """Dreams in this process."""

    def __init__(self, recipe: Recipe, networks: Networks) -> None:
        spec = networks[recipe.network]
        self._device = torch.device("cpu")
        weights = find_weights(spec, cache_dir=Path())
        self._network = load_network(spec, weights=weights, device=self._device)

    def dream(self, picture: Pixels, recipe: Recipe, place: Place) -> Pixels:
        """See PictureDreamer."""
        (dreamed,) = self.dream_batch([picture], recipe, place)
        return dreamed

    def dream_batch(
        self, pictures: Sequence[Pixels], recipe: Recipe, place: Place
    ) -> Sequence[Pixels]:
        """See PictureDreamer."""
        del place
        photos = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous()
        dreamed = dream_batch(photos, self._network, recipe, on_step=_ignore)
        levels = dreamed.mul(255).round().clamp(0, 255).to(torch.uint8)
        return list(np.ascontiguousarray(levels.permute(0, 2, 3, 1).numpy()))

    def report(self, fraction: float, frame: Pixels | None = None) -> None:
        """Nobody looks."""


def _ignore(_step: AscentStep) -> None:
    pass


def make_clip(frames: int, side: int) -> list[Pixels]:
    """A temple that comes nearer and moves, and a cat that crosses it."""
    width, height = side, side * 3 // 4
    temple = np.asarray(Image.open(PHOTOS / "temple.jpg").convert("RGB"))
    whole = Image.open(PHOTOS / "chelsea.jpg").convert("RGB")
    cat = np.asarray(whole.resize((side * 3 // 8, side // 4)))
    clip = []
    for number in range(frames):
        scale = (1 + 0.012 * number) * side * 1.6 / temple.shape[1]
        across, down = (0.2 + 0.004 * number) * side, (0.1 + 0.002 * number) * side
        matrix = np.array([[scale, 0, -across], [0, scale, -down]])
        frame = cv2.warpAffine(
            temple, matrix, (width, height), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT
        )
        start = side // 25 + number * side // 40
        seen = cat[:, : max(0, width - start)]
        frame[height // 2 : height // 2 + len(cat), start : start + seen.shape[1]] = seen
        clip.append(np.asarray(frame, np.uint8))
    return clip


def read_clip(path: Path, frames: int, side: int) -> list[Pixels]:
    """The first frames of a file, at a size."""
    footage = open_footage(path.read_bytes(), Animation(max_seconds=60), max_pixels=_PLENTY)
    size = film_size(*footage.size, side)
    return [
        resize_exactly(DecodedPicture(pixels=frame), size).pixels
        for frame, _ in zip(footage, range(frames), strict=False)
    ]


def measure(clip: Sequence[Pixels], dreams: Sequence[Pixels], seconds: float) -> Figures:
    """The figures of a clip's dreams."""
    finder = FlowFinder()
    changes = []
    for (former, frame), (before, after) in zip(pairwise(clip), pairwise(dreams), strict=True):
        flow = finder.find(former, frame)
        change = np.abs(flow.carry(before.astype(np.float32)) - after).mean(axis=2)
        trusted = change[flow.trust > _TRUSTED]
        if len(trusted):
            changes.append(float(trusted.mean()))
    added = [
        np.subtract(dream, frame, dtype=float) for dream, frame in zip(dreams, clip, strict=True)
    ]
    shifts = [float(each.mean()) for each in added]
    return Figures(
        boiling=float(np.mean(changes)),
        drift=max(shifts) - min(shifts),
        strength=float(np.sqrt(np.mean(np.square(added)))),
        seconds=seconds,
    )


def compare(
    clip: list[Pixels], recipe: Recipe, dreamer: NetworkDreamer, film: Path | None = None
) -> Comparison:
    """Dreams the clip both ways; ``film`` gets the moving dream above the frames dreamed alone."""
    begin = time.perf_counter()
    moving = list(dream_frames(clip, recipe, total=len(clip), dreamer=dreamer))
    middle = time.perf_counter()
    height, width = clip[0].shape[:2]
    whole = resolve_recipe(recipe, width, height)
    place = Place(number=1, total=1, start=0, stop=1)
    alone = [
        dreamer.dream(frame, replace(whole, seed=recipe.seed + number), place)
        for number, frame in enumerate(clip)
    ]
    end = time.perf_counter()
    if film:
        pairs = [np.concatenate(pair) for pair in zip(moving, alone, strict=True)]
        seconds = [1 / _FILM_RATE] * len(pairs)
        film.write_bytes(write_mp4(pairs, seconds, size=(width, 2 * height), crf=_FILM_CRF))
    return Comparison(
        moving=measure(clip, moving, middle - begin), alone=measure(clip, alone, end - middle)
    )


def read_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", nargs="*", type=Path)
    parser.add_argument("--presets", nargs="+", default=PRESETS)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--films", type=Path, help="a folder for what was judged")
    return parser.parse_args(arguments)


def bench(folder: Path) -> bool:
    """A clip of the tests' photos in PRESETS, the films in the folder; whether all are good."""
    return run(read_arguments(["--films", str(folder)]))


def run(options: argparse.Namespace) -> bool:
    """Whether the figures of all clips in all presets are good."""
    networks = load_networks(NETWORKS_FILE)
    presets = load_presets(PRESETS_DIR, networks)
    clips = {path.stem: read_clip(path, options.frames, options.size) for path in options.clips}
    clips = clips or {"temple-and-cat": make_clip(options.frames, options.size)}
    comparisons = {}
    for preset in options.presets:
        recipe = presets[preset].recipe()
        dreamer = NetworkDreamer(recipe, networks)
        for name, clip in clips.items():
            film = options.films / f"{preset}-{name}.mp4" if options.films else None
            comparisons[preset, name] = compare(clip, recipe, dreamer, film)
    print_comparisons(comparisons)
    return all(each.is_good for each in comparisons.values())


def print_comparisons(comparisons: Mapping[tuple[str, str], Comparison]) -> None:
    """A row for each preset and clip; shares are of what frames dreamed alone have."""
    columns = ("boiling", "alone", "share", "drift", "alone", "strength", "s", "alone")
    table = Table("preset", "clip", *columns, "", box=None)
    for names, each in comparisons.items():
        moving, alone = each.moving, each.alone
        figures = (moving.boiling, alone.boiling, each.boiling, moving.drift, alone.drift)
        table.add_row(
            *names,
            *(f"{figure:.2f}" for figure in (*figures, each.strength)),
            *(f"{seconds:.0f}" for seconds in (moving.seconds, alone.seconds)),
            "" if each.is_good else "NOT good enough",
        )
    Console(width=100).print(table)


if __name__ == "__main__":
    sys.exit(int(not run(read_arguments())))
