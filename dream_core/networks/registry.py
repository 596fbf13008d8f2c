"""Reads config/networks.toml: which networks there are. Torch-free."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from dream_core.errors import CatalogueError
from dream_core.nearest import suggest_nearest

Source = Literal["package", "torchvision"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec:
    """One row of networks.toml.

    ``architecture`` names the reader (see :mod:`dream_core.networks.loader`); ``layers`` maps each
    layer a target may name to its number of channels. With source ``package`` the weights are the
    file ``file`` of the importable package ``package``, with the SHA-256 ``sha256``; with
    ``torchvision`` they are ``weights``, a member of torchvision's weights enums, downloaded on
    demand as ``file``, the last part of its address, whose name ends in the SHA-256's beginning.
    """

    name: str
    title: str
    description: str
    architecture: str
    source: Source
    layers: Mapping[str, int]
    licence: str
    package: str = ""
    file: str = ""
    sha256: str = ""
    weights: str = ""


Networks = Mapping[str, NetworkSpec]

HASHED_FILE = re.compile(r"[\w.-]*-(?P<sha256>[0-9a-f]{8,64})(\.\w+)+")
"""A downloadable file's name, such as googlenet-1378be20.pth: its SHA-256 begins with the part."""

ARCHITECTURES = (
    "efficientnet_lite0",
    "efficientnet_lite1",
    "efficientnet_lite2",
    "vgg19_codebook",
)
"""What a row with source ``package`` may name; each has its reader in the loader."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_REQUIRED: dict[str, type] = {
    "title": str,
    "description": str,
    "architecture": str,
    "source": str,
    "licence": str,
    "layers": dict,
}
_BY_SOURCE: dict[str, tuple[str, ...]] = {
    "package": ("package", "file", "sha256"),
    "torchvision": ("weights", "file"),
}


def load_networks(file: Path) -> Networks:
    """Reads and validates the network file; raises CatalogueError naming file, key and choices."""
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError.in_file(f"{file} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise CatalogueError.in_file(f"{file} is not valid TOML: {error}.") from error
    if not rows:
        raise CatalogueError.in_file(f"{file} names no network.")
    return {name: _read_row(file, name, row) for name, row in rows.items()}


def _read_row(file: Path, name: str, row: Any) -> NetworkSpec:  # noqa: ANN401 (TOML gives anything)
    where = f"{file}: [{name}]"
    if not isinstance(row, dict):
        raise CatalogueError.in_file(f"{where} is not a table.")
    source = str(row.get("source"))
    if source not in get_args(Source):
        raise CatalogueError.in_file(
            f"{where} source is {source!r}; allowed: {', '.join(get_args(Source))}."
        )
    expected = _REQUIRED | dict.fromkeys(_BY_SOURCE[source], str)
    for key, kind in expected.items():
        if not isinstance(row.get(key), kind) or not row[key]:
            raise CatalogueError.in_file(
                f"{where} needs {key}, a {'table' if kind is dict else 'string'}."
            )
    for key in row.keys() - expected.keys():
        raise CatalogueError.in_file(
            f"{where} has an unknown key {key}. {suggest_nearest(key, expected)}"
        )
    if source == "package":
        _check_package(where, row)
    elif not HASHED_FILE.fullmatch(row["file"]):
        raise CatalogueError.in_file(
            f"{where} file must end in its hash, as in googlenet-1378be20.pth, not {row['file']!r}."
        )
    for layer, channels in row["layers"].items():
        if isinstance(channels, bool) or not isinstance(channels, int) or channels < 1:
            raise CatalogueError.in_file(
                f"{where} layers.{layer} must be its number of channels, not {channels!r}."
            )
    return NetworkSpec(name=name, **row)


def _check_package(where: str, row: Mapping[str, Any]) -> None:
    if row["architecture"] not in ARCHITECTURES:
        raise CatalogueError.in_file(
            f"{where} architecture is {row['architecture']!r}; allowed: {', '.join(ARCHITECTURES)}."
        )
    if not _SHA256.fullmatch(row["sha256"]):
        raise CatalogueError.in_file(
            f"{where} sha256 must be 64 hexadecimal digits, not {row['sha256']!r}."
        )
