"""Somebody has everything of theirs removed, and all pages that show it show it no more."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Enter

CAT = Path(__file__).parents[1] / "photos" / "chelsea.jpg"


def test_what_is_forgotten_goes_from_everybodys_page_at_once(enter: Enter) -> None:
    visitor, other = enter(), enter()
    other.say("good morning")
    visitor.find("name").click()
    visitor.find("name-field").fill("Wilhelmina")
    visitor.find("name-save").click()
    # Until then the dialog is open, and nobody writes behind it.
    expect(visitor.find("name")).to_contain_text("Wilhelmina")
    visitor.dream("/dream eyes size=160", CAT)
    expect(other.find("result")).to_have_count(1)

    visitor.say("/forget")
    expect(visitor.find("answer")).to_contain_text("gone from the room")
    expect(visitor.find("name")).not_to_contain_text("Wilhelmina")
    for witness in (visitor, other):
        expect(witness.find("result")).to_have_count(0)
        expect(witness.find("post")).to_have_count(1)
        expect(witness.find("post")).to_contain_text("good morning")
        expect(witness.page.locator("#welcome")).to_be_hidden()

    other.say("/forget")
    for witness in (visitor, other):
        expect(witness.find("post")).to_have_count(0)
        expect(witness.page.locator("#welcome")).to_be_visible()
