"""Where a network's weights are: in an installed package, or downloaded once into a cache folder.

Torch is only imported to ask torchvision for an address.
"""

import hashlib
import logging
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from dream_core.errors import CatalogueError, ErrorCode, UnavailableError
from dream_core.networks.download import DEFAULT_LIMITS, download_file, take_turns
from dream_core.networks.registry import HASHED_FILE, NetworkSpec

_log = logging.getLogger(__name__)

# An archive, and what torch wrote before it wrote those.
_SAVED_BY_TORCH = (b"PK\3\4", b"\x80")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def weights_path(spec: NetworkSpec, *, cache_dir: Path) -> Path | None:
    """Where the file is or must go; None if the package that holds it isn't installed."""
    if spec.source == "folder":
        return Path(spec.file)
    if spec.source != "package":
        return cache_dir / spec.file
    # Never imported: a carrier package may run anything, and one of them imports torch.
    found = find_spec(spec.package)
    folders = found.submodule_search_locations if found else None
    return Path(next(iter(folders))) / spec.file if folders else None


def weights_present(spec: NetworkSpec, *, cache_dir: Path) -> bool:
    """Whether all files are there, whatever is in them; quick, as nothing is read."""
    path = weights_path(spec, cache_dir=cache_dir)
    return path is not None and all(
        file.is_file() for file in (path, *(path.with_name(part) for part in spec.parts))
    )


def check_fetchable(spec: NetworkSpec, *, cache_dir: Path) -> None:
    """Raises UnavailableError where weights that nobody fetches aren't there; reads nothing."""
    if spec.source in ("package", "folder") and not weights_present(spec, cache_dir=cache_dir):
        raise _local_error(spec, weights_path(spec, cache_dir=cache_dir))


def weights_ready(spec: NetworkSpec, *, cache_dir: Path) -> bool:
    """Whether all files are there and unchanged, so that dreaming needs no download.

    Reads them whole; needs neither torch nor a connection.
    """
    path = weights_path(spec, cache_dir=cache_dir)
    return path is not None and _find_wrong(_list_files(spec, path)) is None


def find_weights(spec: NetworkSpec, *, cache_dir: Path, mirror: str | None = None) -> Path:
    """The path of the checked file, downloaded from its address or ``mirror`` if needed.

    Raises UnavailableError: network_unavailable if a file isn't there and can't be fetched,
    network_corrupt if it isn't the expected one; CatalogueError if torchvision has no such weights.
    """
    path = weights_path(spec, cache_dir=cache_dir)
    if path is None:
        raise _local_error(spec, None)
    expected = _list_files(spec, path)
    wrong = _find_wrong(expected)
    if wrong and spec.source in ("package", "folder"):
        raise _local_error(spec, wrong)
    for file, sha256 in expected.items() if wrong else ():
        if not _matches(file, sha256):
            _download(_address_of(spec, file.name, mirror), file, sha256)
    _remember(spec, path)
    return path


def remembered_sha256(spec: NetworkSpec, path: Path) -> str | None:
    """The SHA-256 that the first download had, for weights of which no row knows it."""
    if spec.source != "download" or spec.sha256:
        return None
    try:
        written = _memory_of(path).read_text("ascii").strip()
    except (OSError, ValueError):
        return None
    return written if _SHA256.fullmatch(written) else None


def _list_files(spec: NetworkSpec, path: Path) -> dict[Path, str]:
    """Each file with its SHA-256 or the beginning of it, which is empty where nobody knows it."""
    files = {path: _expected_sha256(spec, path)}
    return files | {path.with_name(part): sha256 for part, sha256 in spec.parts.items()}


def _find_wrong(files: Mapping[Path, str]) -> Path | None:
    """The first that isn't there or isn't what it should be."""
    return next((file for file, sha256 in files.items() if not _matches(file, sha256)), None)


