"""How much of each of two presets a dream of both has, as a network sees it that never helped.

For each photo and each of the dreams (one preset, the other, both) EfficientNet-Lite2 says what
share of its odds the two presets' classes have, as a mean over positions. Run it as
`python -m tests.benchmarks.mixes cats birds PHOTO... --sheet FOLDER`; the presets must be ones
with classes.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from rich.console import Console
from rich.table import Table
from torch import Tensor

from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import Preset, Presets, load_networks, load_presets
from dream_core.ascent import dream
from dream_core.networks.loader import load_network
from dream_core.networks.network import DreamNetwork
from dream_core.networks.weights import find_weights
from dream_core.octaves import resolve_recipe
from dream_core.recipe import LOGITS
from tests.benchmarks.judges import CPU, Judge, open_judge

SIDE = 384
PHOTOS = Path(__file__).parents[1] / "photos"
USUAL = ("astronaut", "chelsea", "coffee", "drawing", "rocket", "temple")


def main() -> None:
    arguments = _read_arguments()
    presets = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))
    first, second = arguments.presets
    names = (first, second, f"{first}+{second}")
    judge = open_judge("efficientnet-lite2", side=260)
    table = Table("photo", "dream", f"{first} %", f"{second} %")
    for file in arguments.photos or [PHOTOS / f"{name}.jpg" for name in USUAL]:
        photo = _open(file)
        shown = {"none": photo / 255, **{name: _dream(photo, presets[name]) for name in names}}
        for name, picture in shown.items():
            shares = (_measure(picture, presets, each, judge) for each in (first, second))
            table.add_row(file.stem, name, *(f"{100 * share:.1f}" for share in shares))
            if arguments.sheet:
                _save(picture, arguments.sheet / f"{file.stem}-{name}.png")
    Console().print(table)


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs=2)
    parser.add_argument("photos", nargs="*", type=Path)
    parser.add_argument("--sheet", type=Path)
    return parser.parse_args()


def _open(file: Path) -> Tensor:
    with Image.open(file) as image:
        image.thumbnail((SIDE, SIDE))
        return torch.from_numpy(np.array(image.convert("RGB"))).permute(2, 0, 1)


def _dream(photo: Tensor, preset: Preset) -> Tensor:
    recipe = resolve_recipe(preset.recipe(seed=3), photo.shape[2], photo.shape[1])
    network, *others = _load([voice.network for voice in recipe.voices])
    return dream(photo, network, recipe, on_step=lambda _: None, others=others)


def _load(names: Sequence[str]) -> list[DreamNetwork]:
    specs = load_networks(NETWORKS_FILE)
    return [
        load_network(specs[name], weights=find_weights(specs[name], cache_dir=Path()), device=CPU)
        for name in names
    ]


def _measure(picture: Tensor, presets: Presets, name: str, judge: Judge) -> float:
    targets = presets[name].base.targets
    classes = [c for target in targets if target.layer == LOGITS for c in target.channels]
    return judge.share(picture, classes)


def _save(picture: Tensor, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    levels = picture.mul(255).round().clamp(0, 255).to(torch.uint8)
    Image.fromarray(levels.permute(1, 2, 0).numpy()).save(file)


if __name__ == "__main__":
    main()
