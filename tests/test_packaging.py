"""What is installed is what the source has: its data files, and versions that the ranges allow."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "config", "dream_core")


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def data_files() -> Iterator[Path]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            hidden = any(part.startswith((".", "__pycache__")) for part in path.parts)
            if path.is_file() and path.suffix != ".py" and not hidden:
                yield path.relative_to(ROOT)


def test_every_data_file_is_of_a_kind_that_is_installed(pyproject: dict[str, Any]) -> None:
    kinds = pyproject["tool"]["setuptools"]["package-data"]["*"]
    files = list(data_files())
    assert Path("config/networks.toml") in files
    left_out = [path for path in files if not any(fnmatch(path.name, kind) for kind in kinds)]
    assert left_out == []


def test_every_dependency_is_pinned_to_a_version_that_its_range_allows(
    pyproject: dict[str, Any],
) -> None:
    project = pyproject["project"]
    extras = project["optional-dependencies"].values()
    asked = {*project["dependencies"], *chain(*extras)} - {"puppyslug[zoo]"}
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    versions = {canonicalize_name(name): version for name, version in pins.items()}
    for requirement in map(Requirement, asked):
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier
