"""The project's data, presets and networks, and its typed settings."""

from config.files import NETWORKS_FILE, PRESETS_DIR, find_thumbnail, list_thumbnails

__all__ = ["NETWORKS_FILE", "PRESETS_DIR", "find_thumbnail", "list_thumbnails"]
