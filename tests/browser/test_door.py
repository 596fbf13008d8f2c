"""A room that others can reach: nobody without its key reads or posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.bot_process import RunningBot, run_bot
from tests.browser.conftest import Enter
from tests.browser.visitors import QUICK_MILLISECONDS, Visitor

KEY = "a long enough secret"
CAT = Path(__file__).parents[1] / "photos" / "chelsea.jpg"


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    folder = tmp_path_factory.mktemp("locked")
    with run_bot(folder, host="0.0.0.0", PUPPYSLUG_ROOM_KEY=KEY) as running:
        yield running


def try_key(visitor: Visitor, key: str) -> None:
    visitor.page.get_by_label("Enter it").fill(key)
    visitor.page.get_by_role("button").click()


def test_without_the_key_nothing_can_be_read_or_posted(enter: Enter) -> None:
    owner = enter(f"/?key={KEY}")
    owner.drop_photo(CAT)
    owner.say("a secret picture")
    photo = owner.newest("photo")
    expect(photo).to_be_visible()
    picture = f"/pictures/{photo.get_attribute('data-picture')}"
    assert owner.page.request.get(owner.address + picture).ok

    stranger = enter("/gallery").page.request
    for path in (picture, f"{picture}/thumbnail", "/api/posts", "/api/dreams", "/live"):
        assert stranger.get(owner.address + path).status == 401, path
    posted = stranger.post(
        f"{owner.address}/api/posts",
        multipart={"text": "let me in"},
        headers={"Origin": owner.address},
    )
    assert posted.status == 401
    expect(owner.find("post")).to_have_count(1)


@pytest.mark.parametrize("wanted", ["/.//127.0.0.1:1/", "http://127.0.0.1:1/", "http://["])
def test_the_door_leads_nowhere_but_into_the_room(enter: Enter, wanted: str) -> None:
    visitor = enter(f"/login?next={wanted}")
    try_key(visitor, KEY)
    expect(visitor.page).not_to_have_url(re.compile("login"), timeout=QUICK_MILLISECONDS)
    assert visitor.page.url.startswith(f"{visitor.address}/")


def test_a_wrong_key_is_refused_in_words_and_the_right_one_leads_on(enter: Enter) -> None:
    visitor = enter("/gallery")
    expect(visitor.page).to_have_url(f"{visitor.address}/login?next=/gallery")
    try_key(visitor, "a wrong guess")
    expect(visitor.find("error")).to_contain_text("isn't the room's key")
    try_key(visitor, KEY)
    expect(visitor.page).to_have_url(f"{visitor.address}/gallery", timeout=QUICK_MILLISECONDS)
    visitor.enter()
    visitor.say("made it")
    expect(visitor.newest("post")).to_contain_text("made it")


def test_a_link_with_the_key_opens_the_room_and_keeps_the_key_out_of_the_address(
    enter: Enter,
) -> None:
    visitor = enter(f"/?key={KEY}")
    expect(visitor.page).to_have_url(f"{visitor.address}/")
    expect(visitor.find("name")).not_to_be_empty()
