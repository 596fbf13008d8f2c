"""From the names of presets, as they are written in a shell, to presets for photos."""

from bot.catalogue import Catalogue
from bot.commands import is_code
from bot.errors import UsageError
from bot.networks import say_how_to_get
from dream_core import (
    IMAGINE_PRESET,
    MIX_MARK,
    MOST_VOICES,
    OF_PRESET,
    SHARES,
    Preset,
    find_things_of,
    imagines,
    name_preset_of,
    read_mix,
)
from dream_core.nearest import suggest_nearest
from dream_core.vocabulary import join_names


def choose_presets(names: str | None, catalogue: Catalogue) -> list[Preset]:
    """Those that ``--presets`` names, with commas between them; without it all that are listed.

    Raises UsageError naming the nearest there is.
    """
    if names is None:
        return list(catalogue.presets.values())
    chosen = dict.fromkeys(name.strip() for name in names.split(","))
    return [find_preset(name, catalogue) for name in chosen if name]


def find_preset(name: str, catalogue: Catalogue) -> Preset:
    """The preset for photos with this name, or that of several at once.

    Raises UsageError naming the nearest there is, or what else to write.
    """
    for part in read_mix(name):
        # What is wrong with one of several is said of that one.
        find_preset(part.preset, catalogue)
    _check_is_look(name)
    preset = catalogue.presets.get(name)
    if preset is None:
        raise _explain_missing(name, catalogue)
    return preset


def _check_is_look(name: str) -> None:
    """Raises UsageError for what can be imagined alone, and for what shows nothing by itself."""
    if name in (OF_PRESET, IMAGINE_PRESET):
        raise UsageError(f"The preset {name} needs to be told of what.", f"Such as {name}-banana.")
    if imagines(name):
        things = find_things_of(name)
        raise UsageError(
            f"{name} is imagined without a photo.",
            f'Write: puppyslug imagine "{join_names(things)}" -o OUT. '
            f"In a photo it grows with the preset {name_preset_of(things)}.",
        )


def _explain_missing(name: str, catalogue: Catalogue) -> UsageError:
    if is_code(name):
        return UsageError(f"{name} is a recipe, not a preset.", f"Write --recipe {name}.")
    if absent := catalogue.presets.absent.get(name):
        network = catalogue.networks[absent.base.network]
        return UsageError(
            f"The preset {name} needs the network {network.name}, which isn't here.",
            f"Get it: {say_how_to_get(network)}",
        )
    if MIX_MARK in name:
        return UsageError(
            f"{name!r} is no mix of presets.",
            f"One dream takes up to {MOST_VOICES}, each once, with shares from {SHARES[0]} to "
            f"{SHARES[-1]}: cats:2+birds.",
        )
    return UsageError(f"There is no preset {name!r}.", suggest_nearest(name, catalogue.presets))
