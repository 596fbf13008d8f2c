"""Small screens, dark ones, and people who use neither mouse nor eyes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Enter
from tests.browser.visitors import Visitor

CAT = Path(__file__).parents[1] / "photos" / "chelsea.jpg"
PHONE = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}

_OVERFLOW = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
_NAMELESS = """
() => [...document.querySelectorAll("button, a[href], input:not([type=hidden]), textarea")]
  .filter((element) => element.checkVisibility() && !element.closest("[aria-hidden=true]"))
  .filter((element) => !(element.getAttribute("aria-label") || element.innerText?.trim()
    || element.labels?.length || element.querySelector("img[alt]:not([alt=''])")))
  .map((element) => element.outerHTML.slice(0, 120))
"""
_WITHOUT_ALT = "() => [...document.images].filter((image) => !image.hasAttribute('alt')).length"


def luminance(element: Locator, part: str) -> float:
    """Relative luminance (WCAG 2) of an element's `color` or `background-color`."""
    css = element.evaluate("(node, part) => getComputedStyle(node)[part]", part)
    channels = [float(value) for value in css[css.index("(") + 1 : -1].split(",")[:3]]
    linear = [
        value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def fill_room(visitor: Visitor) -> None:
    visitor.say("a_very_long_word_" * 20)
    expect(visitor.newest("post")).to_contain_text("a_very_long_word_")
    visitor.dream("/dream eyes size=96", CAT)


def test_nothing_hangs_over_the_edge_of_a_phone(enter: Enter) -> None:
    visitor = enter(**PHONE)
    fill_room(visitor)
    assert visitor.page.evaluate(_OVERFLOW) <= 0
    expect(visitor.words).to_be_in_viewport()

    visitor.newest("photo").get_by_test_id("dream-this").tap()
    expect(visitor.find("preset-picker")).to_be_visible()
    assert visitor.page.evaluate(_OVERFLOW) <= 0
    expect(visitor.find("preset-go")).to_be_in_viewport()

    visitor.enter("/gallery")
    visitor.find("gallery-item").first.get_by_role("link").click()
    for path in ("/gallery", visitor.page.url.removeprefix(visitor.address), "/login", "/nothing"):
        visitor.page.goto(visitor.address + path, wait_until="networkidle")
        assert visitor.page.evaluate(_OVERFLOW) <= 0, path


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_words_stand_out_in_light_and_dark(enter: Enter, scheme: str, dark: bool) -> None:
    body = enter(color_scheme=scheme).page.locator("body")
    paper, ink = luminance(body, "background-color"), luminance(body, "color")
    assert (paper < ink) is dark
    brighter, darker = max(paper, ink), min(paper, ink)
    assert (brighter + 0.05) / (darker + 0.05) >= 7


def test_everything_that_can_be_used_has_a_name_and_pictures_have_alternatives(
    enter: Enter,
) -> None:
    visitor = enter()
    fill_room(visitor)
    assert visitor.page.evaluate(_NAMELESS) == []
    assert visitor.page.evaluate(_WITHOUT_ALT) == 0
    shown = visitor.newest("result").locator("img.after")
    expect(shown).to_have_attribute("alt", re.compile(r"dream of Eyes", re.IGNORECASE))


def test_a_dream_is_ordered_and_compared_by_keyboard_alone(enter: Enter) -> None:
    visitor = enter()
    keys = visitor.page.keyboard
    fill_room(visitor)
    before = visitor.find("result").count()
    visitor.newest("result").get_by_test_id("deeper").focus()
    keys.press("Enter")
    expect(visitor.find("preset-picker")).to_be_visible()
    keys.press("ArrowRight")
    keys.press("Enter")
    expect(visitor.find("result")).to_have_count(before + 1, timeout=60_000)

    slider = visitor.newest("result").get_by_test_id("before-after").get_by_role("slider")
    slider.focus()
    keys.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "photo only")
    keys.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "dream only")
