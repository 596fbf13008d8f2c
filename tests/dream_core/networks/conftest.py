"""A real file server on loopback."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import pytest


class FileServer:
    """Serves ``files`` by name and counts what was asked for; some names misbehave."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.delay_seconds = 0.0
        self.cut_at: int | None = None
        self.drip_seconds = 0.0
        self.with_length = True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        files = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                files.answer(self)

            def log_message(self, *args: object) -> None:
                """Keeps test output quiet."""

        return Handler

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.rpartition("/")[2]
        self.asked.append(name)
        time.sleep(self.delay_seconds)
        if name.startswith("moved-"):
            handler.send_response(302)
            handler.send_header("Location", f"/elsewhere/{name.removeprefix('moved-')}")
            handler.end_headers()
            return
        body = self.files.get(name)
        if body is None:
            handler.send_error(404)
            return
        handler.send_response(200)
        if self.with_length:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        self._send(handler, body[: self.cut_at])

    def _send(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        try:
            for start in range(0, len(body), 4096):
                handler.wfile.write(body[start : start + 4096])
                time.sleep(self.drip_seconds)
        except OSError:
            # The downloader gave up first, as some tests want.
            handler.close_connection = True

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()


@pytest.fixture
def file_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with FileServer() as server:
        yield server


@pytest.fixture
def cache_dir(tmp_path: Path) -> Path:
    """A cache folder that doesn't exist yet, as on a fresh machine."""
    return tmp_path / "cache" / "weights"
