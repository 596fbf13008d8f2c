"""From the options of ``puppyslug dream`` to a whole recipe."""

from dataclasses import dataclass, field, replace
from typing import Any

from bot.catalogue import Catalogue
from bot.errors import UsageError
from dream_core import Preset, Recipe, Size, Target, check_targets, parse_target
from dream_core.nearest import suggest_nearest
from dream_core.presets import DEFAULT_PRESET, DEFAULT_STRENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamChoices:
    """What was written; None or empty where it wasn't. ``settings`` are fields of Recipe."""

    preset: str | None = None
    strength: int | None = None
    network: str | None = None
    targets: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


def build_recipe(choices: DreamChoices, catalogue: Catalogue) -> Recipe:
    """The recipe asked for; what is written wins over the preset, with its strength or without.

    Raises UsageError or RecipeError naming the nearest valid choice.
    """
    targets = tuple(parse_target(text) for text in choices.targets)
    start = _find_start(choices, targets, catalogue)
    changes = {key: value for key, value in choices.settings.items() if value is not None}
    if "octaves" in changes:
        changes["grow_octaves"] = False
    strength = DEFAULT_STRENGTH if choices.strength is None else choices.strength
    recipe = start.recipe(strength=strength, **changes)
    check_targets(recipe, catalogue.networks)
    return recipe


def parse_size(text: str | None) -> Size | None:
    """Reads ``--size``: pixels, ``full`` or ``auto``; raises UsageError for anything else."""
    match text:
        case None:
            return None
        case "full":
            return "full"
        case "auto":
            return "auto"
        case _ if text.isascii() and text.isdigit():
            return int(text)
        case _:
            raise UsageError(
                f"--size can't be {text!r}.",
                "It is the longest side of the result in pixels, such as 512, or full.",
            )


def _find_start(choices: DreamChoices, targets: tuple[Target, ...], catalogue: Catalogue) -> Preset:
    """The preset with network and targets replaced, or a nameless one made of them alone."""
    if choices.network is not None and targets and choices.preset is None:
        base = Recipe(network=choices.network, targets=targets)
        return Preset(name="", title="", description="", base=base)
    preset = _find_preset(choices.preset or DEFAULT_PRESET, catalogue)
    network = choices.network or preset.base.network
    keeps_targets = choices.preset is not None and network == preset.base.network
    if choices.network is not None and not targets and not keeps_targets:
        raise _missing_target(network, catalogue)
    base = replace(preset.base, network=network, targets=targets or preset.base.targets)
    return replace(preset, base=base)


def _find_preset(name: str, catalogue: Catalogue) -> Preset:
    preset = catalogue.presets.get(name)
    if preset is None:
        raise UsageError(f"There is no preset {name!r}.", suggest_nearest(name, catalogue.presets))
    return preset


def _missing_target(network: str, catalogue: Catalogue) -> UsageError:
    spec = catalogue.networks.get(network)
    if spec is None:
        return UsageError(
            f"There is no network {network!r}.", suggest_nearest(network, catalogue.networks)
        )
    return UsageError(
        f"--network {network} needs at least one --target LAYER.",
        f"Its layers are: {', '.join(spec.layers)}.",
    )
