"""Pictures are looked at as closely as one likes: by wheel, drag, double click, buttons, keys."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Locator, expect

from tests.benchmarks.painting import paint
from tests.browser.conftest import Enter
from tests.browser.pictures import natural_size, wait_until_loaded
from tests.browser.visitors import Visitor

CAT = Path(__file__).parents[1] / "photos" / "chelsea.jpg"
NARROW = {"width": 400, "height": 600}
"""The photo doesn't fit into it."""


@pytest.fixture
def visitor(enter: Enter) -> Visitor:
    """Somebody who looks closely at a photo that they posted."""
    visitor = enter(viewport=NARROW)
    visitor.drop_photo(CAT)
    visitor.say("look at this")
    visitor.newest("post").get_by_role("button", name="Look at it closely").click()
    wait_until_loaded(visitor.find("stage").get_by_role("img"))
    return visitor


def width_of(picture: Locator) -> float:
    box = picture.bounding_box()
    assert box is not None
    return box["width"]


def left_of(picture: Locator) -> float:
    box = picture.bounding_box()
    assert box is not None
    return box["x"]


def test_all_of_a_picture_is_in_sight_and_then_as_much_of_it_as_one_likes(visitor: Visitor) -> None:
    picture, scale = visitor.find("stage").get_by_role("img"), visitor.find("scale")
    natural = picture.evaluate("(image) => image.naturalWidth")
    whole = width_of(picture)
    expect(scale).to_have_text(f"{round(whole / natural * 100)} %")
    for key, percent in (("3", 300), ("1", 100)):
        visitor.page.keyboard.press(key)
        expect(scale).to_have_text(f"{percent} %")
        assert width_of(picture) == pytest.approx(natural * percent / 100, rel=0.01)
    scale.click()
    assert width_of(picture) == pytest.approx(whole, rel=0.01)
    visitor.find("lightbox").get_by_role("button", name="Closer").click()
    assert width_of(picture) > whole


def test_the_wheel_goes_closer_to_what_is_below_the_pointer(visitor: Visitor) -> None:
    picture = visitor.find("stage").get_by_role("img")
    box = picture.bounding_box()
    assert box is not None
    at = box["x"] + box["width"] / 4
    visitor.page.mouse.move(at, box["y"] + box["height"] / 2)
    visitor.page.mouse.wheel(0, -800)
    expect(visitor.find("stage")).to_have_attribute("data-whole", "false")
    assert (at - left_of(picture)) / width_of(picture) == pytest.approx(0.25, abs=0.01)


def test_what_is_close_is_dragged_and_never_out_of_sight(visitor: Visitor) -> None:
    picture, mouse = visitor.find("stage").get_by_role("img"), visitor.page.mouse
    visitor.page.keyboard.press("3")
    before = left_of(picture)
    mouse.move(300, 300)
    mouse.down()
    mouse.move(200, 300, steps=3)
    mouse.up()
    assert left_of(picture) == pytest.approx(before - 100, abs=1)
    for _ in range(60):
        visitor.page.keyboard.press("ArrowLeft")
    assert left_of(picture) == 0


def test_a_double_click_leads_to_its_own_pixels_and_on_and_back(visitor: Visitor) -> None:
    stage, scale = visitor.find("stage"), visitor.find("scale")
    whole = scale.text_content()
    for text in ("100 %", "300 %", whole or ""):
        stage.get_by_role("img").dblclick()
        expect(scale).to_have_text(text)


def test_it_is_left_by_a_key_by_its_button_and_by_a_click_beside_it(visitor: Visitor) -> None:
    look = visitor.newest("post").get_by_role("button", name="Look at it closely")
    visitor.page.keyboard.press("Escape")
    expect(visitor.find("lightbox")).to_have_count(0)
    look.click()
    visitor.find("lightbox").get_by_role("button", name="Close", exact=True).click()
    expect(visitor.find("lightbox")).to_have_count(0)
    look.click()
    visitor.page.mouse.click(5, 100)
    expect(visitor.find("lightbox")).to_have_count(0)


def test_a_dream_at_its_photos_size_is_sharp_at_300_percent_in_the_room_and_on_its_page(
    enter: Enter, tmp_path: Path
) -> None:
    visitor, painting = enter(), tmp_path / "painting.jpg"
    paint(504, 336).save(painting, quality=92, subsampling=0)
    dream = visitor.dream("/dream ripples size=full strength=1", painting)
    picture = dream.get_by_test_id("before-after").get_by_role("img").first
    assert natural_size(picture) == (504, 336)
    file = visitor.page.request.get(f"{visitor.address}{picture.get_attribute('src')}").body()
    dream.get_by_test_id("closer").click()
    expect(visitor.find("scale")).to_have_text("100 %")
    assert_sharp_corner(visitor, file)
    visitor.page.keyboard.press("Escape")
    dream.get_by_test_id("dream-page").click()
    visitor.find("closer").click()
    assert_sharp_corner(visitor, file)


def assert_sharp_corner(visitor: Visitor, file: bytes) -> None:
    """Goes to 300 % and to the upper left corner, which then shows every pixel of the file."""
    wait_until_loaded(visitor.find("stage").get_by_role("img"))
    for key in ("3", *["ArrowLeft"] * 4, *["ArrowUp"] * 4):
        visitor.page.keyboard.press(key)
    expect(visitor.find("scale")).to_have_text("300 %")
    view = visitor.page.screenshot(clip={"x": 0, "y": 0, "width": 450, "height": 450})
    with Image.open(BytesIO(view)) as opened:
        shown = opened.convert("RGB")
    with Image.open(BytesIO(file)) as whole:
        assert whole.size == (504, 336)
        corner = whole.crop((0, 0, 150, 150))
    soft = corner.reduce(2)
    own, blurred = (mean_of(ImageChops.difference(shown, enlarge(each))) for each in (corner, soft))
    assert own < 3
    assert own < blurred / 2


def enlarge(corner: Image.Image) -> Image.Image:
    return corner.resize((450, 450), Image.Resampling.BICUBIC)


def mean_of(difference: Image.Image) -> float:
    return sum(ImageStat.Stat(difference).mean) / 3
