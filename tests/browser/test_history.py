"""A room with a past: what doesn't fit the page is read when somebody scrolls up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.adapters.web.api import POSTS_PER_PAGE
from bot.adapters.web.posts import Visitor as Author
from bot.adapters.web.store import Store
from tests.browser.bot_process import RunningBot, run_bot
from tests.browser.conftest import Enter

PAST = POSTS_PER_PAGE + 25


async def fill_room(folder: Path) -> None:
    async with Store(folder / "data" / "room.sqlite3") as store:
        for number in range(PAST):
            await store.add_message(Author(id="0" * 16, name="Moss"), f"line {number}\n" * 3)


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    folder = tmp_path_factory.mktemp("past")
    # In a thread, because Playwright's own event loop counts as running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, fill_room(folder)).result()
    with run_bot(folder) as running:
        yield running


def test_older_posts_are_read_on_the_way_up_and_asked_for_again_where_that_failed(
    enter: Enter,
) -> None:
    visitor = enter()
    expect(visitor.find("post")).to_have_count(POSTS_PER_PAGE)
    pattern = "**/api/posts?before=*"
    visitor.page.route(pattern, lambda route: route.fulfill(status=404, body="{}"))
    scroller = visitor.page.locator("#scroller")
    scroller.evaluate("(it) => { it.scrollTop = 0; }")
    expect(visitor.find("error")).to_be_visible()
    expect(visitor.find("post")).to_have_count(POSTS_PER_PAGE)

    visitor.page.unroute(pattern)
    scroller.evaluate("(it) => { it.scrollTop = it.scrollHeight; }")
    expect(visitor.find("post").last).to_be_in_viewport()
    scroller.evaluate("(it) => { it.scrollTop = 0; }")
    expect(visitor.find("post")).to_have_count(PAST)
