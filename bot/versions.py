"""Which version of a package is installed, without importing it."""

from importlib.metadata import PackageNotFoundError, version


def find_version(package: str) -> str | None:
    """The version, or None where the package isn't installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
