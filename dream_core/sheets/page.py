"""A page of small pictures in rows, each above its title: light, about square, easy to read."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from dream_core.images.picture import Pixels

PAPER = (250, 249, 246)
EMPTY = (236, 234, 229)
"""The place of a picture that isn't there yet."""

INK = (38, 36, 34)
MARGIN = 20
GAP = 14
_TITLE_GAP = 5
_TITLE_HEIGHT = 1.35
"""Of a line, in font sizes: room for what hangs below it."""

_TITLE_SHARE = 0.095
_SMALLEST_TITLE = 9
_LARGEST_TITLE = 22
"""A title's font in pixels is this share of a picture's width, within these bounds."""

_ELLIPSIS = "..."

_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where the pictures of a page are, in pixels; ``cell`` is (width, height) of each."""

    cell: tuple[int, int]
    columns: int
    rows: int
    title_size: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the page."""
        across, down = self._step
        return 2 * MARGIN - GAP + self.columns * across, 2 * MARGIN - GAP + self.rows * down

    def place(self, number: int) -> tuple[int, int]:
        """Left and top of a picture, from 0 on along the rows."""
        row, column = divmod(number, self.columns)
        across, down = self._step
        return MARGIN + column * across, MARGIN + row * down

    def frame(self, number: int) -> tuple[float, float, float, float]:
        """Left, top, width and height of a picture with its title, in shares of the page's."""
        (left, top), (across, down), (width, height) = self.place(number), self._step, self.size
        return left / width, top / height, (across - GAP) / width, (down - GAP) / height

    @property
    def _step(self) -> tuple[int, int]:
        width, height = self.cell
        return width + GAP, height + _TITLE_GAP + round(_TITLE_HEIGHT * self.title_size) + GAP


def plan_grid(count: int, cell: tuple[int, int], columns: int | None = None) -> Grid:
    """A grid for so many pictures; without ``columns`` the page is as near to square as can be."""
    title_size = min(_LARGEST_TITLE, max(_SMALLEST_TITLE, round(_TITLE_SHARE * cell[0])))
    choices = range(1, count + 1) if columns is None else [min(columns, count)]
    grids = [
        Grid(cell=cell, columns=across, rows=math.ceil(count / across), title_size=title_size)
        for across in choices
    ]
    return min(grids, key=_measure_oddness)


class Page:
    """A page that fills up; ``pixels`` (height x width x 3, sRGB) is how it looks now."""

    def __init__(self, titles: Sequence[str], grid: Grid) -> None:
        self.pixels: Pixels = np.array(_draw_page(titles, grid))
        self.grid = grid

    def show(self, number: int, picture: Pixels) -> None:
        """Puts a picture of the grid's cell size in its place."""
        left, top = self.grid.place(number)
        height, width = picture.shape[:2]
        self.pixels[top : top + height, left : left + width] = picture


def _measure_oddness(grid: Grid) -> tuple[float, int]:
    """How far a page is from a square, and of pages alike, how many rows it has."""
    width, height = grid.size
    return abs(math.log(width / height)), grid.rows


def _draw_page(titles: Sequence[str], grid: Grid) -> Image.Image:
    page = Image.new("RGB", grid.size, PAPER)
    draw = ImageDraw.Draw(page)
    font = _choose_font(titles, grid)
    width, height = grid.cell
    for number, title in enumerate(titles):
        left, top = grid.place(number)
        draw.rectangle((left, top, left + width - 1, top + height - 1), fill=EMPTY)
        draw.text(
            (left + width / 2, top + height + _TITLE_GAP),
            _cut_title(title, font, width),
            fill=INK,
            font=font,
            anchor="ma",
        )
    return page


def _choose_font(titles: Sequence[str], grid: Grid) -> _Font:
    """One for all titles, so small that the longest fits, if it can be."""
    size = grid.title_size
    longest = max(ImageFont.load_default(size).getlength(title) for title in titles)
    fitting = math.floor(size * min(1.0, grid.cell[0] / max(1.0, longest)))
    return ImageFont.load_default(max(_SMALLEST_TITLE, fitting))


def _cut_title(title: str, font: _Font, width: int) -> str:
    if font.getlength(title) <= width:
        return title
    shown = title
    while shown and font.getlength(shown + _ELLIPSIS) > width:
        shown = shown[:-1]
    return shown + _ELLIPSIS
