"""Pages of many small pictures: a photo in many looks, or what a layer's channels look for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dream_core.errors import ErrorCode, RecipeError
from dream_core.networks.registry import NetworkSpec
from dream_core.presets import DEFAULT_STRENGTH, Preset, show_name
from dream_core.recipe import Recipe, Target

MOST_CELLS = 400
MOST_COLUMNS = 100
ATLAS_SIDE = 96
"""Side in pixels of a channel's picture, unless its recipe says otherwise."""

ATLAS_STEPS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCell:
    """One small picture of a sheet: what is written under it, and how it is dreamed.

    ``preset`` is the name of the one whose look it has, if it is one's.
    """

    title: str
    recipe: Recipe
    preset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPreset:
    """Where on a sheet's page a preset's look is, with its title.

    ``left`` and ``width`` are shares of the page's width, ``top`` and ``height`` of its height.
    """

    preset: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page of small pictures, in the order of its ``cells``.

    Of a photo each cell is a dream, and the photo comes first, under ``photo_title``. Without one
    each is imagined: what the channels of its recipe's one target look for. ``columns`` None is
    for about as many as rows are high. Raises RecipeError for no cells, or too many.
    """

    cells: tuple[SheetCell, ...]
    photo_title: str = "photo"
    columns: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.cells) <= MOST_CELLS:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                f"A sheet can't have {len(self.cells)} pictures.",
                f"Choose from 1 to {MOST_CELLS}.",
            )
        if self.columns is not None and not 1 <= self.columns <= MOST_COLUMNS:
            raise RecipeError(
                ErrorCode.RECIPE_INVALID,
                f"A sheet can't have {self.columns} columns.",
                f"Choose from 1 to {MOST_COLUMNS}.",
            )

    @property
    def titles(self) -> tuple[str, ...]:
        """What the cells are called, in their order, without the photo."""
        return tuple(cell.title for cell in self.cells)


def build_sheet(
    presets: Iterable[Preset],
    *,
    strength: int = DEFAULT_STRENGTH,
    photo_title: str = "photo",
    **changes: Any,  # noqa: ANN401
) -> Sheet:
    """A photo in every preset's look, in their order and under their names.

    ``strength`` and ``changes`` are as in :meth:`dream_core.presets.Preset.recipe`. Raises
    RecipeError.
    """
    return Sheet(
        cells=tuple(
            SheetCell(
                title=show_name(preset.name),
                recipe=preset.recipe(strength=strength, **changes),
                preset=preset.name,
            )
            for preset in presets
        ),
        photo_title=photo_title,
    )


def build_atlas(
    network: NetworkSpec,
    layer: str,
    channels: Sequence[int],
    *,
    steps: int = ATLAS_STEPS,
    seed: int = 0,
    columns: int | None = None,
) -> Sheet:
    """What each of these channels of a layer looks for, under its number and the names it has.

    Raises RecipeError.
    """
    names = network.channels.get(layer, {}).items()
    return Sheet(
        cells=tuple(
            SheetCell(
                title=" ".join([str(channel), *(name for name, own in names if channel in own)]),
                recipe=Recipe(
                    network=network.name,
                    targets=(Target(layer=layer, channels=(channel,)),),
                    steps=steps,
                    seed=seed,
                ),
            )
            for channel in channels
        ),
        columns=columns,
    )
