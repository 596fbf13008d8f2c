"""From a request for a sheet to its page: whatever dreams the small pictures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from dream_core.composite import Composite
from dream_core.dreamer import DREAMED_SHARE, Place, SheetDreamer
from dream_core.errors import ErrorCode, PictureError
from dream_core.images.decoding import decode_picture
from dream_core.images.encoding import encode_picture, flatten_picture
from dream_core.images.finishing import finish_dream
from dream_core.images.picture import DecodedPicture
from dream_core.images.sizes import resize_exactly, result_side, scale_size
from dream_core.recipe import Size
from dream_core.request import DreamRequest, EncodedPicture
from dream_core.sheet import ATLAS_SIDE, PlacedPreset, Sheet
from dream_core.sheets.fitting import choose_cell_side, fit_recipe
from dream_core.sheets.page import Grid, Page, plan_grid

BATCH_PIXELS = 150_000
"""Of pictures that are imagined together: what keeps a processor busy, and fits its memory."""


def make_sheet(
    request: DreamRequest,
    dreamer: SheetDreamer,
    *,
    max_pixels: int,
    on_opened: Callable[[], object] = lambda: None,
) -> Composite:
    """Decodes the photo, if there is one, has pictures dreamed, and encodes their page.

    ``on_opened`` is called once the photo is known to be one that can be dreamed, before anything
    is. Raises PictureError, and whatever ``dreamer`` raises.
    """
    if request.sheet is None:
        raise ValueError("no sheet is asked for")
    if request.picture is None:
        return _imagine_cells(request, request.sheet, dreamer, max_pixels)
    return _dream_cells(request, request.sheet, dreamer, max_pixels, on_opened)


def _dream_cells(
    request: DreamRequest,
    sheet: Sheet,
    dreamer: SheetDreamer,
    max_pixels: int,
    on_opened: Callable[[], object],
) -> Composite:
    photo = decode_picture(request.photo, max_pixels=max_pixels)
    grid = plan_page(sheet, (photo.width, photo.height), request.recipe.size, max_pixels)
    page, size = Page((sheet.photo_title, *sheet.titles), grid), grid.cell
    on_opened()
    pixels = np.array(flatten_picture(resize_exactly(photo, size)))
    del photo
    page.show(0, pixels)
    order = _order_by_network(sheet)
    for number, index in enumerate(order, 1):
        recipe = fit_recipe(sheet.cells[index].recipe, *size)
        dreamed = dreamer.dream(pixels, recipe, _find_place(number, len(order), page))
        finish_dream(dreamed, pixels, recipe)
        page.show(index + 1, dreamed)
        dreamer.report(DREAMED_SHARE * number / len(order), page.pixels)
    return _finish_sheet(request, page, dreamer, max(size), _place_presets(sheet, grid))


def plan_page(sheet: Sheet, photo: tuple[int, int], size: Size, max_pixels: int) -> Grid:
    """Where the small pictures of a photo of this width and height are, the photo the first.

    Raises PictureError picture_too_small or picture_too_large.
    """
    count = 1 + len(sheet.titles)
    side = choose_cell_side(*photo, size, count=count)
    return _plan_grid(count, scale_size(*photo, side), sheet.columns, max_pixels)


def _place_presets(sheet: Sheet, grid: Grid) -> Iterator[PlacedPreset]:
    """The photo comes before them."""
    for number, cell in enumerate(sheet.cells, 1):
        if cell.preset is not None:
            left, top, width, height = grid.frame(number)
            yield PlacedPreset(preset=cell.preset, left=left, top=top, width=width, height=height)


def _order_by_network(sheet: Sheet) -> Sequence[int]:
    """The cells' indices, each network's together: few networks stay loaded."""
    networks = list(dict.fromkeys(cell.recipe.network for cell in sheet.cells))
    return sorted(
        range(len(sheet.cells)), key=lambda index: networks.index(sheet.cells[index].recipe.network)
    )


def _imagine_cells(
    request: DreamRequest, sheet: Sheet, dreamer: SheetDreamer, max_pixels: int
) -> Composite:
    side = choose_atlas_side(request.recipe.size)
    grid = _plan_grid(len(sheet.titles), (side, side), sheet.columns, max_pixels)
    page = Page(sheet.titles, grid)
    batches = list(_batch_cells(sheet, max(1, BATCH_PIXELS // side**2)))
    for number, batch in enumerate(batches, 1):
        recipes = [sheet.cells[index].recipe for index in batch]
        pictures = dreamer.imagine(recipes, side, _find_place(number, len(batches), page))
        for index, picture in zip(batch, pictures, strict=True):
            page.show(index, picture)
        dreamer.report(DREAMED_SHARE * number / len(batches), page.pixels)
    return _finish_sheet(request, page, dreamer, side)


def choose_atlas_side(size: Size) -> int:
    """The side in pixels of a channel's picture; raises PictureError picture_too_small."""
    return result_side(1, 1, size) if isinstance(size, int) else ATLAS_SIDE


def _batch_cells(sheet: Sheet, most: int) -> Iterator[Sequence[int]]:
    """Indices of cells whose recipes differ in their channels alone, so many at a time."""

    def describe(index: int) -> str:
        recipe = sheet.cells[index].recipe
        targets = tuple(replace(target, channels=()) for target in recipe.targets)
        return repr(replace(recipe, targets=targets))

    for _, alike in groupby(sorted(range(len(sheet.cells)), key=describe), key=describe):
        indices = list(alike)
        for start in range(0, len(indices), most):
            yield indices[start : start + most]


def _plan_grid(count: int, cell: tuple[int, int], columns: int | None, max_pixels: int) -> Grid:
    grid = plan_grid(count, cell, columns)
    width, height = grid.size
    if width * height > max_pixels:
        raise PictureError(
            ErrorCode.PICTURE_TOO_LARGE,
            f"The sheet would have {width} x {height} pixels.",
            f"At most {max_pixels / 1e6:g} megapixels can be made; ask for a smaller size.",
        )
    return grid


def _find_place(number: int, total: int, page: Page) -> Place:
    return Place(
        number=number,
        total=total,
        start=DREAMED_SHARE * (number - 1) / total,
        stop=DREAMED_SHARE * number / total,
        shown=page.pixels,
    )


def _finish_sheet(
    request: DreamRequest,
    page: Page,
    dreamer: SheetDreamer,
    side: int,
    placed: Iterable[PlacedPreset] = (),
) -> Composite:
    picture = DecodedPicture(pixels=page.pixels)
    encoded, chosen = encode_picture(picture, request.still_format)
    dreamer.report(1.0, page.pixels)
    return Composite(
        encoded=EncodedPicture(
            picture=encoded, picture_format=chosen, width=picture.width, height=picture.height
        ),
        recipe=replace(request.recipe, size=side, grow_octaves=False),
        placed=tuple(placed),
    )
