"""The program within the tests' process, for what ends before anything is dreamed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.catalogue import Catalogue
from bot.cli.program import run_program
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import load_networks, load_presets
from tests.bot.conftest import Shell


@pytest.fixture
def inner_shell(
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    """As ``shell``, without a process of its own, whose start takes most of a second."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            patch.setattr(os, "environ", environment | settings)
            patch.setattr(sys, "argv", ["puppyslug", *arguments])
            with pytest.raises(SystemExit) as ended:
                run_program()
        assert isinstance(ended.value.code, int)
        return subprocess.CompletedProcess(arguments, ended.value.code, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def whole() -> Catalogue:
    """The program's own, without the networks that would have to be downloaded."""
    networks = load_networks(NETWORKS_FILE)
    known = load_presets(PRESETS_DIR, networks)
    here = known.select(lambda preset: networks[preset.base.network].source == "package")
    absent = known.select(lambda preset: preset.name not in here)
    return Catalogue(networks=networks, presets=here.with_absent(absent))
