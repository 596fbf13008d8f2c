from __future__ import annotations

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "renew_constraints.py"


def test_only_pins_that_hold_on_every_platform_are_kept() -> None:
    keep_pins = runpy.run_path(str(SCRIPT))["keep_pins"]
    frozen = [
        "torch==2.15.0+cpu",
        "nvidia-cublas==13.4.1.3",
        "cuda-toolkit==13.2.2",
        "triton==3.9.0",
        "pip==24.0",
        "-e /home/somebody/puppyslug",
        "puppyslug==0.1.0",
        "puppyslug @ file:///home/somebody/puppyslug",
        "aiohttp==3.14.5",
    ]
    assert keep_pins(frozen) == ["aiohttp==3.14.5", "torch==2.15.0"]


def test_the_kept_file_pins_versions_and_names_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert len(pins) > 50
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
