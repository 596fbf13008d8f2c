"""Reads config/presets: named recipes, checked against the networks when they are loaded."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from dream_core.errors import CatalogueError, DreamError, ErrorCode, RecipeError
from dream_core.nearest import suggest_nearest
from dream_core.networks.registry import Networks, NetworkSpec
from dream_core.recipe import LOGITS, Recipe, Target, parse_target
from dream_core.vocabulary import Thing, join_names, read_slug, write_slug

DEFAULT_PRESET = "puppyslug"
OF_PRESET = "of"
"""The look of dreams of things that people name; it isn't listed, since alone it has none."""

_OF = f"{OF_PRESET}-"
DEFAULT_STRENGTH = 5
STRENGTHS = range(1, 11)

# People type it in a chat, next to option=value.
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_TEXT_KEYS = ("title", "description")
_LISTED_KEY = "listed"
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
_FINGERPRINT_DIGITS = 16
_REQUIRED_KEYS = (*_TEXT_KEYS, "network", "targets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A recipe with a name that says what it shows.

    ``fingerprint``, 64 bits in hexadecimal, changes with whatever changes the dreams: the recipe
    and the network's weights. One that isn't listed can be had by its name alone.
    """

    name: str
    title: str
    description: str
    base: Recipe
    fingerprint: str = field(default="", compare=False)
    is_listed: bool = True

    def of(self, things: Sequence[Thing]) -> "Preset":
        """The same look with these things growing in it, in the place of classes of its own."""
        texture = tuple(target for target in self.base.targets if target.layer != LOGITS)
        shapes = tuple(Target(layer=LOGITS, channels=thing.channels) for thing in things)
        names = join_names(things)
        told = "".join((self.fingerprint, *map(str, shapes)))
        return replace(
            self,
            name=name_preset_of(things),
            title=f"{names[:1].upper()}{names[1:]}",
            description=f"A dream of {names}.",
            base=replace(self.base, targets=(*texture, *shapes)),
            fingerprint=hashlib.sha256(told.encode()).hexdigest()[:_FINGERPRINT_DIGITS],
        )

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


def name_preset_of(things: Iterable[Thing]) -> str:
    """The name under which a :class:`PresetShelf` makes the preset of things: ``of-sea-lion``."""
    return f"{_OF}{write_slug(things)}"


def find_things_of(name: str) -> tuple[Thing, ...]:
    """The things of a preset that is made of them, by its name; none for another preset's."""
    return read_slug(name.removeprefix(_OF)) if name.startswith(_OF) else ()


def show_name(name: str) -> str:
    """A preset's name as people are shown it: that of things is what they are called."""
    return join_names(find_things_of(name)) or name


def count_name(name: str) -> str:
    """What a preset is counted as: all that are made of things are one."""
    return OF_PRESET if find_things_of(name) else name


class PresetShelf(Presets):
    """Presets by name. Going through them, or counting, passes over those that aren't listed.

    A preset of things is made when somebody asks for it, by a name such as
    ``of-banana-and-dumbbell``.
    """

    def __init__(self, presets: Iterable[Preset]) -> None:
        self._presets = {preset.name: preset for preset in presets}
        self._listed = {name: each for name, each in self._presets.items() if each.is_listed}

    def __getitem__(self, name: str) -> Preset:
        if name not in self._presets and (things := find_things_of(name)):
            return self._presets[OF_PRESET].of(things)
        return self._presets[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)

    def select(self, fits: Callable[[Preset], bool]) -> "PresetShelf":
        """Those that fit, listed or not."""
        return PresetShelf(filter(fits, self._presets.values()))

    def __or__(self, other: "PresetShelf") -> "PresetShelf":
        """Both; the other's where both have one of the same name."""
        return PresetShelf({**self._presets, **other._presets}.values())


def load_presets(folder: Path, networks: Networks) -> PresetShelf:
    """Reads every ``*.toml`` of the folder; raises CatalogueError naming file, key and choices."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise CatalogueError.in_file(f"{folder} holds no preset.")
    return PresetShelf(_read_preset(file, networks) for file in files)


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
    targets = _read_targets(file, values["targets"], networks.get(values["network"]))
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
        is_listed=values.get(_LISTED_KEY, True),
    )


def _compute_fingerprint(recipe: Recipe, network: NetworkSpec) -> str:
    file = network.file if network.source != "folder" else Path(network.file).name
    weights = [network.name, network.architecture, network.sha256, network.weights, file]
    # Nothing more where there is nothing more, so that older fingerprints hold.
    weights += [f"{part} {sha256}" for part, sha256 in network.parts.items()]
    weights += filter(None, (network.range, network.picture_at, network.classes))
    values = {key: value for key, value in recipe.as_dict().items() if key not in _LATER_FIELDS}
    told = json.dumps([values, weights], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:_FINGERPRINT_DIGITS]


def _check_keys(file: Path, values: Mapping[str, object]) -> None:
    allowed = (*_TEXT_KEYS, *_RECIPE_KEYS, _LISTED_KEY)
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
    if not isinstance(values.get(_LISTED_KEY, True), bool):
        raise CatalogueError.in_file(f"{file}: {_LISTED_KEY} is true or false.")


def _read_targets(
    file: Path, written: list[object], network: NetworkSpec | None
) -> tuple[Target, ...]:
    names = network.channels if network else None
    try:
        return tuple(parse_target(str(text), names) for text in written)
    except RecipeError as error:
        raise CatalogueError.in_file(f"{file}: targets: {error}") from error
