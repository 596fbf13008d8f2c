import numpy as np
import pytest

from dream_core.sheets.page import EMPTY, INK, MARGIN, Page, plan_grid

CELL = (120, 80)


@pytest.mark.parametrize("cell", [(200, 150), (150, 200), (400, 60), (96, 96)])
@pytest.mark.parametrize("count", [7, 21, 64])
def test_a_page_is_about_square_whatever_is_on_it(count: int, cell: tuple[int, int]) -> None:
    grid = plan_grid(count, cell)
    width, height = grid.size
    assert 0.5 < width / height < 2
    assert grid.columns * (grid.rows - 1) < count <= grid.columns * grid.rows


def test_columns_are_as_many_as_asked_for_but_none_is_empty() -> None:
    assert plan_grid(10, CELL, 4).rows == 3
    assert plan_grid(3, CELL, 10).columns == 3


def test_pictures_lie_side_by_side_inside_the_page() -> None:
    grid = plan_grid(5, CELL, 2)
    assert grid.place(0) == (MARGIN, MARGIN)
    places = [grid.place(number) for number in range(5)]
    assert len(set(places)) == 5
    width, height = grid.size
    assert all(left + CELL[0] <= width - MARGIN for left, _ in places)
    assert all(top + CELL[1] < height - MARGIN for _, top in places)


def test_a_frame_has_a_picture_and_its_title_whatever_size_the_page_is_shown_at() -> None:
    grid = plan_grid(5, CELL, 2)
    width, height = grid.size
    for number in range(5):
        left, top, across, down = grid.frame(number)
        assert (left * width, top * height) == pytest.approx(grid.place(number))
        assert across * width == pytest.approx(CELL[0])
        assert CELL[1] + grid.title_size < down * height
        assert (top + down) * height < height - MARGIN / 2
    assert grid.frame(2)[1] > sum(grid.frame(0)[1::2])


def test_a_page_fills_up_and_keeps_what_is_shown() -> None:
    grid = plan_grid(2, CELL, 2)
    page = Page(("first", "second"), grid)
    picture = np.full((CELL[1], CELL[0], 3), (10, 200, 30), np.uint8)
    page.show(1, picture)
    for number, colour in enumerate((EMPTY, (10, 200, 30))):
        left, top = grid.place(number)
        cell = page.pixels[top : top + CELL[1], left : left + CELL[0]]
        assert (cell == colour).all()


@pytest.mark.parametrize("title", ["fur", "butterflies and a very long name indeed, far too long"])
def test_a_title_is_written_under_its_picture_and_no_further(title: str) -> None:
    grid = plan_grid(2, CELL, 2)
    written = Page((title, ""), grid).pixels.min(axis=2) < max(INK) + 60
    assert written.any()
    rows, columns = np.nonzero(written)
    left, top = grid.place(0)
    assert top + CELL[1] < rows.min() <= rows.max() < grid.size[1] - MARGIN // 2
    assert left - 1 <= columns.min() <= columns.max() <= left + CELL[0]
