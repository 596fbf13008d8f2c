"""Where a network's weights are: in an installed package, or downloaded once into a cache folder.

Torch is only imported to ask torchvision for an address.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from dream_core.errors import CatalogueError, ErrorCode, UnavailableError
from dream_core.networks.download import DEFAULT_LIMITS, download_file, take_turns
from dream_core.networks.registry import HASHED_FILE, NetworkSpec


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


def weights_ready(spec: NetworkSpec, *, cache_dir: Path) -> bool:
    """Whether all files are there and unchanged, so that dreaming needs no download.

    Reads them whole; needs neither torch nor a connection.
    """
    path = weights_path(spec, cache_dir=cache_dir)
    return path is not None and not _find_wrong(spec, path)


def find_weights(spec: NetworkSpec, *, cache_dir: Path, mirror: str | None = None) -> Path:
    """The path of the checked file, downloaded from its address or ``mirror`` if needed.

    Raises UnavailableError: network_unavailable if a file isn't there and can't be fetched,
    network_corrupt if it isn't the expected one; CatalogueError if torchvision has no such weights.
    """
    path = weights_path(spec, cache_dir=cache_dir)
    wrong = None if path is None else _find_wrong(spec, path)
    if path is not None and wrong is None:
        return path
    if spec.source in ("package", "folder"):
        raise _local_error(spec, wrong)
    url = f"{mirror.rstrip('/')}/{spec.file}" if mirror else _torchvision_url(spec)
    _download(url, cache_dir / spec.file, _expected_sha256(spec))
    return cache_dir / spec.file


def _find_wrong(spec: NetworkSpec, path: Path) -> Path | None:
    """The first of the network's files that isn't there or isn't what it should be."""
    expected = {path: _expected_sha256(spec)}
    expected |= {path.with_name(part): sha256 for part, sha256 in spec.parts.items()}
    return next((file for file, sha256 in expected.items() if not _matches(file, sha256)), None)


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


def _expected_sha256(spec: NetworkSpec) -> str:
    """The whole SHA-256, or the beginning that torchvision writes into its file names."""
    if spec.source != "torchvision":
        return spec.sha256
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
