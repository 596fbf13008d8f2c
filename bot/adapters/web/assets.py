"""The room's own files: pages, styles, scripts and pictures, read where they are installed."""

from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from config import list_thumbnails

STATIC_DIR = Path(__file__).parent / "static"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}


class Assets:
    """The files of the static folder and the presets' thumbnails, listed once: nothing else can be
    reached by any path.
    """

    def __init__(self, folder: Path = STATIC_DIR) -> None:
        own = {
            file.relative_to(folder).as_posix(): file
            for file in sorted(folder.rglob("*"))
            if file.suffix in _TYPES
        }
        thumbnails = {name_thumbnail(name): file for name, file in list_thumbnails().items()}
        self._files: Mapping[str, Path] = own | thumbnails

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def respond(self, name: str, *, status: int = 200) -> web.FileResponse:
        """The file; the browser keeps it but asks each time whether it has changed."""
        file = self._files.get(name)
        if file is None:
            raise web.HTTPNotFound
        headers = {"Content-Type": _TYPES[file.suffix], "Cache-Control": "no-cache"}
        return web.FileResponse(file, headers=headers, status=status)


def name_thumbnail(preset: str) -> str:
    """The name under which a preset's thumbnail is given out, if it has one."""
    return f"presets/{preset}.webp"
