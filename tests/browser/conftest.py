"""One bot and one browser for each file of tests; a profile of its own for every visitor.

Not for the whole session: while Playwright's plain calls are open, its event loop counts as
running, and other files' asynchronous tests could not start theirs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.bot_process import RunningBot, run_bot
from tests.browser.visitors import Visitor, enter_browser

HERE = Path(__file__).parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

Enter = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip(f"needs a browser: set CHROMIUM, or install one of {', '.join(CHROMIUM_NAMES)}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=CHROMIUM_OPTIONS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    with run_bot(tmp_path_factory.mktemp("bot")) as running:
        yield running


@pytest.fixture
def enter(browser: Browser, bot: RunningBot) -> Iterator[Enter]:
    """Lets visitors in, and holds at the end that no page's console complained of anything."""
    visitors: list[Visitor] = []

    def let_in(path: str | None = "/", **options: object) -> Visitor:
        visitor = enter_browser(browser, bot.address, **options)
        visitors.append(visitor)
        if path is not None:
            visitor.enter(path)
        return visitor

    yield let_in
    for visitor in visitors:
        visitor.page.context.close()
    assert [line for visitor in visitors for line in visitor.complaints] == []
