"""Renews constraints.txt: installs the newest allowed versions in a new environment, writes them.

What torch itself pins for one platform (CUDA's parts) is left out, so that the file holds
everywhere; so is the address of any index.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "constraints.txt"
HEADER = """\
# The versions that the tests passed with, of everything that is installed.
# Written by `make constraints`; the ranges that are allowed are in pyproject.toml.
"""

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^+;\s]+)")
_LEFT_OUT = re.compile(r"^(nvidia|cuda|triton|pip$|wheel$|puppyslug$)", re.IGNORECASE)


def keep_pins(frozen: Iterable[str]) -> list[str]:
    """The lines of `pip freeze` that hold on every platform, as `name==version`, sorted."""
    pins = (found for found in map(_PIN.match, frozen) if found)
    kept = (pin for pin in pins if not _LEFT_OUT.match(pin["name"]))
    return sorted((f"{pin['name']}=={pin['version']}" for pin in kept), key=str.lower)


def freeze_newest(folder: Path) -> list[str]:
    """What `pip freeze` says of a new environment in `folder` with the project and its tools."""
    venv.create(folder, with_pip=True)
    python = next(path for path in folder.glob("*/python*") if path.stem == "python")
    pip = [str(python), "-m", "pip"]
    subprocess.run([*pip, "install", "--upgrade", ".[dev]"], cwd=ROOT, check=True)
    shown = subprocess.run([*pip, "freeze", "--all"], capture_output=True, text=True, check=True)
    return shown.stdout.splitlines()


def main() -> int:
    """Write the file and say so."""
    with tempfile.TemporaryDirectory(prefix="puppyslug-constraints-") as folder:
        pins = keep_pins(freeze_newest(Path(folder)))
    TARGET.write_text(HEADER + "\n".join(pins) + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET.name}: {len(pins)} versions\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
