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
from dream_core.mixes import MIX_MARK, MixPart, name_mix, read_mix
from dream_core.nearest import suggest_nearest
from dream_core.networks.registry import Networks, NetworkSpec
from dream_core.recipe import LOGITS, Recipe, Target, parse_target
from dream_core.vocabulary import Thing, join_names, read_slug, write_slug

DEFAULT_PRESET = "puppyslug"
OF_PRESET = "of"
"""The look of dreams of things that people name; it isn't listed, since alone it has none."""

MIX = "mix"
"""What all presets that are made of several are counted as."""

IMAGINE_PRESET = "imagine"
"""The base of pictures of things that are made from noise; it isn't listed either."""

_BASES = (OF_PRESET, IMAGINE_PRESET)
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
    "restraint",
)
# Not in fingerprints, which were there before them: how a dream is finished, and where it is
# dreamed, is no preset's matter.
_LATER_FIELDS = ("amount", "blend", "only")
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
            name=name_preset_of(things, self.name),
            title=f"{names[:1].upper()}{names[1:]}",
            description=f"A dream of {names}.",
            base=replace(self.base, targets=(*texture, *shapes)),
            fingerprint=_digest(told),
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


def mix_presets(parts: Sequence[tuple[Preset, MixPart]]) -> Preset:
    """Presets at once, each as its part says; the settings are the first one's.

    What is of a preset's gradient alone stays its own: smoothing, vividness, and how far it goes.
    """
    (first, own), *others = parts
    voices = tuple(
        replace(voice, weight=part.share / own.share, stride=_reach(preset) / _reach(first))
        for preset, part in others
        for voice in preset.base.voices
    )
    told = "".join(f"{preset.fingerprint}.{part.share}" for preset, part in parts)
    titles = f" {MIX_MARK} ".join(preset.title for preset, _ in parts)
    return Preset(
        name=name_mix(part for _, part in parts),
        title=titles,
        description=f"{titles} in one dream.",
        base=replace(first.base, also=voices),
        fingerprint=_digest(told),
    )


def _reach(preset: Preset) -> float:
    """How far all steps of an octave go together."""
    return preset.base.steps * preset.base.step_size


def name_preset_of(things: Iterable[Thing], base: str = OF_PRESET) -> str:
    """The name under which a :class:`PresetShelf` makes the preset of things: ``of-sea-lion``."""
    return f"{base}-{write_slug(things)}"


def find_base_of(name: str) -> str | None:
    """What a preset of things is made from, by its name; None for another preset's."""
    return next((base for base in _BASES if name.startswith(f"{base}-")), None)


def find_things_of(name: str) -> tuple[Thing, ...]:
    """The things of a preset that is made of them, by its name; none for another preset's."""
    base = find_base_of(name)
    return read_slug(name.removeprefix(f"{base}-")) if base else ()


def tidy_name(name: str) -> str | None:
    """The name of a preset of things as it should be written; None for another preset's."""
    things, base = find_things_of(name), find_base_of(name)
    return name_preset_of(things, base) if things and base else None


def imagines(name: str) -> bool:
    """Whether the preset makes its pictures from noise, without a photo."""
    return find_base_of(name) == IMAGINE_PRESET and bool(find_things_of(name))


def show_name(name: str) -> str:
    """A preset's name as people are shown it: that of things is what they are called."""
    if parts := read_mix(name):
        return f" {MIX_MARK} ".join(map(_show_part, parts))
    return join_names(find_things_of(name)) or name


def _show_part(part: MixPart) -> str:
    shown = show_name(part.preset)
    return shown if part.share == 1 else f"{shown}:{part.share}"


def count_name(name: str) -> str:
    """What a preset is counted as: all that are made of things by one base are one, and so are all
    mixes.
    """
    if read_mix(name):
        return MIX
    return (find_base_of(name) or name) if find_things_of(name) else name


class PresetShelf(Presets):
    """Presets by name. Going through them, or counting, passes over those that aren't listed.

    A preset of things is made when somebody asks for it, by a name such as
    ``of-banana-and-dumbbell``, and so is one of several at once, by ``cats+birds``. ``absent`` are
    those that nobody can have here, as their networks are missing.
    """

    def __init__(self, presets: Iterable[Preset], *, absent: Presets | None = None) -> None:
        self.absent = absent or {}
        self._presets = {preset.name: preset for preset in presets}
        self._listed = {name: each for name, each in self._presets.items() if each.is_listed}

    def __getitem__(self, name: str) -> Preset:
        if name in self._presets:
            return self._presets[name]
        if (parts := read_mix(name)) and not any(imagines(part.preset) for part in parts):
            return mix_presets([(self[part.preset], part) for part in parts])
        if things := find_things_of(name):
            return self._presets[find_base_of(name) or OF_PRESET].of(things)
        raise KeyError(name)

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

    def with_absent(self, absent: Presets) -> "PresetShelf":
        """The same presets, and others that nobody can have here."""
        return PresetShelf(self._presets.values(), absent=absent)


def find_absent(presets: Presets, name: str) -> Preset | None:
    """The preset of this name that can't be had here."""
    return presets.absent.get(name) if isinstance(presets, PresetShelf) else None


def load_presets(folder: Path, networks: Networks) -> PresetShelf:
    """Reads every ``*.toml`` of the folder; raises CatalogueError naming file, key and choices."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise CatalogueError.in_file(f"{folder} holds no preset.")
    return PresetShelf(_read_preset(file, networks) for file in files)


def check_targets(recipe: Recipe, networks: Networks) -> None:
    """Raises RecipeError unless the networks, layers and channels of all its voices exist."""
    for voice in recipe.voices:
        network = networks.get(voice.network)
        if network is None:
            raise RecipeError(
                ErrorCode.NETWORK_UNKNOWN,
                f"There is no network {voice.network!r}.",
                suggest_nearest(voice.network, networks),
            )
        for target in voice.targets:
            _check_target(target, network)


def _check_target(target: Target, network: NetworkSpec) -> None:
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
    if not recipe.restraint:
        del values["restraint"]
    return _digest(json.dumps([values, weights], sort_keys=True))


def _digest(told: str) -> str:
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
