import sys
from pathlib import Path

import pytest

from tests.container.rehearsal import Rehearsal, find_free_ports


@pytest.fixture(scope="session")
def posix() -> None:
    if sys.platform == "win32":
        pytest.skip("platform: a Dockerfile's steps are for a POSIX shell")


@pytest.fixture(scope="session")
def container(posix: None, tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """The image's folders, built by the Dockerfile's own steps."""
    rehearsal = Rehearsal(tmp_path_factory.mktemp("container"), find_free_ports())
    rehearsal.build()
    return rehearsal


@pytest.fixture
def base(posix: None, tmp_path: Path) -> Rehearsal:
    """What the build begins with."""
    rehearsal = Rehearsal(tmp_path)
    rehearsal.set_up_base()
    rehearsal.path("/build").mkdir()
    return rehearsal
