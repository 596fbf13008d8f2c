"""Answers names of presets that can't be had."""

from bot.commands.nearest import suggest
from bot.commands.words import quote
from bot.errors import UsageError
from dream_core import Preset, Presets, find_absent
from dream_core.errors import RecipeError
from dream_core.presets import find_base_of
from dream_core.vocabulary import find_all, load_vocabulary


def refuse_preset(written: str, presets: Presets) -> UsageError:
    """Why there is no preset of this name, and what there is."""
    if absent := find_absent(presets, fold_name(written)):
        return refuse_absent(absent)
    return UsageError(f"There is no preset {quote(written)}.", suggest(written, presets))


def refuse_absent(preset: Preset) -> UsageError:
    """The answer to a preset whose network isn't here."""
    known = f"Did you mean of {preset.name}? " if load_vocabulary().knows(preset.name) else ""
    return UsageError(
        f"The preset {preset.name} needs the network {preset.base.network}, which isn't here.",
        f"{known}Whoever runs the bot can get it: “puppyslug networks” says how.",
    )


def refuse_things(written: str) -> RecipeError | None:
    """What is wrong with the things of a name such as ``of-bananna``; None for another name."""
    name = fold_name(written)
    base = find_base_of(name)
    if base is None:
        return None
    try:
        find_all(name.removeprefix(f"{base}-").replace("-", " "))
    except RecipeError as error:
        return error
    return None


def fold_name(written: str) -> str:
    """A preset's name as somebody may have spelled it."""
    return "-".join(written.strip().casefold().replace("_", "-").split())
