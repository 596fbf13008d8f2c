"""The message field by keyboard alone: completion, sending, what is kept."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Enter
from tests.browser.visitors import Visitor


@pytest.fixture
def visitor(enter: Enter) -> Visitor:
    return enter()


def type_words(visitor: Visitor, words: str) -> None:
    visitor.words.press_sequentially(words, delay=10)


def hold_up(route: Route) -> None:
    """Lets a request go on as it is, later."""
    time.sleep(0.4)
    route.continue_()


def test_arrows_and_enter_choose_a_completion_without_sending(visitor: Visitor) -> None:
    type_words(visitor, "/dream ey")
    completion = visitor.find("completion")
    expect(completion).to_be_visible()
    expect(visitor.words).to_have_attribute("aria-expanded", "true")
    posts = visitor.find("post").count()

    visitor.words.press("ArrowDown")
    chosen = completion.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Eyes")
    expect(visitor.words).to_have_attribute(
        "aria-activedescendant", chosen.get_attribute("id") or "none"
    )
    visitor.words.press("Enter")
    expect(visitor.words).to_have_value("/dream eyes ")
    expect(visitor.find("post")).to_have_count(posts)


def test_tab_takes_the_first_completion_and_goes_on_to_the_options(visitor: Visitor) -> None:
    type_words(visitor, "/dream eyes str")
    expect(visitor.find("completion")).to_be_visible()
    visitor.words.press("Tab")
    expect(visitor.words).to_have_value("/dream eyes strength=")
    expect(visitor.find("completion").get_by_role("option")).to_have_count(10)
    expect(visitor.words).to_be_focused()


def test_arrows_go_round_from_either_end(visitor: Visitor) -> None:
    type_words(visitor, "/dream eyes strength=")
    options = visitor.find("completion").get_by_role("option")
    expect(options).to_have_count(10)
    visitor.words.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    visitor.words.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")


def test_escape_closes_the_completions_and_keeps_the_words(visitor: Visitor) -> None:
    type_words(visitor, "/dream ey")
    expect(visitor.find("completion")).to_be_visible()
    visitor.words.press("Escape")
    expect(visitor.find("completion")).to_be_hidden()
    expect(visitor.words).to_have_value("/dream ey")


def test_plain_words_are_posted_without_completions(visitor: Visitor) -> None:
    type_words(visitor, "good morning, everybody")
    expect(visitor.find("completion")).to_be_hidden()
    visitor.words.press("Shift+Enter")
    type_words(visitor, "and good night")
    visitor.words.press("Enter")
    expect(visitor.newest("post")).to_contain_text("good morning, everybody")
    expect(visitor.newest("post")).to_contain_text("and good night")
    expect(visitor.words).to_have_value("")


def test_markup_in_words_stays_words(visitor: Visitor) -> None:
    visitor.say("<img src=x onerror=alert(1)> <b>bold</b>")
    expect(visitor.newest("post")).to_contain_text("<img src=x onerror=alert(1)> <b>bold</b>")


def test_the_room_is_the_same_after_a_reload(visitor: Visitor) -> None:
    visitor.say("remember me")
    expect(visitor.newest("post")).to_contain_text("remember me")
    name = visitor.find("name").inner_text()
    visitor.page.reload()
    expect(visitor.newest("post")).to_contain_text("remember me")
    expect(visitor.newest("post")).to_contain_text(name)
    expect(visitor.find("name")).to_have_text(name)


def test_help_names_the_commands(visitor: Visitor) -> None:
    visitor.say("/help")
    expect(visitor.page.locator("#notes")).to_contain_text(re.compile("/dream"))


def test_settings_are_completed_and_everybody_sees_what_was_set(
    visitor: Visitor, enter: Enter
) -> None:
    other = enter()
    type_words(visitor, "/settings si")
    expect(visitor.find("completion")).to_be_visible()
    visitor.words.press("Tab")
    expect(visitor.words).to_have_value("/settings size=")
    expect(visitor.find("completion").get_by_role("option")).to_have_count(4)
    type_words(visitor, "1024 ")
    visitor.words.press("Enter")
    for page in (visitor, other):
        post = page.find("post").last
        expect(post).to_contain_text("changed the settings of this room")
        expect(post).to_contain_text("Largest size: 1024 pixels")
    type_words(visitor, "/settings size=usual")
    visitor.words.press("Enter")
    expect(other.find("post").last).to_contain_text("Largest size: as usual")


def test_keys_pressed_before_the_list_has_caught_up_count_as_well(visitor: Visitor) -> None:
    type_words(visitor, "/dream ")
    expect(visitor.find("completion")).to_be_visible()
    visitor.page.route("**/api/complete*", hold_up)
    type_words(visitor, "ey")
    visitor.words.press("ArrowDown")
    visitor.words.press("Enter")
    expect(visitor.words).to_have_value("/dream eyes ")
