"""The project's data, presets and networks, and its typed settings."""

from pathlib import Path

PRESETS_DIR = Path(__file__).parent / "presets"
NETWORKS_FILE = Path(__file__).parent / "networks.toml"
