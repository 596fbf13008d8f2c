"""Looks what network a file of somebody's own holds, and whether it can dream."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from pickle import UnpicklingError
from zipfile import BadZipFile

import torch
from torch import nn

from dream_core.errors import ErrorCode, UnavailableError
from dream_core.networks.folding import Step
from dream_core.networks.googlenet_2015 import is_googlenet_2015
from dream_core.networks.graph_files import read_graph
from dream_core.networks.layers import Add, Affine, Pad
from dream_core.networks.loader import load_network
from dream_core.networks.registry import TRUNKS, NetworkSpec
from dream_core.networks.tfjs.reader import list_parts
from dream_core.networks.unreadable import UnreadableNetworkError

_SIDE = 64

# What most files of a kind want; their own makers know better.
_USUAL_RANGES = {"tfjs": "signed", "caffe": "caffe", "googlenet_2015": "caffe"}
_KINDS = {".json": "tfjs", ".caffemodel": "caffe"}
_STATE_DICTS = (".pth", ".pt", ".tar")


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNetwork:
    """What a row of a network file says of it; ``parts`` lie beside ``file``."""

    file: Path
    architecture: str
    parts: tuple[str, ...]
    pixels: str
    picture_at: str
    prefix: str
    layers: Mapping[str, int]

    @property
    def middle(self) -> str:
        """A layer to begin with: halfway, where shapes are, neither grain nor whole things."""
        names = list(self.layers)
        return names[len(names) // 2]


def try_file(file: Path, *, pixels: str = "", picture_at: str = "") -> FoundNetwork:
    """Reads the file and lets its deepest layer dream a step of a small picture.

    ``pixels`` is one of RANGES, or empty for what is usual. Raises UnavailableError:
    network_unavailable if there is no such file, or it is of no kind that is read;
    network_corrupt if it is damaged or can't dream.
    """
    if not file.is_file():
        raise UnavailableError(
            ErrorCode.NETWORK_UNAVAILABLE, f"There is no file {file}.", "Look at its name."
        )
    try:
        return _try_file(file, pixels, picture_at)
    except UnreadableNetworkError as error:
        raise UnavailableError(
            ErrorCode.NETWORK_CORRUPT, f"{file} can't dream: {error}.", "Choose another file."
        ) from error
    except (KeyError, RuntimeError, UnpicklingError, EOFError, BadZipFile) as error:
        raise UnavailableError(
            ErrorCode.NETWORK_CORRUPT,
            f"{file} holds no weights that are read without running what is in it.",
            "Save it as a state dict: torch.save(model.state_dict(), file).",
        ) from error


def _try_file(file: Path, pixels: str, picture_at: str) -> FoundNetwork:
    kind = _find_kind(file)
    spec = NetworkSpec(
        name=file.name,
        title=file.name,
        description="",
        architecture=kind,
        source="folder",
        layers={},
        licence="",
        file=str(file),
        parts=dict.fromkeys(_find_parts(file, kind), ""),
        range=pixels or _USUAL_RANGES.get(kind, "imagenet"),
        picture_at=picture_at,
    )
    if kind in TRUNKS:
        from dream_core.networks.torchvision_zoo import list_layers

        spec = replace(spec, layers=list_layers(kind))
    else:
        spec = _name_layers(spec, file)
        if "mixed3a" in spec.layers and not pixels:
            spec = replace(spec, range="inception5h")
    _dream_once(spec, file)
    return FoundNetwork(
        file=file,
        architecture=kind,
        parts=tuple(spec.parts),
        pixels=spec.range,
        picture_at=picture_at,
        prefix=spec.prefix,
        layers=spec.layers,
    )


def _find_kind(file: Path) -> str:
    suffix = file.suffix.lower()
    if suffix in _KINDS:
        return _KINDS[suffix]
    if suffix not in _STATE_DICTS:
        raise UnavailableError(
            ErrorCode.NETWORK_UNAVAILABLE,
            f"{file.name} is of no kind that is read.",
            f"There are: {', '.join((*_KINDS, *_STATE_DICTS))}.",
        )
    # Takes as long to import as torch itself, and only these files need it.
    from dream_core.networks.torchvision_zoo import find_trunk, read_state

    state = read_state(file)
    return "googlenet_2015" if is_googlenet_2015(state) else find_trunk(state)


def _name_layers(spec: NetworkSpec, file: Path) -> NetworkSpec:
    """The row with the layers that targets may name."""
    graph = read_graph(spec, file)
    channels = graph.try_out().channels
    names = {step: alias for alias, step in graph.aliases.items()}
    useful = [names[name] for name in _list_useful(graph.steps) if ":" not in name]
    prefix = _find_prefix(useful)
    layers = {name.removeprefix(prefix): channels[name] for name in useful}
    return replace(spec, prefix=prefix, layers=layers)


def _find_prefix(names: Sequence[str]) -> str:
    """The folders that all names begin with."""
    shared = []
    for steps in zip(*(name.split("/")[:-1] for name in names), strict=False):
        if len(set(steps)) > 1:
            break
        shared.append(f"{steps[0]}/")
    return "".join(shared)


def _find_parts(file: Path, kind: str) -> list[str]:
    if kind == "tfjs":
        return list_parts(file)
    if kind != "caffe":
        return []
    beside = sorted(file.parent.glob("*.prototxt"))
    named = [path for path in beside if path.stem == file.stem]
    found = named or [path for path in beside if "deploy" in path.stem] or beside
    if len(found) > 1:
        raise UnreadableNetworkError(
            f"{len(found)} descriptions lie beside it, and none is called {file.stem}.prototxt"
        )
    return [found[0].name] if found else []


def _list_useful(steps: tuple[Step, ...]) -> Iterator[str]:
    """Layers as other layers read them: after what only scales or shifts, or is a way station."""
    readers: dict[str, list[nn.Module]] = {}
    for step in steps:
        for name in step.inputs:
            readers.setdefault(name, []).append(step.layer)
    for step in steps:
        if isinstance(step.layer, nn.Identity | Pad):
            continue
        following = readers.get(step.name, [])
        joined = len(following) == 1 and not isinstance(following[0], nn.Conv2d)
        if isinstance(step.layer, nn.Conv2d | Affine | Add) and joined:
            continue
        yield step.name


def _dream_once(spec: NetworkSpec, file: Path) -> None:
    """Raises UnreadableNetworkError unless the deepest layer tells a picture where to go."""
    if not spec.layers:
        raise UnreadableNetworkError("none of its layers has a name that a target can have")
    network = load_network(spec, weights=file, device=torch.device("cpu"))
    deepest = list(spec.layers)[-1]
    random = torch.Generator().manual_seed(0)
    picture = torch.rand(1, 3, _SIDE, _SIDE, generator=random).requires_grad_()
    activation = network.activations(network.prepare(picture), [deepest])[deepest]
    (gradient,) = torch.autograd.grad(activation.square().sum(), picture)
    if not gradient.isfinite().all() or not gradient.any():
        raise UnreadableNetworkError(f"its layer {deepest} says nothing of a picture")