def _remember(spec: NetworkSpec, path: Path) -> None:
    """Keeps the SHA-256 of weights that came without one, so that others can't take their place."""
    if spec.source != "download" or spec.sha256 or remembered_sha256(spec, path):
        return
    with path.open("rb") as file:
        if not file.read(4).startswith(_SAVED_BY_TORCH):
            raise UnavailableError(
                ErrorCode.NETWORK_CORRUPT,
                f"{path} holds no weights; it may be a page that came instead of them.",
                f"Delete it, and look at what {spec.address} shows.",
            )
        file.seek(0)
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    memory = _memory_of(path)
    try:
        memory.write_text(f"{sha256}\n", encoding="ascii")
    except OSError as error:
        _log.warning("%s can't be written: %s", memory, error.strerror or error)
        return
    _log.warning(
        "Nobody has written down what %s should be. What is there now has the SHA-256 %s: from "
        "now on only that is taken. To take another, delete %s.",
        path,
        sha256,
        memory,
    )


def _memory_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _address_of(spec: NetworkSpec, file: str, mirror: str | None) -> str:
    if mirror:
        return f"{mirror.rstrip('/')}/{file}"
    if spec.source == "torchvision":
        return _torchvision_url(spec)
    return spec.address if file == spec.file else f"{spec.address.rpartition('/')[0]}/{file}"


def _download(url: str, target: Path, sha256: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with take_turns(target, seconds=DEFAULT_LIMITS.total_seconds):
            if not _matches(target, sha256):
                download_file(url, target, sha256=sha256)
    except OSError as error:
        raise UnavailableError(
            ErrorCode.NETWORK_UNAVAILABLE,
            f"{target.name} can't be saved in {target.parent}: {error.strerror or error}.",
            f"Make that folder writable, or download {url} and save it as {target}.",
        ) from error


def _expected_sha256(spec: NetworkSpec, path: Path) -> str:
    """The whole SHA-256, or the beginning that torchvision writes into its file names."""
    if spec.source != "torchvision":
        return spec.sha256 or remembered_sha256(spec, path) or ""
    match = HASHED_FILE.fullmatch(spec.file)
    if match is None:
        raise CatalogueError(
            ErrorCode.CATALOGUE_INVALID,
            f"The file of {spec.name}, {spec.file!r}, has no hash in its name.",
            "Write the last part of torchvision's address, such as googlenet-1378be20.pth.",
        )
    return match["sha256"]


def _matches(path: Path, sha256: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest().startswith(sha256.lower())
    except OSError:
        return False


def _torchvision_url(spec: NetworkSpec) -> str:
    try:
        from torchvision import models

        url = str(models.get_weight(spec.weights).url)
    except ImportError as error:
        raise UnavailableError(
            ErrorCode.NETWORK_UNAVAILABLE,
            f"{spec.name} needs torchvision, which can't be imported: {error}.",
            "Install puppyslug again.",
        ) from error
    except (KeyError, ValueError, AttributeError) as error:
        raise CatalogueError(
            ErrorCode.CATALOGUE_INVALID,
            f"torchvision has no weights {spec.weights!r}, which {spec.name} names.",
            "Write a member of its weights enums, such as GoogLeNet_Weights.IMAGENET1K_V1.",
        ) from error
    if url.rpartition("/")[2] != spec.file:
        raise CatalogueError(
            ErrorCode.CATALOGUE_INVALID,
            f"The file of {spec.name} is {spec.file!r}, but torchvision's is at {url}.",
            "Write the last part of that address.",
        )
    return url


def _local_error(spec: NetworkSpec, wrong: Path | None) -> UnavailableError:
    """Why weights that nobody fetches can't be used; ``wrong`` is None without their package."""
    hint = _say_how_to_install(spec)
    if wrong is None or not wrong.is_file():
        missing = f"the package {spec.package} isn't installed" if wrong is None else f"no {wrong}"
        return UnavailableError(
            ErrorCode.NETWORK_UNAVAILABLE, f"{spec.name} has no weights: {missing}.", hint
        )
    return UnavailableError(
        ErrorCode.NETWORK_CORRUPT,
        f"{wrong} isn't the file that {spec.name} was made for: its SHA-256 differs.",
        hint,
    )


def _say_how_to_install(spec: NetworkSpec) -> str:
    if spec.source == "folder":
        return "Add the network again: puppyslug networks add FILE."
    if spec.extra:
        return (
            f"Install it: pip install --force-reinstall {spec.package} (or puppyslug[{spec.extra}])"
        )
    return f"Install it again: pip install --force-reinstall {spec.package.replace('_', '-')}"
