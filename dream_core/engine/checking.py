"""Refuses requests that no worker could fulfil, before one is asked."""

from dream_core.errors import ErrorCode, RecipeError
from dream_core.imagining.method import check_imaginable, choose_side
from dream_core.networks.registry import Networks
from dream_core.presets import check_targets
from dream_core.recipe import Recipe
from dream_core.request import DreamRequest
from dream_core.sheet import Sheet


def check_request(request: DreamRequest, networks: Networks, *, max_pixels: int) -> None:
    """Raises RecipeError, and PictureError where what is made from noise can't have its size."""
    if request.sheet is not None:
        _check_cells(request.sheet, networks, has_photo=request.picture is not None)
        return
    check_targets(request.recipe, networks)
    if request.picture is None:
        check_imaginable(request.recipe)
        choose_side(request.recipe.size, max_pixels=max_pixels)


def _check_cells(sheet: Sheet, networks: Networks, *, has_photo: bool) -> None:
    for cell in sheet.cells:
        check_targets(cell.recipe, networks)
        if not has_photo:
            _check_channels(cell.recipe)


def _check_channels(recipe: Recipe) -> None:
    if len(recipe.targets) != 1 or not recipe.targets[0].channels:
        raise RecipeError(
            ErrorCode.RECIPE_INVALID,
            f"A sheet without a photo can't show {', '.join(map(str, recipe.targets))}.",
            "It shows what channels of one layer look for, such as block9@12.",
        )
