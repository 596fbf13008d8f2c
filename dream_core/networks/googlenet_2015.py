"""GoogLeNet as it was in 2015: no batch norms, but normalisation across neighbouring channels.

Architecture: Szegedy et al., Going Deeper with Convolutions (2014), as Caffe's reference network
and as TensorFlow's Inception5h. The weights are state dicts converted from them. Some leave out
the classifier or end early: what a file doesn't hold isn't built.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from dream_core.networks.folding import Step
from dream_core.networks.layer_graph import PICTURE
from dream_core.networks.layers import Clamp, Concatenate, SameConv2d
from dream_core.networks.unreadable import UnreadableNetworkError

MODULES = ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")
_POOL_AFTER = ("3b", "4e")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """``stem`` are the first three convolutions; ``branch`` has places for a module, such as 4c,
    and one of ``branches``: 1x1, the reduction before 3x3, 3x3, that before 5x5, 5x5, and the
    projection after the pool.
    """

    stem: tuple[str, str, str]
    branch: str
    branches: tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """What differs between the frameworks: names of layers, normalisation, the first padding."""

    layers: Names
    output: str
    neighbours: int
    alpha: float
    beta: float
    bias: float
    pads_same: bool = False


CAFFE_BRANCHES = ("1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj")
TENSORFLOW_BRANCHES = ("1x1", "3x3_bottleneck", "3x3", "5x5_bottleneck", "5x5", "pool_reduce")

CAFFE = Home(
    layers=Names(
        stem=("conv1/7x7_s2", "conv2/3x3_reduce", "conv2/3x3"),
        branch="inception_{}/{}",
        branches=CAFFE_BRANCHES,
    ),
    output="inception_{}/output",
    neighbours=5,
    alpha=1e-4,
    beta=0.75,
    bias=1.0,
)
TENSORFLOW = Home(
    layers=Names(
        stem=("conv2d0", "conv2d1", "conv2d2"), branch="mixed{}_{}", branches=TENSORFLOW_BRANCHES
    ),
    output="mixed{}",
    # TensorFlow's radius of 5 is 11 neighbours; it doesn't divide alpha by their number.
    neighbours=11,
    alpha=11e-4,
    beta=0.5,
    bias=2.0,
    pads_same=True,
)
KINDS: tuple[tuple[Names, Home], ...] = (
    (
        Names(
            stem=("conv1_7x7_s2", "conv2_3x3_reduce", "conv2_3x3"),
            branch="inception_{}_{}",
            branches=CAFFE_BRANCHES,
        ),
        CAFFE,
    ),
    # Finetuned on cars.
    (
        Names(
            stem=("conv1", "conv2_1x1", "conv2_3x3"),
            branch="inception_{}_{}",
            branches=CAFFE_BRANCHES,
        ),
        CAFFE,
    ),
    (
        Names(
            stem=("conv2d0_pre_relu_conv", "conv2d1_pre_relu_conv", "conv2d2_pre_relu_conv"),
            branch="mixed{}_{}_pre_relu_conv",
            branches=TENSORFLOW_BRANCHES,
        ),
        TENSORFLOW,
    ),
    # Captum's.
    (
        Names(
            stem=("conv1", "conv2", "conv3"),
            branch="mixed{}.conv_{}",
            branches=("1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj"),
        ),
        TENSORFLOW,
    ),
)
"""How the files name their weights, without ``.weight`` and ``.bias``, and where they are from."""


def read_googlenet_2015(file: Path) -> list[Step]:
    """The layers whose weights the state dict holds, named as their framework named them.

    Each convolution also has its output before the ReLU, as ``<name>_pre_relu``. Raises
    UnreadableNetworkError for a state dict of another network, and what torch raises for a file
    that is none.
    """
    state = torch.load(file, map_location="cpu", weights_only=True)
    if not isinstance(state, Mapping) or not all(isinstance(v, Tensor) for v in state.values()):
        raise UnreadableNetworkError("it holds something else than weights")
    for names, home in KINDS:
        weights = _rename_weights(state, names, home)
        if weights:
            return _Builder(weights, home).build()
    raise UnreadableNetworkError("its weights have other names than those of a GoogLeNet of 2015")


def is_googlenet_2015(names: Collection[str]) -> bool:
    """Whether the names of weights are those of one of KINDS."""
    return any(
        f"{_fill(kind.branch, MODULES[0], kind.branches[0])}.weight" in names for kind, _ in KINDS
    )


def _rename_weights(state: Mapping[str, Tensor], names: Names, home: Home) -> dict[str, Tensor]:
    """From the file's names to the layers'; empty where the file has no such stem and module."""
    pairs = dict(zip(names.stem, home.layers.stem, strict=True))
    for module in MODULES:
        for theirs, ours in zip(names.branches, home.layers.branches, strict=True):
            pairs[_fill(names.branch, module, theirs)] = _fill(home.layers.branch, module, ours)
    found = {
        f"{ours}.{kind}": state[key].float()
        for theirs, ours in pairs.items()
        for kind in ("weight", "bias")
        if (key := f"{theirs}.{kind}") in state
    }
    needed = (*home.layers.stem, _fill(home.layers.branch, "3a", "1x1"))
    return found if all(f"{layer}.weight" in found for layer in needed) else {}


def _fill(name: str, module: str, branch: str) -> str:
    # Captum's projection alone isn't called a convolution.
    filled = name.format(module, branch)
    return filled.replace("conv_pool", "pool")


class _Builder:
    def __init__(self, weights: Mapping[str, Tensor], home: Home) -> None:
        self._weights = weights
        self._home = home
        self._steps: list[Step] = []

    def build(self) -> list[Step]:
        """The stem, then module after module."""
        first, reduction, third = self._home.layers.stem
        top = self._convolve(first, PICTURE, stride=2)
        top = self._normalise("norm1", self._pool("pool1", top))
        top = self._convolve(third, self._convolve(reduction, top))
        top = self._pool("pool2", self._normalise("norm2", top))
        for module in MODULES:
            if not self._holds(module):
                break
            top = self._build_module(module, top)
            if module in _POOL_AFTER:
                top = self._pool("pool3" if module == "3b" else "pool4", top)
        return self._steps

    def _holds(self, module: str) -> bool:
        names = self._home.layers
        layers = (_fill(names.branch, module, branch) for branch in names.branches)
        return all(f"{layer}.weight" in self._weights for layer in layers)

    def _build_module(self, module: str, source: str) -> str:
        names = self._home.layers
        one, before_three, three, before_five, five, projection = (
            _fill(names.branch, module, branch) for branch in names.branches
        )
        pool = self._add(
            _fill(names.branch, module, "pool"), (source,), nn.MaxPool2d(3, stride=1, padding=1)
        )
        outputs = (
            self._convolve(one, source),
            self._convolve(three, self._convolve(before_three, source)),
            self._convolve(five, self._convolve(before_five, source)),
            self._convolve(projection, pool),
        )
        return self._add(self._home.output.format(module), outputs, Concatenate())

    def _convolve(self, layer: str, source: str, *, stride: int = 1) -> str:
        weight, bias = self._weights[f"{layer}.weight"], self._weights.get(f"{layer}.bias")
        if (
            weight.dim() != 4
            or not weight.numel()
            or bias is None
            or bias.shape != weight.shape[:1]
        ):
            raise UnreadableNetworkError(f"the weights of {layer} are no convolution's")
        outputs, inputs, height, width = weight.shape
        pads_same = self._home.pads_same and stride > 1
        conv = (SameConv2d if pads_same else nn.Conv2d)(
            inputs,
            outputs,
            (height, width),
            stride=stride,
            padding=0 if pads_same else (height // 2, width // 2),
            device="meta",
        )
        conv.weight, conv.bias = nn.Parameter(weight), nn.Parameter(bias)
        before = self._add(f"{layer}_pre_relu", (source,), conv)
        return self._add(layer, (before,), Clamp(0.0))

    def _pool(self, name: str, source: str) -> str:
        # Caffe rounds sizes up, so that the last window reaches over the edge.
        return self._add(name, (source,), nn.MaxPool2d(3, stride=2, ceil_mode=True))

    def _normalise(self, name: str, source: str) -> str:
        home = self._home
        norm = nn.LocalResponseNorm(home.neighbours, home.alpha, home.beta, home.bias)
        return self._add(name, (source,), norm)

    def _add(self, name: str, inputs: tuple[str, ...], layer: nn.Module) -> str:
        self._steps.append(Step(name, inputs, layer.requires_grad_(requires_grad=False)))
        return name
