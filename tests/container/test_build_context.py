"""What .dockerignore lets into the build, and what of it arrives in the image."""

from pathlib import Path

import pytest
from e2b_dockerfile_utils import PatternMatcher

from tests.container.dockerfile import ROOT
from tests.container.rehearsal import Rehearsal

PACKAGES = ("bot", "config", "dream_core")
IGNORED = PatternMatcher((ROOT / ".dockerignore").read_text().splitlines())


def source_files() -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".git/config",
        ".venv/bin/python",
        "bot/__pycache__/app.cpython-312.pyc",
        "bot/texts/__pycache__/__init__.cpython-312.pyc",
        "compose.yaml",
        "data/room.secret",
        "discord.token",
        "puppyslug.egg-info/PKG-INFO",
        "tests/photos/astronaut.jpg",
    ],
)
def test_secrets_and_what_is_not_the_bots_stay_out(path: str) -> None:
    assert IGNORED.matches(path)


@pytest.mark.parametrize("path", ["LICENSE", "README.md", "constraints.txt", "pyproject.toml"])
def test_what_the_build_reads_gets_in(path: str) -> None:
    assert (ROOT / path).is_file()
    assert not IGNORED.matches(path)


def test_every_file_of_the_bot_is_in_the_image(container: Rehearsal) -> None:
    missing = {path for path in source_files() if not (container.site_packages / path).is_file()}
    assert missing == set()


def test_nothing_else_is_in_the_image(container: Rehearsal) -> None:
    installed = {
        path.relative_to(container.site_packages).as_posix()
        for package in PACKAGES
        for path in (container.site_packages / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert installed - source_files() == set()


def test_the_context_is_all_that_the_build_got(container: Rehearsal) -> None:
    names = {path.name for path in Path(container.path("/build")).iterdir()}
    allowed = {*PACKAGES, "LICENSE", "NOTICE.md", "README.md", "constraints.txt", "pyproject.toml"}
    built = {"build", "puppyslug.egg-info"}  # what setuptools leaves
    assert names - built == allowed
