"""Where this platform keeps a person's data and caches."""

import os
import sys
from pathlib import Path

_APPLICATION = "puppyslug"


def user_data_dir() -> Path:
    """``$XDG_DATA_HOME/puppyslug``, or the platform's own place for data that must stay."""
    return _find_folder("XDG_DATA_HOME", ".local/share", "Library/Application Support")


def user_cache_dir() -> Path:
    """``$XDG_CACHE_HOME/puppyslug``, or the platform's own place for what can be fetched again."""
    return _find_folder("XDG_CACHE_HOME", ".cache", "Library/Caches")


def _find_folder(variable: str, linux: str, macos: str) -> Path:
    chosen = os.environ.get(variable, "")
    # The XDG specification tells programs to ignore relative paths.
    if Path(chosen).is_absolute():
        return Path(chosen) / _APPLICATION
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(local) / _APPLICATION
    return Path.home() / (macos if sys.platform == "darwin" else linux) / _APPLICATION
