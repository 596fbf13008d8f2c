"""The bot is killed while somebody's dream grows: the page waits, and sees it go on."""

from __future__ import annotations

import signal
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.browser.bot_process import run_bot
from tests.browser.visitors import DREAM_MILLISECONDS, enter_browser

CUP = Path(__file__).parents[1] / "photos" / "coffee.jpg"


def test_a_dream_goes_on_where_it_was_seen_growing(browser: Browser, tmp_path: Path) -> None:
    with run_bot(tmp_path, end=signal.SIGKILL) as bot:
        visitor = enter_browser(browser, bot.address)
        visitor.enter()
        visitor.drop_photo(CUP)
        visitor.say("/dream eyes strength=10 size=512")
        growing = visitor.find("progress")
        expect(growing).to_contain_text("Dreaming", timeout=DREAM_MILLISECONDS)
        expect(visitor.find("resumed")).to_have_count(0)
    expect(visitor.page.locator("#connection")).to_be_visible()
    expect(growing).to_have_count(1)

    with run_bot(tmp_path, port=urlsplit(bot.address).port):
        expect(visitor.find("resumed")).to_have_text(
            "Went on after a restart", timeout=DREAM_MILLISECONDS
        )
        expect(visitor.find("result")).to_have_count(1, timeout=DREAM_MILLISECONDS)
        expect(growing).to_have_count(0)
        expect(visitor.find("post")).to_have_count(2)
        expect(visitor.page.locator("#connection")).to_be_hidden()
        visitor.page.context.close()
