"""Pictures of nothing but words, and films: asked for, seen, kept, also by those who want calm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.bot_process import RunningBot, run_bot
from tests.browser.conftest import Enter
from tests.browser.pictures import natural_size
from tests.browser.visitors import DREAM_MILLISECONDS
from tests.clips import draw_clip

PHOTOS = Path(__file__).parents[1] / "photos"
HASTY = Path(__file__).parents[1] / "presets"
CAT = PHOTOS / "chelsea.jpg"
CUP = PHOTOS / "coffee.jpg"
QUICK = "size=96 strength=1"
ZOOM = f"eyes {QUICK} speed=3 seconds=1"

_PLAYS = "(film) => film.readyState >= 2 && !film.paused && film.currentTime > 0 && film.muted"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    with run_bot(tmp_path_factory.mktemp("bot"), PUPPYSLUG_PRESETS_DIR=str(HASTY)) as running:
        yield running


def wait_until_playing(film: Locator) -> None:
    film.scroll_into_view_if_needed()  # a browser lets others rest
    film.page.wait_for_function(_PLAYS, arg=film.element_handle())


def test_words_make_a_picture_of_nothing_and_it_is_a_picture_like_any_other(enter: Enter) -> None:
    visitor = enter()
    imagined = visitor.dream(f"/imagine banana {QUICK}")
    expect(imagined.get_by_role("heading")).to_have_text("Banana")
    expect(imagined).to_contain_text(f"Imagined for {visitor.find('name').inner_text()}")
    assert natural_size(imagined.locator("img.after")) == (96, 96)
    for absent in ("before-after", "stronger", "colours", "blend", "other-look"):
        expect(imagined.get_by_test_id(absent)).to_have_count(0)
    imagined.get_by_role("button", name="Look at it closely").click()
    expect(visitor.page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    visitor.page.keyboard.press("Escape")

    count = visitor.find("result").count()
    imagined.get_by_test_id("deeper").click()
    expect(visitor.find("preset-picker")).to_be_visible()
    visitor.find("strength").fill("1")
    visitor.find("preset-go").click()
    expect(visitor.find("result")).to_have_count(count + 1, timeout=DREAM_MILLISECONDS)
    expect(visitor.newest("result").get_by_test_id("before-after")).to_be_visible()

    guest = enter("/gallery")
    expect(guest.find("gallery-item").last).to_contain_text("Imagined")
    guest.find("gallery-item").last.get_by_role("link").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Banana")
    expect(guest.find("facts")).to_contain_text("/dream imagine-banana#")


def test_things_are_imagined_by_mouse_with_help(enter: Enter) -> None:
    visitor = enter()
    visitor.find("imagine").click()
    field = visitor.find("imagine-field")
    expect(field).to_be_focused()
    field.fill("gold")
    visitor.find("idea").get_by_text("goldfish", exact=True).click()
    expect(field).to_have_value("goldfish")
    field.fill("goldfsh")
    visitor.find("imagine-go").click()
    expect(visitor.find("imaginer").get_by_role("alert")).to_contain_text("goldfish")
    field.fill("goldfish size=512 strength=10")
    visitor.find("imagine-go").click()
    expect(visitor.find("imaginer")).to_have_count(0)
    growing = visitor.newest("progress")
    expect(growing).to_have_attribute("aria-label", "Goldfish is being imagined")
    growing.get_by_test_id("cancel").click()
    expect(visitor.newest("post")).to_contain_text("cancelled this dream")


def test_a_zoom_plays_wherever_it_is_shown(enter: Enter) -> None:
    visitor = enter()
    zoom = visitor.dream(f"/zoom {ZOOM}", CUP)
    film = zoom.get_by_test_id("film")
    wait_until_playing(film)
    expect(zoom.get_by_test_id("stronger")).to_have_count(0)
    with visitor.page.expect_download() as started:
        zoom.get_by_test_id("download").click()
    assert started.value.suggested_filename.endswith(".mp4")

    page = zoom.get_by_test_id("dream-page").get_attribute("href")
    guest = enter("/gallery")
    expect(guest.find("gallery-item").first).to_contain_text("▶ 1 s")
    guest.page.goto(f"{guest.address}{page}")
    wait_until_playing(guest.find("film"))
    guest.page.goto(f"{guest.address}{guest.find('film').get_attribute('src')}")
    alone = guest.page.locator("video")
    guest.page.wait_for_function("(film) => film.readyState >= 2", arg=alone.element_handle())
    calm = enter(page, reduced_motion="reduce")
    expect(calm.find("film")).to_have_js_property("paused", True)


def test_a_zoom_is_picked_with_its_speed_and_length(enter: Enter) -> None:
    visitor = enter()
    visitor.drop_photo(CUP)
    visitor.say("tea, rather")
    visitor.newest("photo").get_by_test_id("zoom").click()
    picker = visitor.find("preset-picker")
    expect(picker.get_by_test_id("form-zoom")).to_be_checked()
    picker.get_by_label("Speed").fill("1.2")
    picker.get_by_label("Length").fill("2")
    expect(visitor.find("growth")).to_contain_text("Too slow")
    expect(visitor.find("preset-go")).to_be_disabled()
    picker.get_by_label("Speed").fill("3")
    visitor.find("strength").fill("1")
    with visitor.page.expect_request("**/api/dreams") as ordered:
        visitor.find("preset-go").click()
    assert "strength=1 zoom speed=3 turn=0 seconds=2" in (ordered.value.post_data or "")
    visitor.newest("progress").get_by_test_id("cancel").click()
    expect(visitor.newest("post")).to_contain_text("cancelled this dream")


def test_a_clip_plays_and_is_dreamed_moving(enter: Enter) -> None:
    visitor = enter()
    visitor.drop(("clip.gif", "image/gif", draw_clip()))
    expect(visitor.find("attachment").get_by_role("img")).to_be_visible()
    dream = visitor.dream(f"/dream eyes {QUICK}")
    wait_until_playing(visitor.newest("photo").get_by_test_id("film"))
    wait_until_playing(dream.get_by_test_id("film"))
    expect(dream.get_by_test_id("stronger")).to_have_count(0)

    visitor.newest("photo").get_by_test_id("look").click()
    wait_until_playing(visitor.page.get_by_role("dialog").get_by_test_id("film"))
    visitor.page.keyboard.press("Escape")
    visitor.newest("photo").get_by_test_id("dream-this").click()
    picker = visitor.find("preset-picker")
    expect(picker.get_by_text("As it moves")).to_be_visible()
    picker.get_by_test_id("form-still").check()
    visitor.find("strength").fill("1")
    count = visitor.find("result").count()
    visitor.find("preset-go").click()
    expect(visitor.find("result")).to_have_count(count + 1, timeout=DREAM_MILLISECONDS)
    expect(visitor.newest("result").get_by_test_id("before-after")).to_be_visible()


def test_things_by_other_eyes_and_in_parts_are_asked_for_by_words(enter: Enter) -> None:
    dream = enter().dream(f"/dream of bananas + hatching only=background {QUICK}", CUP)
    expect(dream.get_by_role("heading")).to_have_text("Banana + Hatching")
    expect(dream.get_by_test_id("before-after")).to_be_visible()


def test_a_dream_is_guided_by_another_picture(enter: Enter) -> None:
    visitor = enter()
    visitor.drop_photo(CUP)
    visitor.say("tea, rather")
    photo = visitor.newest("photo").get_attribute("data-picture")
    visitor.newest("photo").get_by_test_id("dream-this").click()
    visitor.find("guides").locator("summary").click()
    visitor.find("guide-file").set_input_files(CAT)
    expect(visitor.find("guide-option").last.get_by_role("radio")).to_be_checked()
    visitor.find("strength").fill("10")  # long enough to be cancelled
    count = visitor.find("result").count()
    with visitor.page.expect_request("**/api/dreams") as ordered:
        visitor.find("preset-go").click()
    guide = visitor.newest("photo").get_attribute("data-picture")
    sent = ordered.value.post_data_json or {}
    assert (sent["picture"], sent["guide"]) == (photo, guide)
    visitor.newest("progress").get_by_test_id("cancel").click()

    visitor.newest("photo").get_by_test_id("reply").click()
    visitor.drop_photo(CUP)
    visitor.say(f"/dream eyes {QUICK} like this")
    expect(visitor.find("result")).to_have_count(count + 1, timeout=DREAM_MILLISECONDS)
    dream = visitor.newest("result")
    expect(dream.locator("img.before")).to_have_attribute("src", f"/pictures/{guide}")
    dream.get_by_test_id("facts").locator("summary").click()
    expect(dream.get_by_test_id("guide").get_by_role("img")).to_be_visible()
