"""compose.yaml as Docker Compose itself reads it, which needs no engine."""

import json
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.container.dockerfile import ROOT

COMPOSE_FILE = ROOT / "compose.yaml"


class ComposeError(Exception):
    """What Compose complains of."""


@dataclass(frozen=True)
class Project:
    """A folder with the project's Compose files, and nothing of whoever runs the tests."""

    folder: Path

    def set_up(self) -> None:
        """Puts the files there."""
        for file in ROOT.glob("compose*.yaml"):
            shutil.copy(file, self.folder)
        shutil.copytree(ROOT / "container", self.folder / "container")

    def change(self, before: str, after: str) -> None:
        """Another text in compose.yaml, where it occurs once."""
        file = self.folder / COMPOSE_FILE.name
        text = file.read_text()
        assert text.count(before) == 1
        file.write_text(text.replace(before, after))

    def read(self, **variables: str) -> dict[str, Any]:
        """What Compose makes of it all, with ``variables`` in .env; raises ComposeError."""
        lines = [f"{name}={value}\n" for name, value in variables.items()]
        (self.folder / ".env").write_text("".join(lines))
        done = subprocess.run(
            [Path(sysconfig.get_path("scripts")) / "docker-compose", "config", "--format", "json"],
            cwd=self.folder,
            env={"HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ComposeError(done.stderr)
        read: dict[str, Any] = json.loads(done.stdout)
        return read

    def bot(self, **variables: str) -> Mapping[str, Any]:
        """The bot's service alone."""
        service: Mapping[str, Any] = self.read(**variables)["services"]["puppyslug"]
        return service
