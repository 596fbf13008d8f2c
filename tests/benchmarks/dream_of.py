"""Dreams twenty photos of one thing each and asks a network that never helped whether it sees it.

EfficientNet-Lite0 dreams at the default strength; EfficientNet-Lite2 must have a member of the
family in its top five, where it had none before, and the photo must still be there: multi-scale
structural similarity. `make bench-quality` runs it with the others; alone it is
`python -m tests.benchmarks.dream_of --sheet FOLDER`, and `--only` dreams some of the photos.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from rich.console import Console
from rich.table import Table
from torch import Tensor

from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import DEFAULT_STRENGTH, Networks, Presets, load_networks, load_presets
from dream_core.ascent import dream
from dream_core.networks.loader import load_network
from dream_core.networks.network import DreamNetwork
from dream_core.networks.weights import find_weights
from dream_core.octaves import resolve_recipe
from dream_core.presets import name_preset_of
from dream_core.vocabulary import find_all, name_class
from tests.benchmarks.judges import CPU, Judge, open_judge
from tests.benchmarks.similarity import measure_similarity

TOP = 5
PHOTOS = Path(__file__).parents[1] / "photos"
THINGS = {
    "astronaut": "musical instruments",
    "bridge": "birds",
    "brushes": "parrots",
    "chelsea": "flowers",
    "clock": "snakes",
    "coffee": "snails",
    "dahlia": "dogs",
    "dandelions": "spiders",
    "drum": "cats",
    "fig": "crabs",
    "hills": "mushrooms",
    "moose": "fruit",
    "mountains": "castles",
    "nuthatch": "butterflies",
    "polar-bear": "insects",
    "rocket": "lizards",
    "spaniels": "monkeys",
    "stream": "frogs",
    "sunset": "elephants",
    "temple": "fish",
}
"""What each photo is dreamed of: once each, with plain skies and walls among them."""

LONGEST_SIDE = 512
LEAST_SIMILARITY = 0.5
LEAST_GOOD = 0.8
_CELL = 360
_COLUMNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one photo. ``first`` are the judge's first five of the dream."""

    photo: str
    things: str
    first: tuple[str, ...]
    was_seen: bool
    is_seen: bool
    similarity: float
    picture: Image.Image

    @property
    def is_hit(self) -> bool:
        """Whether it was the dream that brought the things."""
        return self.is_seen and not self.was_seen

    @property
    def is_good(self) -> bool:
        """Whether the things are there, and the photo still is."""
        return self.is_hit and self.similarity >= LEAST_SIMILARITY


class Bench:
    """The dreaming network and the judge, loaded once."""

    def __init__(self, networks: Networks, presets: Presets) -> None:
        self._networks = networks
        self._presets = presets
        self._judge: Judge = open_judge("efficientnet-lite2", side=256)

    def try_photo(self, photo: str) -> Verdict:
        things = THINGS[photo]
        found = find_all(things)
        preset = self._presets[name_preset_of(found)]
        pixels = read_photo(PHOTOS / f"{photo}.jpg")
        recipe = preset.recipe(strength=DEFAULT_STRENGTH)
        height, width = pixels.shape[-2:]
        dreamed = dream(
            pixels,
            self._load(recipe.network),
            resolve_recipe(recipe, width, height),
            on_step=lambda _: None,
        ).clamp(0, 1)
        awake = pixels.float() / 255
        before, after = (self._judge.rank(picture)[:TOP] for picture in (awake, dreamed))
        wanted = {channel for thing in found for channel in thing.channels}
        return Verdict(
            photo=photo,
            things=things,
            first=tuple(map(name_class, after)),
            was_seen=not wanted.isdisjoint(before),
            is_seen=not wanted.isdisjoint(after),
            similarity=measure_similarity(awake, dreamed),
            picture=to_image(dreamed),
        )

    def _load(self, name: str) -> DreamNetwork:
        spec = self._networks[name]
        return load_network(spec, weights=find_weights(spec, cache_dir=Path()), device=CPU)


def read_photo(photo: Path) -> Tensor:
    """The photo as CHW bytes, its longest side LONGEST_SIDE pixels."""
    with Image.open(photo) as opened:
        picture = opened.convert("RGB")
    scale = LONGEST_SIDE / max(picture.size)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)))
    return torch.from_numpy(np.array(picture)).permute(2, 0, 1).contiguous()


def to_image(picture: Tensor) -> Image.Image:
    levels = (picture * 255).round().to(torch.uint8)
    return Image.fromarray(levels.permute(1, 2, 0).contiguous().numpy())


def draw_sheet(verdicts: Sequence[Verdict], file: Path) -> None:
    """All dreams in one picture, each with what it is of."""
    rows = -(-len(verdicts) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _CELL, rows * _CELL))
    pen = ImageDraw.Draw(sheet)
    for index, verdict in enumerate(verdicts):
        place = (index % _COLUMNS * _CELL, index // _COLUMNS * _CELL)
        cell = verdict.picture.copy()
        cell.thumbnail((_CELL, _CELL))
        sheet.paste(cell, place)
        mark = "" if verdict.is_hit else " (not seen)"
        pen.text(place, f"{verdict.things}{mark} {verdict.similarity:.2f}", fill="yellow")
    file.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(file)


def print_verdicts(verdicts: Sequence[Verdict]) -> bool:
    """Prints a row for each; returns whether enough were seen in pictures that are still there."""
    columns = ("photo", "of", "seen before", "seen", "likeness", "Lite2's first five")
    table = Table(*columns, box=None)
    for verdict in verdicts:
        table.add_row(
            verdict.photo,
            verdict.things,
            "yes" if verdict.was_seen else "no",
            "yes" if verdict.is_seen else "no",
            f"{verdict.similarity:.3f}",
            ", ".join(verdict.first),
        )
    hits = sum(verdict.is_hit for verdict in verdicts) / len(verdicts)
    good = sum(verdict.is_good for verdict in verdicts) / len(verdicts)
    likeness = [verdict.similarity for verdict in verdicts]
    mean = sum(likeness) / len(likeness)
    console = Console()
    console.print(table)
    console.print(
        f"Seen in {hits:.0%}, in {good:.0%} with a likeness of {LEAST_SIMILARITY} or more. "
        f"Likeness {mean:.3f} on average, at least {min(likeness):.3f}."
    )
    return good >= LEAST_GOOD


def bench(folder: Path) -> bool:
    """Dreams all twenty, with a picture of them in the folder; whether the figures are good."""
    return run(list(THINGS), folder)


def run(photos: Sequence[str], folder: Path | None) -> bool:
    """Whether the figures are good; the dreams come into the folder, all in one picture."""
    networks = load_networks(NETWORKS_FILE)
    dreamer = Bench(networks, load_presets(PRESETS_DIR, networks))
    verdicts = [dreamer.try_photo(photo) for photo in photos]
    if folder:
        draw_sheet(verdicts, folder / "dream-of.png")
    return print_verdicts(verdicts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=THINGS, default=list(THINGS), metavar="PHOTO", help="these"
    )
    parser.add_argument("--sheet", type=Path, metavar="FOLDER", help="keep all dreams in a picture")
    options = parser.parse_args()
    return int(not run(options.only, options.sheet))


if __name__ == "__main__":
    sys.exit(main())
