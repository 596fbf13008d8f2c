"""Pictures are looked at as closely as one likes: by wheel, drag, double click, buttons, keys."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.pictures import wait_until_loaded
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


def test_a_dream_is_looked_at_closely_in_the_room_and_on_its_page(enter: Enter) -> None:
    visitor = enter()
    dream = visitor.dream("/dream cats size=96 strength=1", CAT)
    dream.get_by_test_id("closer").click()
    expect(visitor.find("scale")).to_have_text("100 %")
    visitor.page.keyboard.press("Escape")
    dream.get_by_test_id("dream-page").click()
    visitor.find("closer").click()
    visitor.page.keyboard.press("3")
    expect(visitor.find("scale")).to_have_text("300 %")
