"""The networks that a person added: their files in the data folder, and a file that lists them."""

import re
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from bot.storage.files import write_whole
from config.settings import Settings
from dream_core.errors import CatalogueError

_UNFIT = re.compile(r"[^a-z0-9]+")


def own_networks_file(settings: Settings) -> Path:
    """Where the networks that were added are listed, if there are any."""
    return settings.data_dir / "networks.toml"


def name_network(file: Path) -> str:
    """A name for the network in a file: what people type, in small letters, digits and hyphens."""
    stem = file.parent.name if file.stem == "model" else file.name.partition(".")[0]
    name = _UNFIT.sub("-", stem.lower()).strip("-")
    return name if name[:1].isalpha() else f"network-{name}".strip("-")


def add_network(
    settings: Settings, name: str, row: Mapping[str, Any], files: Sequence[Path]
) -> Path:
    """Copies the files into the data folder and lists the network; returns where it is listed.

    ``row`` is its table without ``source`` and ``file``, which is the first of ``files``. Raises
    OSError where that can't be written, CatalogueError where the list can't be read.
    """
    listing = own_networks_file(settings)
    rows = _read_rows(listing)
    folder = settings.data_dir / "networks" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in files:
        shutil.copyfile(file, folder / file.name)
    place = {"source": "folder", "file": f"networks/{name}/{files[0].name}"}
    write_whole(listing, tomli_w.dumps({**rows, name: {**row, **place}}).encode())
    return listing


def _read_rows(listing: Path) -> dict[str, Any]:
    if not listing.is_file():
        return {}
    try:
        return tomllib.loads(listing.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CatalogueError.in_file(f"{listing} is not valid TOML: {error}.") from error
