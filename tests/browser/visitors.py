"""Somebody in the room: a browser of their own, and what its console complained of."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

DREAM_MILLISECONDS = 60_000
QUICK_MILLISECONDS = 10_000

# A browser reports every refusal of the server's as an error of its own; tests check those.
_REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")

# What a person's drag from the desktop fires, with the files in a genuine DataTransfer.
_DROP = """
(target, files) => {
  const carried = new DataTransfer();
  for (const { name, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type }));
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    target.dispatchEvent(
      new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true })
    );
  }
}
"""

_WATCH_POLICY = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI}`));
"""


@dataclass
class Visitor:
    """One page of one person; `complaints` are the console's errors and uncaught exceptions."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def find(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    def newest(self, test_id: str) -> Locator:
        return self.find(test_id).last

    @property
    def words(self) -> Locator:
        return self.find("composer").get_by_role("combobox")

    def enter(self, path: str = "/") -> None:
        """Open a page of the room, and wait until the room has told it what there is."""
        self.page.goto(self.address + path)
        if path == "/":
            expect(self.find("name")).not_to_be_empty()

    def drop(self, *files: tuple[str, str, bytes]) -> None:
        """Drop files on the room, each as name, type and bytes."""
        carried = [
            {"name": name, "type": kind, "base64": base64.b64encode(data).decode()}
            for name, kind, data in files
        ]
        attached = self.find("attachment").count()
        self.page.locator("body").evaluate(_DROP, carried)
        expect(self.find("attachment")).to_have_count(attached + len(files))

    def drop_photo(self, path: Path) -> None:
        self.drop((path.name, "image/jpeg", path.read_bytes()))

    def say(self, words: str) -> None:
        self.words.fill(words)
        self.words.press("Enter")

    def dream(self, words: str, photo: Path | None = None) -> Locator:
        """Say it, with a photo or without; the finished dream that comes of it."""
        before = self.find("result").count()
        if photo is not None:
            self.drop_photo(photo)
        self.say(words)
        expect(self.find("result")).to_have_count(before + 1, timeout=DREAM_MILLISECONDS)
        return self.newest("result")


def enter_browser(browser: Browser, address: str, **options: Any) -> Visitor:
    """A new person with a fresh profile; the page is not opened yet."""
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(QUICK_MILLISECONDS)
    page.add_init_script(_WATCH_POLICY)
    visitor = Visitor(page, address)

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _REFUSAL.match(message.text):
            visitor.complaints.append(f"{message.type}: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: visitor.complaints.append(f"uncaught: {error}"))
    return visitor
