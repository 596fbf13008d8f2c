"""Fetches a weights file over HTTP: whole, checked and with limits, or not at all."""

import hashlib
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from glob import escape
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import IO
from urllib import request
from urllib.error import HTTPError, URLError

from dream_core.errors import ErrorCode, UnavailableError

_CHUNK_BYTES = 2**18


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadLimits:
    """How long the server may be silent, and how long and how large a download may be in all."""

    silence_seconds: float = 30.0
    total_seconds: float = 1800.0
    total_bytes: int = 2**31


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
    deadline = time.monotonic() + limits.total_seconds
    digest = hashlib.sha256()
    received = 0
    with _open_url(url, limits) as response, part.open("xb") as file:
        expected = int(response.headers.get("Content-Length") or 0)
        while chunk := response.read1(_CHUNK_BYTES):
            received += len(chunk)
            if received > limits.total_bytes:
                raise _CutOffError(f"it sent more than {limits.total_bytes} bytes")
            if time.monotonic() > deadline:
                raise _CutOffError(f"it took longer than {limits.total_seconds:g} seconds")
            digest.update(chunk)
            file.write(chunk)
    if received < expected:
        raise _CutOffError(f"it sent {received} of {expected} bytes")
    return digest.hexdigest()


def _open_url(url: str, limits: DownloadLimits) -> HTTPResponse:
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
    response: HTTPResponse = opener.open(url, timeout=limits.silence_seconds)
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
