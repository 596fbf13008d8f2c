"""Where of a picture to dream, painted by hand; and every look at once, of which one is chosen."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import FloatRect, Locator, expect

from tests.browser.bot_process import ROOT, RunningBot, run_bot
from tests.browser.conftest import Enter
from tests.browser.pictures import mean_difference, natural_size
from tests.browser.visitors import DREAM_MILLISECONDS, Visitor

CAT = ROOT / "tests" / "photos" / "chelsea.jpg"
LOOKS = ("eyes", "puppyslug")
PAINTED = (0.05, 0.2, 0.2, 0.8)
PHONE = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
ELSEWHERE = (0.45, 0.0, 1.0, 1.0)

# How much of the canvas is painted, from 0 to 1.
_COVERAGE = """
(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.filter((value, index) => index % 4 === 3 && value > 127).length / data.length * 4;
}
"""


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """A bot with few looks, so that a page of them all is quick."""
    folder = tmp_path_factory.mktemp("bot")
    (folder / "presets").mkdir()
    for preset in (ROOT / "config" / "presets").glob("*.toml"):
        text = preset.read_text(encoding="utf-8")
        if preset.stem in LOOKS:
            text = re.sub(r"(?m)^steps = \d+", "steps = 6", text)
        elif "listed = " not in text:
            text = f"listed = false\n{text}"
        (folder / "presets" / preset.name).write_text(text, encoding="utf-8")
    with run_bot(folder, PUPPYSLUG_PRESETS_DIR=str(folder / "presets")) as running:
        yield running


def drop_small(visitor: Visitor) -> None:
    data = io.BytesIO()
    with Image.open(CAT) as photo:
        photo.resize((128, 96)).save(data, "JPEG", quality=95)
    visitor.drop(("cat.jpg", "image/jpeg", data.getvalue()))


def open_easel(visitor: Visitor) -> Locator:
    """Somebody about to paint on a small photo that isn't posted yet; what they paint on."""
    drop_small(visitor)
    visitor.find("dream-attached").click()
    visitor.find("strength").fill("3")
    visitor.find("paint").click()
    return visitor.find("easel").locator("canvas")


def stroke(canvas: Locator, *points: tuple[float, float]) -> None:
    box = canvas.bounding_box()
    assert box is not None
    mouse = canvas.page.mouse
    for number, (x, y) in enumerate(points):
        mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=3)
        if number == 0:
            mouse.down()
    mouse.up()


def coverage(canvas: Locator) -> float:
    return float(canvas.evaluate(_COVERAGE))


def finish_dream(
    visitor: Visitor, button: Locator, press: Callable[[], object] | None = None
) -> Locator:
    results = visitor.find("result")
    before = results.count()
    (press or button.click)()
    expect(results).to_have_count(before + 1, timeout=DREAM_MILLISECONDS)
    return results.nth(before)


def find_sheet(visitor: Visitor) -> Locator:
    """The one that is in the room, or a new one."""
    sheets = visitor.find("result").filter(has_text="Every look")
    if sheets.count() == 0:
        drop_small(visitor)
        visitor.find("dream-attached").click()
        visitor.find("strength").fill("1")
        finish_dream(visitor, visitor.find("every-look"))
    return sheets.first


def check_large(dream: Locator, title: str) -> None:
    expect(dream.get_by_role("heading")).to_have_text(title)
    assert natural_size(dream.locator("img.after")) == (128, 96)


def check_places(sheet: Locator) -> None:
    """The buttons lie on the small pictures of a sheet of which the photo is the first."""
    page, (first, second) = box_of(sheet.get_by_role("img")), map(box_of, looks_of(sheet))
    for box in (first, second):
        assert box["width"] > 0.2 * page["width"]
        assert page["x"] < box["x"] < box["x"] + box["width"] < page["x"] + page["width"]
        assert page["y"] < box["y"] < box["y"] + box["height"] < page["y"] + page["height"]
    assert first["y"] + first["height"] <= second["y"] or first["x"] + first["width"] <= second["x"]


def looks_of(sheet: Locator) -> list[Locator]:
    looks = sheet.get_by_test_id("look-large")
    expect(looks).to_have_count(len(LOOKS))
    return looks.all()


def box_of(element: Locator) -> FloatRect:
    box = element.bounding_box()
    assert box is not None
    return box


def drag(element: Locator) -> None:
    box, mouse = box_of(element), element.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x - 30, y, steps=3)
    mouse.up()


