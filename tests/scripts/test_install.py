from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "install.py"


@pytest.fixture(scope="module")
def describe_line() -> Callable[[str], str | None]:
    return cast("Callable[[str], str | None]", runpy.run_path(str(SCRIPT))["describe_line"])


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        (
            "  Downloading torch-2.15.0-cp311-cp311-manylinux_2_28_x86_64.whl (539.1 MB)",
            "  downloading torch, 539.1 MB",
        ),
        (
            "  Downloading https://files.example/a/b/torch-2.15.0-cp311.whl (1.2 GB)",
            "  downloading torch, 1.2 GB",
        ),
        ("  Downloading idna-3.20-py3-none-any.whl.metadata (7 kB)", None),
        ("Collecting torch>=2.11", None),
        ("Installing collected packages: mpmath, sympy, torch", "  unpacking 3 packages"),
    ],
)
def test_large_downloads_are_told_by_name_and_size(
    describe_line: Callable[[str], str | None], line: str, seen: str | None
) -> None:
    assert describe_line(line) == seen
