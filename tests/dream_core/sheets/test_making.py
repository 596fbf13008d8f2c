"""Sheets by a dreamer without a network; whole ones are in tests/contracts."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dream_core import DreamRequest, Recipe, Sheet, SheetCell, parse_target
from dream_core.dreamer import Place
from dream_core.images.picture import Pixels
from dream_core.sheets.making import BATCH_PIXELS, make_sheet
from dream_core.sheets.page import plan_grid

RECIPE = Recipe(network="efficientnet-lite0", targets=(parse_target("block3"),), size=64)
MAX_PIXELS = 10_000_000


class InkDreamer:
    """Paints each dream in the shade of its seed, and notes what it is asked for."""

    def __init__(self) -> None:
        self.networks: list[str] = []
        self.batches: list[int] = []
        self.fractions: list[float] = []
        self.shown: list[Pixels] = []

    def dream(self, picture: Pixels, recipe: Recipe, place: Place) -> Pixels:
        self.networks.append(recipe.network)
        assert place.shown is not None
        self.shown.append(place.shown.copy())
        return np.full_like(picture, recipe.seed)

    def dream_batch(
        self, pictures: Sequence[Pixels], recipe: Recipe, place: Place
    ) -> Sequence[Pixels]:
        return [self.dream(picture, recipe, place) for picture in pictures]

    def imagine(self, recipes: Sequence[Recipe], side: int, _place: Place) -> Sequence[Pixels]:
        self.batches.append(len(recipes))
        return [
            np.full((side, side, 3), recipe.targets[0].channels[0], np.uint8) for recipe in recipes
        ]

    def report(self, fraction: float, frame: Pixels | None = None) -> None:
        self.fractions.append(fraction)
        if frame is not None:
            self.shown.append(frame.copy())


@pytest.fixture
def photo() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (128, 64), (200, 100, 50)).save(stream, "PNG")
    return stream.getvalue()


def ask(picture: bytes | None, *cells: SheetCell) -> DreamRequest:
    return DreamRequest(
        job_id="sheet",
        picture=picture,
        recipe=RECIPE,
        picture_format="png",
        sheet=Sheet(cells=cells, columns=2),
    )


def look(seed: int, **changes: Any) -> SheetCell:
    return SheetCell(title=f"look {seed}", recipe=replace(RECIPE, seed=seed, **changes))


def test_each_dream_is_in_its_place_and_each_network_dreams_its_own_together(
    photo: bytes,
) -> None:
    dreamer = InkDreamer()
    cells = [look(10), look(20, network="vgg19"), look(30), look(40, network="vgg19")]
    sheet = make_sheet(ask(photo, *cells), dreamer, max_pixels=MAX_PIXELS)
    assert dreamer.networks == ["efficientnet-lite0"] * 2 + ["vgg19"] * 2
    page = np.asarray(Image.open(io.BytesIO(sheet.encoded.picture)))
    grid = plan_grid(5, (64, 32), 2)
    for number, shade in enumerate([200, 10, 20, 30, 40]):
        left, top = grid.place(number)
        assert (page[top : top + 32, left : left + 64, 0] == shade).all()
    result = sheet.describe(device="cpu", dream_seconds=1.0, total_seconds=2.0)
    assert (result.width, result.height) == grid.size
    assert result.recipe.size == 64
    assert result.placed == ()


def test_it_is_told_where_each_preset_is(photo: bytes) -> None:
    cells = [look(10), replace(look(20), preset="eyes")]
    sheet = make_sheet(ask(photo, *cells), InkDreamer(), max_pixels=MAX_PIXELS)
    [placed] = sheet.placed
    page = np.asarray(Image.open(io.BytesIO(sheet.encoded.picture)))
    height, width = page.shape[:2]
    assert placed.preset == "eyes"
    assert page[round(placed.top * height), round(placed.left * width), 0] == 20
    assert sheet.describe(device="cpu", dream_seconds=0.0, total_seconds=0.0).placed == (placed,)


def test_the_page_is_shown_while_it_fills_up(photo: bytes) -> None:
    dreamer = InkDreamer()
    make_sheet(ask(photo, look(10), look(20)), dreamer, max_pixels=MAX_PIXELS)
    assert dreamer.fractions == sorted(dreamer.fractions)
    assert dreamer.fractions[-1] == 1
    left, top = plan_grid(3, (64, 32), 2).place(2)
    shades = [page[top + 1, left + 1, 0] for page in dreamer.shown]
    assert shades[-1] == 20
    assert shades[0] != 20


def test_a_dream_is_finished_as_its_recipe_says(photo: bytes) -> None:
    half = look(100, amount=50)
    sheet = make_sheet(ask(photo, half), InkDreamer(), max_pixels=MAX_PIXELS)
    page = np.asarray(Image.open(io.BytesIO(sheet.encoded.picture)))
    left, top = plan_grid(2, (64, 32), 2).place(1)
    assert page[top, left].tolist() == [150, 100, 75]


def test_channels_of_one_layer_are_imagined_together_but_not_too_many() -> None:
    dreamer = InkDreamer()
    most = BATCH_PIXELS // 64**2
    cells = [
        SheetCell(
            title=str(channel),
            recipe=replace(RECIPE, targets=(parse_target(f"{layer}@{channel}"),)),
        )
        for channel in range(most + 3)
        for layer in ("block3", "block2")
    ]
    sheet = make_sheet(ask(None, *cells), dreamer, max_pixels=MAX_PIXELS)
    assert dreamer.batches == [most, 3, most, 3]
    page = np.asarray(Image.open(io.BytesIO(sheet.encoded.picture)))
    grid = plan_grid(len(cells), (64, 64), 2)
    for number in range(len(cells)):
        left, top = grid.place(number)
        assert page[top + 5, left + 5, 0] == number // 2


def test_a_request_without_a_sheet_is_none(photo: bytes) -> None:
    request = DreamRequest(job_id="x", picture=photo, recipe=RECIPE)
    with pytest.raises(ValueError, match="no sheet"):
        make_sheet(request, InkDreamer(), max_pixels=MAX_PIXELS)
