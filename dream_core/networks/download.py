"""Fetches a weights file over HTTP: whole, checked and with limits, or not at all."""

import hashlib
import logging
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import escape
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import IO
from urllib import request
from urllib.error import HTTPError, URLError

from dream_core.errors import ErrorCode, UnavailableError

_CHUNK_BYTES = 2**18
_REPORT_SECONDS = 5.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadLimits:
    """How long the server may be silent, and how long and how large a download may be in all.

    A connection that breaks is taken up again where it broke, ``attempts`` in all, if the server
    can do that.
    """

    silence_seconds: float = 30.0
    total_seconds: float = 1800.0
    total_bytes: int = 2**31
    attempts: int = 5
    pause_seconds: float = 1.0


DEFAULT_LIMITS = DownloadLimits()


def download_file(
    url: str, target: Path, *, sha256: str, limits: DownloadLimits = DEFAULT_LIMITS
) -> None:
    """Puts the file at ``target`` once its SHA-256 is known to begin with ``sha256``.

    Only http and https. Raises UnavailableError: network_unavailable, with a hint how to put the
    file there by hand, or network_corrupt. Whatever happens, ``target`` is never half a file.
    """
    _clear_leftovers(target, limits)
    part = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    try:
        digest = _fetch(url, part, limits)
        if not digest.startswith(sha256):
            raise UnavailableError(
                ErrorCode.NETWORK_CORRUPT,
                f"{url} sent something else than {target.name}: "
                f"its SHA-256 begins with {digest[:12]}, not with {sha256[:12]}.",
                f"Look at what that address shows, or save the right file as {target}.",
            )
        part.replace(target)
        _log.info("%s is here, as %s", url, target)
    except _CutOffError as error:
        raise _unavailable(url, target, str(error)) from error
    except (URLError, HTTPException, TimeoutError, ConnectionError, ValueError) as error:
        raise _unavailable(url, target, _explain(error, limits)) from error
    except OSError as error:
        reason = f"{error.filename or target} can't be written: {error.strerror or error}"
        raise _unavailable(url, target, reason) from error
    finally:
        part.unlink(missing_ok=True)


def _clear_leftovers(target: Path, limits: DownloadLimits) -> None:
    """Removes what processes that were ended in the middle of a download had received.

    Only what nobody has written to for longer than a download may take: elsewhere, another
    machine may be fetching into the same folder.
    """
    for leftover in target.parent.glob(f"{escape(target.name)}.*.part"):
        with suppress(OSError):
            if time.time() - leftover.stat().st_mtime > limits.total_seconds:
                leftover.unlink()


@contextmanager
def take_turns(target: Path, *, seconds: float) -> Iterator[None]:
    """Keeps other processes from fetching the same file meanwhile; raises TimeoutError.

    Where the system has no such lock nobody waits: then a file may be fetched twice, never broken.
    """
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        deadline = time.monotonic() + seconds
        while not _try_lock(lock):
            if time.monotonic() > deadline:
                raise TimeoutError(f"another process is still fetching {target.name}")
            time.sleep(0.1)
        yield


class _CutOffError(Exception):
    """A download that ended too early, or went on too long."""


def _fetch(url: str, part: Path, limits: DownloadLimits) -> str:
    """Writes the body to ``part`` and returns its SHA-256."""
    with part.open("xb") as file:
        transfer = _Transfer(url, file, limits)
        for attempt in range(1, limits.attempts + 1):
            try:
                transfer.receive()
                break
            except (HTTPException, TimeoutError, ConnectionError, _EarlyEndError) as error:
                if attempt == limits.attempts or not transfer.can_go_on:
                    raise
                _log.info("%s broke off (%s); going on", url, _explain(error, limits))
                time.sleep(limits.pause_seconds)
    return transfer.digest.hexdigest()


class _EarlyEndError(_CutOffError):
    """The connection closed before the body was whole."""


class _Transfer:
    """One body, over as many connections as it takes."""

    def __init__(self, url: str, file: IO[bytes], limits: DownloadLimits) -> None:
        self.digest = hashlib.sha256()
        self._url, self._file, self._limits = url, file, limits
        self._deadline = time.monotonic() + limits.total_seconds
        self._report_at = time.monotonic() + _REPORT_SECONDS
        self._received = self._expected = 0
        self._version = ""

    @property
    def can_go_on(self) -> bool:
        """Whether the server said how to know the same body again."""
        return bool(self._version and self._received)

    def receive(self) -> None:
        """Takes all there is; raises _EarlyEndError, _CutOffError or what the connection raises."""
        with _open_url(self._url, self._limits, self._ask_for_rest()) as response:
            self._begin(response)
            while chunk := response.read1(_CHUNK_BYTES):
                self._take(chunk)
        if self._received < self._expected:
            raise _EarlyEndError(f"it sent {self._received} of {self._expected} bytes")

    def _ask_for_rest(self) -> dict[str, str]:
        if not self.can_go_on:
            return {}
        return {"Range": f"bytes={self._received}-", "If-Range": self._version}

    def _begin(self, response: HTTPResponse) -> None:
        if response.status != HTTPStatus.PARTIAL_CONTENT:
            self._file.seek(0)
            self._file.truncate()
            self.digest, self._received = hashlib.sha256(), 0
        length = int(response.headers.get("Content-Length") or 0)
        self._expected = self._received + length if length else 0
        etag = response.headers.get("ETag", "")
        self._version = "" if etag.startswith("W/") else etag

    def _take(self, chunk: bytes) -> None:
        self._received += len(chunk)
        if self._received > self._limits.total_bytes:
            raise _CutOffError(f"it sent more than {self._limits.total_bytes} bytes")
        if time.monotonic() > self._deadline:
            raise _CutOffError(f"it took longer than {self._limits.total_seconds:g} seconds")
        self.digest.update(chunk)
        self._file.write(chunk)
        if time.monotonic() > self._report_at:
            self._report_at = time.monotonic() + _REPORT_SECONDS
            whole = f" of {self._expected / 1e6:.1f}" if self._expected else ""
            _log.info("%s: %.1f%s MB so far", self._url, self._received / 1e6, whole)


def _open_url(url: str, limits: DownloadLimits, headers: dict[str, str]) -> HTTPResponse:
    # build_opener would add handlers for file:, ftp: and data:.
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPRedirectHandler,
        request.HTTPDefaultErrorHandler,
        request.HTTPErrorProcessor,
        request.UnknownHandler,
    ):
        opener.add_handler(handler())
    opener.addheaders = [("User-Agent", "puppyslug")]
    asked = request.Request(url, headers=headers)  # noqa: S310 (no handler but those for http)
    response: HTTPResponse = opener.open(asked, timeout=limits.silence_seconds)
    return response


def _try_lock(lock: IO[str]) -> bool:
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # Some network file systems have no locks.
        return True
    return True


def _explain(error: Exception, limits: DownloadLimits) -> str:
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(error, HTTPError):
        error.close()
        return f"the server answered {error.code} {error.reason}"
    if isinstance(cause, TimeoutError):
        return f"there was no answer within {limits.silence_seconds:g} seconds"
    return str(getattr(cause, "strerror", None) or cause) or type(cause).__name__


def _unavailable(url: str, target: Path, reason: str) -> UnavailableError:
    return UnavailableError(
        ErrorCode.NETWORK_UNAVAILABLE,
        f"{target.name} can't be downloaded: {reason}.",
        f"Download {url} with another program and save it as {target}.",
    )
