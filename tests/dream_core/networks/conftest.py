"""A real file server on loopback, and small networks."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import pytest

from tests.dream_core.networks.tfjs.models import WriteModel, save_model


class FileServer:
    """Serves ``files`` by name and counts what was asked for; some names misbehave."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.delay_seconds = 0.0
        self.cut_at: int | None = None
        self.drip_seconds = 0.0
        self.with_length = True
        self.etag = ""
        self.ranges: list[str | None] = []
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
        body = self._begin(handler, body)
        if self.etag:
            handler.send_header("ETag", self.etag)
        if self.with_length:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        self._send(handler, body[: self.cut_at])

    def _begin(self, handler: BaseHTTPRequestHandler, body: bytes) -> bytes:
        """Says whether what follows is all or the rest, and returns it."""
        wanted = handler.headers.get("Range")
        self.ranges.append(wanted)
        if wanted is None or handler.headers.get("If-Range") != self.etag:
            handler.send_response(200)
            return body
        first = int(wanted.removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206)
        handler.send_header("Content-Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
        return body[first:]

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


@pytest.fixture
def write_model(tmp_path: Path) -> WriteModel:
    """Saves a TensorFlow.js model in the test's folder."""
    return partial(save_model, tmp_path)
