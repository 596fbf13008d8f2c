"""Reads config/presets: named recipes, checked against the networks when they are loaded."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dream_core.errors import CatalogueError, DreamError, ErrorCode, RecipeError
from dream_core.nearest import suggest_nearest
from dream_core.networks.registry import Networks, NetworkSpec
from dream_core.recipe import Recipe, Target, parse_target

DEFAULT_PRESET = "puppyslug"
DEFAULT_STRENGTH = 5
STRENGTHS = range(1, 11)

# People type it in a chat, next to option=value.
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_TEXT_KEYS = ("title", "description")
_RECIPE_KEYS = (
    "network",
    "targets",
    "octaves",
    "steps",
    "scale",
    "jitter",
    "step_size",
    "smoothing",
    "vividness",
)
# Not in fingerprints, which were there before them: how a dream is finished is no preset's matter.
_LATER_FIELDS = ("amount", "blend")
_REQUIRED_KEYS = (*_TEXT_KEYS, "network", "targets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A recipe with a name that says what it shows.

    ``fingerprint``, 64 bits in hexadecimal, changes with whatever changes the dreams: the recipe
    and the network's weights.
    """

    name: str
    title: str
    description: str
    base: Recipe
    fingerprint: str = field(default="", compare=False)

    def recipe(self, *, strength: int = DEFAULT_STRENGTH, **changes: Any) -> Recipe:  # noqa: ANN401
        """The preset's recipe at a strength of 1 to 10, with fields of Recipe changed.

        Strength 5 is the preset as written; each step more or less is a quarter more or less
        change in all, shared between the number of steps and their size.
        """
        if strength not in STRENGTHS:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                f"strength can't be {strength}.",
                f"It goes from {STRENGTHS[0]} to {STRENGTHS[-1]}.",
            )
        share = 1.25 ** ((strength - DEFAULT_STRENGTH) / 2)
        stronger = replace(
            self.base,
            steps=max(1, round(self.base.steps * share)),
            step_size=self.base.step_size * share,
        )
        return replace(stronger, **changes)


Presets = Mapping[str, Preset]


def load_presets(folder: Path, networks: Networks) -> Presets:
    """Reads every ``*.toml`` of the folder; raises CatalogueError naming file, key and choices."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise CatalogueError.in_file(f"{folder} holds no preset.")
    return {file.stem: _read_preset(file, networks) for file in files}


def check_targets(recipe: Recipe, networks: Networks) -> None:
    """Raises RecipeError unless the recipe's network, layers and channels exist."""
    network = networks.get(recipe.network)
    if network is None:
        raise RecipeError(
            ErrorCode.NETWORK_UNKNOWN,
            f"There is no network {recipe.network!r}.",
            suggest_nearest(recipe.network, networks),
        )
    for target in recipe.targets:
        channels = network.layers.get(target.layer)
        if channels is None:
            raise RecipeError(
                ErrorCode.LAYER_UNKNOWN,
                f"{network.name} has no layer {target.layer!r}.",
                suggest_nearest(target.layer, network.layers),
            )
        if any(channel >= channels for channel in target.channels):
            raise RecipeError(
                ErrorCode.LAYER_UNKNOWN,
                f"{network.name}'s {target.layer} has no channel {max(target.channels)}.",
                f"They go from 0 to {channels - 1}.",
            )


def _read_preset(file: Path, networks: Networks) -> Preset:
    if not _NAME.fullmatch(file.stem):
        raise CatalogueError.in_file(
            f"{file}: a preset's name has small letters, digits and hyphens only."
        )
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError.in_file(f"{file} can't be read: {error}.") from error
    _check_keys(file, values)
    targets = _read_targets(file, values["targets"])
    settings = {key: values[key] for key in _RECIPE_KEYS[2:] if key in values}
    try:
        recipe = Recipe(network=values["network"], targets=targets, **settings)
        check_targets(recipe, networks)
    except DreamError as error:
        raise CatalogueError.in_file(f"{file}: {error}") from error
    return Preset(
        name=file.stem,
        title=values["title"],
        description=values["description"],
        base=recipe,
        fingerprint=_compute_fingerprint(recipe, networks[recipe.network]),
    )


def _compute_fingerprint(recipe: Recipe, network: NetworkSpec) -> str:
    file = network.file if network.source != "folder" else Path(network.file).name
    weights = [network.name, network.architecture, network.sha256, network.weights, file]
    # Nothing more where there is nothing more, so that older fingerprints hold.
    weights += [f"{part} {sha256}" for part, sha256 in network.parts.items()]
    weights += filter(None, (network.range, network.picture_at, network.classes))
    values = {key: value for key, value in recipe.as_dict().items() if key not in _LATER_FIELDS}
    told = json.dumps([values, weights], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _check_keys(file: Path, values: Mapping[str, object]) -> None:
    allowed = (*_TEXT_KEYS, *_RECIPE_KEYS)
    for key in values:
        if key not in allowed:
            raise CatalogueError.in_file(
                f"{file}: unknown key {key}. {suggest_nearest(key, allowed)}"
            )
    for key in _REQUIRED_KEYS:
        kind = list if key == "targets" else str
        if not isinstance(values.get(key), kind) or not values[key]:
            told = "a list of layers" if kind is list else "a text"
            raise CatalogueError.in_file(f"{file}: needs {key}, {told}.")


def _read_targets(file: Path, written: list[object]) -> tuple[Target, ...]:
    try:
        return tuple(parse_target(str(text)) for text in written)
    except RecipeError as error:
        raise CatalogueError.in_file(f"{file}: targets: {error}") from error