def check_place(dream: Locator) -> None:
    """It grew where somebody painted, and nowhere else."""
    dream.get_by_role("slider").press("End")
    after, before = dream.locator("img.after"), dream.locator("img.before")
    assert mean_difference(after, before, PAINTED) > 3
    assert mean_difference(after, before, ELSEWHERE) < 1.5
    dream.get_by_test_id("facts").locator("summary").click()
    expect(dream.get_by_test_id("facts")).to_contain_text("where it was painted")


def test_a_dream_grows_where_somebody_painted_and_again_there_too(enter: Enter) -> None:
    visitor = enter()
    canvas = open_easel(visitor)
    stroke(canvas, (0.12, 0.1), (0.12, 0.9))
    visitor.find("painter-done").click()
    expect(visitor.find("place-painted")).to_be_checked()
    dream = finish_dream(visitor, visitor.find("preset-go"))
    check_place(dream)

    check_place(finish_dream(visitor, dream.get_by_test_id("again")))
    check_place(finish_dream(visitor, dream.get_by_test_id("weaker")))
    dream.get_by_test_id("other-look").click()
    expect(visitor.find("place-as-before")).to_be_checked()


def test_what_is_painted_can_be_changed_and_nothing_painted_is_told(enter: Enter) -> None:
    visitor = enter()
    canvas = open_easel(visitor)
    visitor.find("painter-done").click()
    expect(visitor.find("painter-said")).to_have_text("Nothing is painted yet.")

    stroke(canvas, (0.2, 0.5), (0.8, 0.5))
    painted = coverage(canvas)
    assert 0.05 < painted < 0.3
    visitor.find("invert").click()
    assert coverage(canvas) == pytest.approx(1 - painted, abs=0.02)
    visitor.find("undo").click()
    assert coverage(canvas) == painted
    visitor.find("rubber").click()
    stroke(canvas, (0.5, 0.1), (0.5, 0.9))
    assert 0 < coverage(canvas) < painted
    visitor.find("clear").click()
    assert coverage(canvas) == 0
    visitor.page.keyboard.press("Control+z")
    visitor.page.keyboard.press("Control+z")
    assert coverage(canvas) == painted

    visitor.find("painter-done").click()
    visitor.find("paint").click()
    stroke(canvas, (0.2, 0.1), (0.8, 0.1))
    visitor.page.keyboard.press("Escape")
    expect(visitor.find("painter")).to_have_count(0)
    assert coverage(visitor.find("preset-picker").locator("canvas")) == painted


def test_a_finger_paints_on_a_phone(enter: Enter) -> None:
    visitor = enter(viewport={"width": 320, "height": 568}, has_touch=True, is_mobile=True)
    canvas = open_easel(visitor)
    for name in ("brush-size", "rubber", "undo", "invert", "clear", "painter-done"):
        expect(visitor.find(name)).to_be_in_viewport()
    canvas.tap()
    assert coverage(canvas) > 0
    visitor.find("painter-done").tap()
    expect(visitor.find("preset-go")).to_be_in_viewport()
    visitor.find("form-zoom").locator("..").tap()
    expect(visitor.find("places")).to_be_hidden()


def test_of_every_look_one_is_chosen_large(enter: Enter) -> None:
    visitor = enter()
    sheet = find_sheet(visitor)
    expect(sheet.get_by_role("heading")).to_have_text("Every look")
    expect(sheet.get_by_test_id("before-after")).to_have_count(0)

    sheet.get_by_test_id("choose-one").click()
    expect(visitor.find("preset-option")).to_have_count(len(LOOKS))
    visitor.page.locator("[data-preset=eyes]").click()
    check_large(finish_dream(visitor, visitor.find("preset-go")), "Eyes")

    visitor.enter()
    look = find_sheet(visitor).get_by_role("button", name="Dream this large: Puppyslug")
    look.focus()
    check_large(finish_dream(visitor, look, lambda: look.press("Enter")), "Puppyslug")


def test_a_sheets_looks_are_tapped_on_a_phone_also_where_it_is_looked_at_closely(
    enter: Enter,
) -> None:
    visitor = enter(**PHONE)
    sheet = find_sheet(visitor)
    sheet.scroll_into_view_if_needed()
    check_places(sheet)
    look = sheet.locator("[data-look=eyes]")
    check_large(finish_dream(visitor, look, look.tap), "Eyes")

    sheet.get_by_test_id("closer").click()
    opened = visitor.find("lightbox")
    check_places(opened)
    visitor.page.keyboard.press("1")
    check_places(opened)
    closely = opened.get_by_role("button", name="Dream this large: Puppyslug")
    closely.focus()
    expect(closely).to_be_in_viewport(ratio=0.5)
    drag(closely)
    expect(opened).to_be_visible()
    check_large(finish_dream(visitor, closely), "Puppyslug")
    expect(opened).to_have_count(0)
