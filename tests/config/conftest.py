"""Settings tests start from an environment in which nothing is set."""

import os
from pathlib import Path

import pytest

from config.sources import VARIABLES


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and no setting in the environment."""
    for name in list(os.environ):
        if name.upper().startswith("PUPPYSLUG_") or name.upper() in VARIABLES:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path
