"""The files that the project brings along: presets with their thumbnails, and networks."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

PRESETS_DIR = Path(__file__).parent / "presets"
NETWORKS_FILE = Path(__file__).parent / "networks.toml"


def find_thumbnail(preset_name: str) -> Path | None:
    """A preset's picture, 240 pixels square in WebP; None for a preset that isn't the project's."""
    return list_thumbnails().get(preset_name)


@cache
def list_thumbnails() -> Mapping[str, Path]:
    """All thumbnails by their presets' names. Whoever asks by name can't reach another file."""
    return {file.stem: file for file in sorted(PRESETS_DIR.glob("*.webp"))}
