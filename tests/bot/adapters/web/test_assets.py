import re
from pathlib import Path

import pytest
from aiohttp import web

from bot.adapters.web.assets import STATIC_DIR, Assets
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import load_networks, load_presets

PAGES = sorted(STATIC_DIR.glob("*.html"))


@pytest.mark.parametrize(
    "name",
    ["../room.py", "/etc/passwd", "presets", "presets/cats.toml", "", "nothing.css", "./base.css"],
)
def test_only_listed_files_are_given_out(name: str) -> None:
    with pytest.raises(web.HTTPNotFound):
        Assets().respond(name)


def test_files_have_their_own_type_and_are_asked_for_again() -> None:
    response = Assets().respond("room.js")
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("preset", load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE)))
def test_every_preset_of_the_project_has_its_thumbnail_here(preset: str) -> None:
    response = Assets().respond(f"presets/{preset}.webp")
    assert response.headers["Content-Type"] == "image/webp"


def test_there_are_pages() -> None:
    assert {page.name for page in PAGES} >= {
        "room.html",
        "gallery.html",
        "dream.html",
        "login.html",
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_has_no_inline_code_and_asks_nobody_else(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_everything_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"\"/static/([^\"]+)\"", text)
    assert named
    assert [name for name in named if name not in Assets()] == []


def test_scripts_import_only_what_is_there_and_never_write_markup() -> None:
    for script in STATIC_DIR.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        for name in re.findall(r"from \"\./([^\"]+)\"", text):
            assert (STATIC_DIR / name).exists(), f"{script.name} imports {name}"
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
