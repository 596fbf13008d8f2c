"""From the options of ``puppyslug dream`` to a whole recipe, and to its code."""

from dataclasses import dataclass, field, replace
from typing import Any

from bot.catalogue import Catalogue
from bot.cli.looks import find_preset
from bot.commands import DreamOptions, RecipeChangedError, read_code, write_code
from bot.errors import UsageError
from dream_core import (
    BLENDS,
    ONLY,
    Blend,
    Only,
    Preset,
    Presets,
    Recipe,
    Size,
    Target,
    check_targets,
    find_things_of,
    name_mix,
    name_preset_of,
    parse_target,
    read_mix,
)
from dream_core.nearest import suggest_nearest
from dream_core.presets import DEFAULT_PRESET
from dream_core.vocabulary import find_all, join_names

_CHAT_COMMAND = "/dream"
"""So codes begin where people copy them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamChoices:
    """What was written; None or empty where it wasn't.

    ``options`` are those that chats have too, ``settings`` other fields of Recipe.
    """

    options: DreamOptions = field(default_factory=DreamOptions)
    network: str | None = None
    targets: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


def build_recipe(choices: DreamChoices, catalogue: Catalogue) -> Recipe:
    """The recipe asked for; what is written wins over the preset, with its strength or without.

    Raises UsageError or RecipeError naming the nearest valid choice.
    """
    targets = _read_targets(choices, catalogue)
    start = _find_start(choices, targets, catalogue)
    changes = choices.options.said() | _said_settings(choices)
    changes.pop("preset", None)
    if "octaves" in changes:
        changes["grow_octaves"] = False
    recipe = start.recipe(**changes)
    check_targets(recipe, catalogue.networks)
    return recipe


def find_code(choices: DreamChoices, presets: Presets) -> str | None:
    """The code of what was asked for; None where it is more than a code can say."""
    if choices.network or choices.targets or _said_settings(choices):
        return None
    return write_code(choices.options, presets)


def apply_code(code: str | None, options: DreamOptions, presets: Presets) -> DreamOptions:
    """What a recipe's code says, where options that are written besides it don't say otherwise.

    Raises UsageError for one that is copied badly, and for one that would give another dream.
    """
    if code is None:
        return options
    try:
        coded = read_code(code.strip().removeprefix(_CHAT_COMMAND).strip(), presets)
    except RecipeChangedError as error:
        raise UsageError(
            error.sentence, f"{_write_flags(error.options)} asks for the nearest there is now."
        ) from error
    return replace(coded, **options.said())


def collect_options(
    *,
    preset: str | None,
    of: str | None,
    strength: int | None,
    size: str | None,
    seed: int | None,
    keep_colours: bool | None,
    amount: int | None,
    blend: str | None,
    only: str | None = None,
) -> DreamOptions:
    """What was written of the options that chats have too; raises UsageError and RecipeError."""
    return DreamOptions(
        preset=choose_preset(preset, of),
        strength=strength,
        size=parse_size(size),
        seed=seed,
        keep_colours=keep_colours,
        amount=amount,
        blend=parse_blend(blend),
        only=parse_only(only),
    )


def choose_preset(preset: str | None, of: str | None) -> str | None:
    """What ``--preset`` names, or the preset of the things that ``--of`` names.

    Raises UsageError for both, and RecipeError for what is no thing to dream of.
    """
    if of is None:
        return None if preset is None else _tidy_preset(preset)
    of_things = name_preset_of(find_all(of))
    if preset is not None:
        raise UsageError(
            "--preset and --of are two looks.",
            f"Choose one, or have both with --preset {of_things}+{preset}.",
        )
    return of_things


def _tidy_preset(name: str) -> str:
    """A mix's own name, so that it can stand in a code."""
    parts = read_mix(name)
    return name_mix(parts) if parts else name


def parse_blend(text: str | None) -> Blend | None:
    """Reads ``--blend``; raises UsageError with the nearest there is."""
    if text is None:
        return None
    for blend in BLENDS:
        if blend == text:
            return blend
    raise UsageError(f"--blend can't be {text!r}.", suggest_nearest(text, BLENDS))


def parse_only(text: str | None) -> Only | None:
    """Reads ``--only``; raises UsageError with the nearest there is."""
    if text is None:
        return None
    for part in ONLY:
        if part == text:
            return part
    raise UsageError(f"--only can't be {text!r}.", suggest_nearest(text, ONLY))


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


def _read_targets(choices: DreamChoices, catalogue: Catalogue) -> tuple[Target, ...]:
    if not choices.targets:
        return ()
    network = choices.network
    if network is None:
        preset = choices.options.preset or DEFAULT_PRESET
        network = find_preset(preset, catalogue).base.network
    spec = catalogue.networks.get(network)
    names = spec.channels if spec else None
    return tuple(parse_target(text, names) for text in choices.targets)


def _find_start(choices: DreamChoices, targets: tuple[Target, ...], catalogue: Catalogue) -> Preset:
    """The preset with network and targets replaced, or a nameless one made of them alone."""
    chosen = choices.options.preset
    if choices.network is not None and targets and chosen is None:
        base = Recipe(network=choices.network, targets=targets)
        return Preset(name="", title="", description="", base=base)
    preset = find_preset(chosen or DEFAULT_PRESET, catalogue)
    network = choices.network or preset.base.network
    keeps_targets = chosen is not None and network == preset.base.network
    if choices.network is not None and not targets and not keeps_targets:
        raise _missing_target(network, catalogue)
    if preset.base.also and (choices.network or targets):
        raise UsageError(
            "Several presets at once have networks and layers of their own.",
            "Leave out --network and --target, or name one preset.",
        )
    base = replace(preset.base, network=network, targets=targets or preset.base.targets)
    return replace(preset, base=base)


def _said_settings(choices: DreamChoices) -> dict[str, Any]:
    return {key: value for key, value in choices.settings.items() if value is not None}


def _write_flags(options: DreamOptions) -> str:
    """The options as they are written in a shell."""
    flags = []
    for name, value in options.said().items():
        if name == "preset" and (things := find_things_of(value)):
            flags.append(f'--of "{join_names(things)}"')
            continue
        flag = name.replace("_", "-")
        if isinstance(value, bool):
            flags.append(f"--{flag}" if value else f"--no-{flag}")
        else:
            flags.append(f"--{flag} {value}")
    return " ".join(flags)


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
