"""Reads config/networks.toml: which networks there are. Torch-free."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from dream_core.errors import CatalogueError
from dream_core.nearest import suggest_nearest
from dream_core.recipe import CHANNEL_NAME, ChannelNames

Source = Literal["package", "torchvision", "download", "folder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSpec:
    """One row of networks.toml.

    ``architecture`` names the reader (see :mod:`dream_core.networks.loader`); ``layers`` maps each
    layer a target may name to its number of channels. With source ``package`` the weights are the
    file ``file`` of the importable package ``package``, with the SHA-256 ``sha256``, and ``extra``
    is what of this program installs the package, where that isn't always there; with
    ``torchvision`` they are ``weights``, a member of torchvision's weights enums, downloaded on
    demand as ``file``, the last part of its address, whose name ends in the SHA-256's beginning;
    with ``download`` they come from ``address``, and without a ``sha256`` the first download's is
    remembered; with ``folder`` they are at ``file``.

    ``parts`` are the files beside it that belong to it, with their SHA-256. For files that say
    nothing of it, ``range`` is how the network wants its pixels (one of RANGES), ``picture_at``
    the layer that the picture stands for, ``classes`` the layer whose channels are classes, and
    ``prefix`` the beginning that its layers' names have in common.

    ``channels`` are those that have names, which targets may write instead of numbers.
    """

    name: str
    title: str
    description: str
    architecture: str
    source: Source
    layers: Mapping[str, int]
    licence: str
    package: str = ""
    extra: str = ""
    file: str = ""
    sha256: str = ""
    weights: str = ""
    address: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    range: str = ""
    picture_at: str = ""
    classes: str = ""
    prefix: str = ""
    channels: ChannelNames = field(default_factory=dict)


Networks = Mapping[str, NetworkSpec]

HASHED_FILE = re.compile(r"[\w.-]*-(?P<sha256>[0-9a-f]{8,64})(\.\w+)+")
"""A downloadable file's name, such as googlenet-1378be20.pth: its SHA-256 begins with the part."""

GRAPH_FORMATS = ("tfjs", "caffe", "googlenet_2015")
"""Architectures that are whatever layers a file describes; each has its reader in the loader."""

TRUNKS = (
    "vgg16",
    "vgg19",
    "alexnet",
    "resnet18",
    "resnet34",
    "resnet50",
    "resnet101",
    "googlenet",
    "inception_v3",
)
"""torchvision's architectures that are read from anybody's weights, without the classifier."""

ARCHITECTURES = (
    "efficientnet_lite0",
    "efficientnet_lite1",
    "efficientnet_lite2",
    "vgg19_codebook",
    *GRAPH_FORMATS,
    *TRUNKS,
)
"""What a row may name whose weights aren't torchvision's; each has its reader in the loader."""

RANGES = ("imagenet", "oxford", "caffe", "caffe-rgb", "signed", "unit", "inception5h")
"""How a network may want its pixels, see :mod:`dream_core.networks.ranges`."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLAIN_FILE = re.compile(r"\w[\w.-]*")
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
    "download": ("address", "file"),
    "folder": ("file", "sha256"),
}
_OPTIONAL: dict[str, type] = {
    "range": str,
    "parts": dict,
    "picture_at": str,
    "classes": str,
    "prefix": str,
}
_OPTIONAL_BY_SOURCE: dict[str, tuple[str, ...]] = {
    "package": ("extra",),
    "torchvision": (),
    "download": ("sha256",),
    "folder": (),
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
    _check_keys(where, source, row)
    _check_file(where, source, row)
    _check_counts(where, row["layers"])
    row = row | {"channels": _read_names(where, row)}
    if source == "folder":
        row = row | {"file": str((file.parent / row["file"]).absolute())}
    return NetworkSpec(name=name, **row)


def _check_keys(where: str, source: str, row: Mapping[str, Any]) -> None:
    required = _REQUIRED | dict.fromkeys(_BY_SOURCE[source], str)
    allowed = required | dict.fromkeys(_OPTIONAL_BY_SOURCE[source], str) | {"channels": dict}
    if source != "torchvision":
        allowed |= _OPTIONAL
    for key, kind in allowed.items():
        if (key in required or key in row) and (not isinstance(row.get(key), kind) or not row[key]):
            raise CatalogueError.in_file(
                f"{where} needs {key}, a {'table' if kind is dict else 'string'}."
            )
    for key in row.keys() - allowed.keys():
        raise CatalogueError.in_file(
            f"{where} has an unknown key {key}. {suggest_nearest(key, required)}"
        )


def _check_file(where: str, source: str, row: Mapping[str, Any]) -> None:
    if source == "torchvision":
        if not HASHED_FILE.fullmatch(row["file"]):
            raise CatalogueError.in_file(
                f"{where} file must end in its hash, as in googlenet-1378be20.pth, "
                f"not {row['file']!r}."
            )
        return
    _check_choice(where, "architecture", row["architecture"], ARCHITECTURES)
    if row["architecture"] in GRAPH_FORMATS:
        _check_choice(where, "range", row.get("range"), RANGES)
    hashes = {f"parts.{part}": sha256 for part, sha256 in row.get("parts", {}).items()}
    hashes |= {"sha256": row["sha256"]} if "sha256" in row else {}
    for key, sha256 in hashes.items():
        if not _SHA256.fullmatch(str(sha256)):
            raise CatalogueError.in_file(
                f"{where} {key} must be 64 hexadecimal digits, not {sha256!r}."
            )
    for part in (*row.get("parts", {}), *([row["file"]] if source == "download" else ())):
        if not _PLAIN_FILE.fullmatch(part):
            raise CatalogueError.in_file(f"{where} can't have a file named {part!r}.")


def _check_choice(where: str, key: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise CatalogueError.in_file(f"{where} {key} is {value!r}; allowed: {', '.join(choices)}.")


def _check_counts(where: str, layers: Mapping[str, object]) -> None:
    for layer, channels in layers.items():
        if isinstance(channels, bool) or not isinstance(channels, int) or channels < 1:
            raise CatalogueError.in_file(
                f"{where} layers.{layer} must be its number of channels, not {channels!r}."
            )


def _read_names(where: str, row: Mapping[str, Any]) -> ChannelNames:
    layers: Mapping[str, int] = row["layers"]
    named: dict[str, dict[str, tuple[int, ...]]] = {}
    for layer, names in row.get("channels", {}).items():
        place = f"{where} channels.{layer}"
        if layer not in layers:
            raise CatalogueError.in_file(
                f"{place} is no layer of it. {suggest_nearest(layer, layers)}"
            )
        if not isinstance(names, dict):
            raise CatalogueError.in_file(f"{place} is not a table of names.")
        named[layer] = {
            name: _check_named(place, name, channels, layers[layer])
            for name, channels in names.items()
        }
    return named


def _check_named(place: str, name: str, channels: object, count: int) -> tuple[int, ...]:
    if not CHANNEL_NAME.fullmatch(name):
        raise CatalogueError.in_file(
            f"{place}.{name}: a name has small letters, digits and hyphens, and begins with a "
            "letter."
        )
    if not isinstance(channels, list) or not channels:
        raise CatalogueError.in_file(f"{place}.{name} must be a list of channels.")
    for channel in channels:
        if type(channel) is not int or channel not in range(count):
            raise CatalogueError.in_file(
                f"{place}.{name} can't have channel {channel!r}; they go from 0 to {count - 1}."
            )
    return tuple(channels)
