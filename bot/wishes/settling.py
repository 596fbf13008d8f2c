"""Settles what somebody left open or may not have: the chat's preset, its largest size, a seed."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.commands import DreamOptions, choose_motion, choose_sheet
from bot.records import ChatSettings
from dream_core import DEFAULT_PRESET, DreamError, Presets, Recipe, Size, imagined_side
from dream_core.engine.protocol import DreamEngine
from dream_core.recipe import AUTO_SIZE

_SEEDS = 2**31
"""People read seeds out and type them: ten digits are enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Options with preset and seed, a recipe for each picture. ``lowered_to`` is the largest size
    in pixels, where somebody asked for more.
    """

    options: DreamOptions
    recipes: tuple[Recipe, ...]
    lowered_to: int | None = None


def settle_options(options: DreamOptions, settings: ChatSettings) -> DreamOptions:
    """The options with the chat's preset and a seed, where none was asked for."""
    return replace(
        options,
        preset=options.preset or settings.preset or DEFAULT_PRESET,
        seed=new_seed() if options.seed is None else options.seed,
    )


def new_seed() -> int:
    """A seed that nobody asked for."""
    return secrets.randbelow(_SEEDS)


async def settle(
    options: DreamOptions,
    settings: ChatSettings,
    pictures: Sequence[bytes],
    *,
    presets: Presets,
    engine: DreamEngine,
) -> Settled:
    """One recipe for each picture, or for what is imagined of none.

    Raises UsageError for a preset there isn't, DreamError for a value out of range.
    """
    chosen = settle_options(options, settings)
    choose_motion(chosen)
    choose_sheet(chosen, presets)
    if chosen.imagines:
        return settle_sides(chosen, settings, [imagined_side("auto")], presets=presets)
    size, largest = chosen.recipe(presets, seed=0).size, settings.largest_size
    sides: list[int | None] = [None] * len(pictures)
    if largest is not None and _depends_on_picture(size, largest):
        sides = [await _measure(picture, engine) for picture in pictures]
    return settle_sides(chosen, settings, sides, presets=presets)


def settle_sides(
    options: DreamOptions,
    settings: ChatSettings,
    longest_sides: Sequence[int | None],
    *,
    presets: Presets,
) -> Settled:
    """The same for pictures whose longest sides, in pixels, are known or don't matter."""
    chosen = settle_options(options, settings)
    recipe = chosen.recipe(presets, seed=chosen.seed or 0)
    largest = settings.largest_size
    if largest is None or (chosen.form == "sheet" and recipe.size == "auto"):
        return Settled(options=chosen, recipes=(recipe,) * len(longest_sides))
    sizes = [_limit_size(recipe.size, largest, side) for side in longest_sides]
    is_lowered = recipe.size != "auto" and any(size != recipe.size for size in sizes)
    return Settled(
        options=chosen,
        recipes=tuple(replace(recipe, size=size) for size in sizes),
        lowered_to=largest if is_lowered else None,
    )


def _depends_on_picture(size: Size, largest: int) -> bool:
    return size == "full" or (size == "auto" and largest < AUTO_SIZE)


def _limit_size(size: Size, largest: int, longest_side: int | None) -> Size:
    if isinstance(size, int):
        return min(size, largest)
    if not _depends_on_picture(size, largest):
        return size
    # A picture smaller than the limit keeps its size: a number would make it larger.
    return size if longest_side is not None and longest_side <= largest else largest


async def _measure(picture: bytes, engine: DreamEngine) -> int | None:
    """The longest side in pixels, read where pictures are opened safely: not in this process."""
    try:
        photo = await engine.develop(picture)
    except DreamError:
        return None  # the dream will say what is wrong with it
    return max(photo.width, photo.height)
