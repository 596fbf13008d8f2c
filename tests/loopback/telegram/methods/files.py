"""Files: their addresses, and the bytes behind these."""

import asyncio
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.methods.table import Methods
from tests.loopback.telegram.rejections import bad_request, happens, not_found
from tests.loopback.telegram.world.files import StoredFile
from tests.loopback.telegram.world.registry import World

Json = dict[str, Any]

INCOMING_BYTES = 20 * 2**20
_VALID_SECONDS = 3600.0


class FileMethods:
    """``incoming_bytes`` is how large a file may be that the bot fetches. With a ``local_folder``
    files are handed out there, as by a server of one's own on the same disk.
    """

    def __init__(self, world: World, local_folder: Path | None = None) -> None:
        self.incoming_bytes = INCOMING_BYTES
        self._local_folder = local_folder
        self._world = world
        self._paths: dict[str, tuple[str, float]] = {}

    def list_methods(self) -> Methods:
        return {"getFile": self.get_file}

    async def get_file(self, call: Call) -> Json:
        file = self._world.files.files.get(call.text("file_id"))
        if file is None:
            raise bad_request("invalid file_id")
        if len(file.data) > self.incoming_bytes:
            raise happens("file is too big")
        self._paths[file.path] = file.file_id, self._world.clock.now() + _VALID_SECONDS
        return {
            "file_id": file.file_id,
            "file_unique_id": file.unique_id,
            "file_size": len(file.data),
            "file_path": await self._hand_out(file),
        }

    async def _hand_out(self, file: StoredFile) -> str:
        if self._local_folder is None:
            return file.path
        local = self._local_folder / file.path
        await asyncio.to_thread(_write, local, file.data)
        return str(local)

    def download(self, path: str) -> web.Response:
        """The bytes under an address of an hour at most; raises RejectedError."""
        file_id, until = self._paths.get(path, ("", 0.0))
        if self._world.clock.now() > until:
            raise not_found(is_fault=not file_id)
        data = self._world.files.files[file_id].data
        return web.Response(body=data, content_type="application/octet-stream")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
