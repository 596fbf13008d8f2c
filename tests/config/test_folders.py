import sys
from pathlib import Path

import pytest

from config.folders import user_cache_dir, user_data_dir

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="platform: the folders of Linux")


def test_data_and_caches_follow_the_xdg_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere/data")
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere/caches")
    assert user_data_dir() == Path("/somewhere/data/puppyslug")
    assert user_cache_dir() == Path("/somewhere/caches/puppyslug")


@LINUX
def test_relative_xdg_variables_are_ignored_as_the_standard_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "data")
    monkeypatch.setenv("HOME", "/home/somebody")
    assert user_data_dir() == Path("/home/somebody/.local/share/puppyslug")


@LINUX
def test_without_them_both_lie_in_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/somebody")
    assert user_data_dir() == Path("/home/somebody/.local/share/puppyslug")
    assert user_cache_dir() == Path("/home/somebody/.cache/puppyslug")


@pytest.mark.parametrize(
    ("platform", "data", "caches"),
    [
        ("darwin", "Library/Application Support/puppyslug", "Library/Caches/puppyslug"),
        ("win32", "AppData/Local/puppyslug", "AppData/Local/puppyslug"),
    ],
)
def test_other_platforms_have_places_of_their_own(
    platform: str, data: str, caches: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(sys, "platform", platform)
    assert user_data_dir() == tmp_path / data
    assert user_cache_dir() == tmp_path / caches
