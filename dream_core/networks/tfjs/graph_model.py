"""A TensorFlow graph, as "graph-model" files hold it, as layers of ours."""

import base64
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import torch
from pydantic import BaseModel, Field, field_validator
from torch import Tensor, nn

from dream_core.networks.folding import Step
from dream_core.networks.layer_graph import PICTURE
from dream_core.networks.layers import (
    Add,
    Affine,
    AveragePool,
    Clamp,
    Concatenate,
    MaxPool,
    Multiply,
    Pad,
)
from dream_core.networks.tfjs.kernels import (
    Geometry,
    UnknownOperationError,
    build_batch_norm,
    build_convolution,
    build_dense,
    build_depthwise,
    read_pair,
)


class Attribute(BaseModel):
    """An attribute of a node, whichever of its kinds it is."""

    i: int | None = None
    f: float | None = None
    b: bool | None = None
    s: str = ""
    list_: "AttributeList | None" = Field(default=None, alias="list")

    @field_validator("s", mode="before")
    @classmethod
    def _decode(cls, value: Any) -> str:  # noqa: ANN401 (JSON gives anything)
        return _decode_text(value)


class AttributeList(BaseModel):
    """Several numbers or texts."""

    i: list[int] = Field(default=[], max_length=64)
    s: list[str] = Field(default=[], max_length=64)

    @field_validator("s", mode="before")
    @classmethod
    def _decode(cls, value: Any) -> list[str]:  # noqa: ANN401 (JSON gives anything)
        return [_decode_text(text) for text in value] if isinstance(value, list) else []


class Node(BaseModel):
    """One operation; ``input`` names other nodes, ``name:1`` their later outputs."""

    name: str
    op: str
    input: list[str] = []
    attr: dict[str, Attribute] = {}

    @property
    def operands(self) -> list[str]:
        """The nodes whose first outputs it reads; what comes second of any is nobody's name."""
        return [name.removesuffix(":0") for name in self.input if not name.startswith("^")]

    def integers(self, name: str) -> list[int]:
        attribute = self.attr.get(name)
        return attribute.list_.i if attribute and attribute.list_ else []

    def texts(self, name: str) -> list[str]:
        attribute = self.attr.get(name)
        return attribute.list_.s if attribute and attribute.list_ else []

    def text(self, name: str, default: str) -> str:
        attribute = self.attr.get(name)
        return attribute.s or default if attribute else default

    def number(self, name: str, default: float) -> float:
        attribute = self.attr.get(name)
        return default if attribute is None or attribute.f is None else attribute.f

    def flag(self, name: str) -> bool:
        attribute = self.attr.get(name)
        return bool(attribute and attribute.b)


class GraphTopology(BaseModel):
    """All nodes, in any order."""

    node: list[Node] = Field(min_length=1, max_length=100_000)


def convert_graph(
    topology: GraphTopology, weights: Mapping[str, Tensor], picture_at: str = ""
) -> list[Step]:
    """The layers that can be computed from a picture that stands for the node ``picture_at``.

    Empty, it stands for the first placeholder. What follows operations that aren't known, or needs
    itself, is left out: detectors end in loops and sorting that no dream wants.
    """
    start = picture_at or next((n.name for n in topology.node if n.op == "Placeholder"), "")
    return _Conversion(weights, start).convert(topology.node)


class _Conversion:
    def __init__(self, weights: Mapping[str, Tensor], start: str) -> None:
        self._constants = weights
        self._names = {start: PICTURE}
        self._steps: list[Step] = []

    def convert(self, nodes: Sequence[Node]) -> list[Step]:
        """Adds each node once its inputs are there, until there is none to add."""
        readers: dict[str, list[Node]] = {}
        missing: dict[str, int] = {}
        for node in nodes:
            unknown = {name for name in node.operands if name not in self._constants}
            missing[node.name] = len(unknown)
            for name in unknown:
                readers.setdefault(name, []).append(node)
        ready = deque(self._names)
        while ready:
            for node in readers.pop(ready.popleft(), ()):
                missing[node.name] -= 1
                if not missing[node.name] and node.name not in self._names and self._add(node):
                    ready.append(node.name)
        return self._steps

    def _add(self, node: Node) -> bool:
        """Whether the node is one that can be computed."""
        build = _BUILDERS.get(node.op)
        if build is None or node.text("data_format", "NHWC") != "NHWC":
            return False
        inputs = tuple(self._names[name] for name in node.operands if name in self._names)
        try:
            layers = build(node, [self._constants.get(name) for name in node.operands])
        except UnknownOperationError:
            return False
        for depth, layer in enumerate(layers, 1):
            name = node.name if depth == len(layers) else f"{node.name}:{depth}"
            self._steps.append(Step(name, inputs, layer))
            inputs = (name,)
        self._names[node.name] = node.name
        return True


Operands = Sequence[Tensor | None]
"""A node's inputs in order: constants as they are, None for what depends on the picture."""

Builder = Callable[[Node, Operands], list[nn.Module]]


def _convolve(node: Node, operands: Operands) -> list[nn.Module]:
    (kernel,) = _constants(operands[1:2], 1)
    geometry = Geometry.read(
        node.integers("strides"), node.integers("dilations"), node.text("padding", "")
    )
    depthwise = "Depthwise" in node.op
    conv = (build_depthwise if depthwise else build_convolution)(kernel, geometry)
    return [conv, *_fused(node, operands[2:])]


def _multiply_matrix(node: Node, operands: Operands) -> list[nn.Module]:
    (kernel,) = _constants(operands[1:2], 1)
    turned = kernel.T if node.flag("transpose_b") and kernel.dim() == 2 else kernel
    return [build_dense(turned), *_fused(node, operands[2:])]


def _fused(node: Node, operands: Operands) -> list[nn.Module]:
    """What a node of several operations does after the first."""
    layers: list[nn.Module] = []
    left = list(operands)
    for name in node.texts("fused_ops"):
        if name == "BiasAdd":
            (bias,) = _constants(left[:1], 1)
            layers.append(Affine(torch.ones(()), bias))
        elif name == "FusedBatchNorm":
            gamma, beta, mean, variance = _constants(left[:4], 4)
            epsilon = node.number("epsilon", 1e-4)
            layers.append(build_batch_norm(gamma, beta, mean, variance, epsilon))
        elif name in _ACTIVATIONS:
            layers.append(_ACTIVATIONS[name]())
        else:
            raise UnknownOperationError
        left = left[{"BiasAdd": 1, "FusedBatchNorm": 4}.get(name, 0) :]
    return layers


def _normalise(node: Node, operands: Operands) -> list[nn.Module]:
    gamma, beta, mean, variance = _constants(operands[1:5], 4)
    return [build_batch_norm(gamma, beta, mean, variance, node.number("epsilon", 1e-4))]


def _add(_node: Node, operands: Operands) -> list[nn.Module]:
    constants = [operand for operand in operands if operand is not None]
    if not constants:
        return [Add()]
    return [Affine(torch.ones(()), _per_channel(_only(constants, operands)))]


def _subtract(_node: Node, operands: Operands) -> list[nn.Module]:
    if len(operands) != 2 or (operands[0] is None) == (operands[1] is None):
        raise UnknownOperationError
    if operands[0] is not None:
        return [Affine(-torch.ones(()), _per_channel(operands[0]))]
    (taken,) = _constants(operands[1:], 1)
    return [Affine(torch.ones(()), -_per_channel(taken))]


def _multiply(_node: Node, operands: Operands) -> list[nn.Module]:
    constants = [operand for operand in operands if operand is not None]
    if not constants:
        return [Multiply()]
    return [Affine(_per_channel(_only(constants, operands)), torch.zeros(()))]


def _limit(node: Node, operands: Operands) -> list[nn.Module]:
    constants = [operand for operand in operands if operand is not None]
    bound = _only(constants, operands)
    if bound.numel() != 1:
        raise UnknownOperationError
    return [Clamp(high=bound.item()) if node.op == "Minimum" else Clamp(low=bound.item())]


def _pool(node: Node, _operands: Operands) -> list[nn.Module]:
    geometry = Geometry.read(node.integers("strides"), (), node.text("padding", ""))
    kernel = read_pair(node.integers("ksize"))
    pool = MaxPool if node.op == "MaxPool" else AveragePool
    return [pool(kernel, geometry.stride, same=geometry.same)]


def _concatenate(_node: Node, operands: Operands) -> list[nn.Module]:
    axis = operands[-1] if operands else None
    joined = operands[:-1]
    if (
        axis is None
        or axis.flatten().tolist() not in ([3], [-1])
        or any(part is not None for part in joined)
    ):
        raise UnknownOperationError
    return [Concatenate()]


def _pad(_node: Node, operands: Operands) -> list[nn.Module]:
    (sides,) = _constants(operands[1:2], 1)
    if sides.shape != (4, 2) or sides[[0, 3]].any() or not 0 <= sides.min() <= sides.max() <= 64:
        raise UnknownOperationError
    (top, bottom), (left, right) = sides[1:3].long().tolist()
    return [Pad((left, right, top, bottom))]


def _average(_node: Node, operands: Operands) -> list[nn.Module]:
    """Over the whole picture: dense layers that follow are asked at each position instead."""
    (axes,) = _constants(operands[1:2], 1)
    if sorted(axes.flatten().tolist()) != [1, 2]:
        raise UnknownOperationError
    return [nn.Identity()]


def _pass_on(_node: Node, _operands: Operands) -> list[nn.Module]:
    return [nn.Identity()]


def _activate(node: Node, _operands: Operands) -> list[nn.Module]:
    return [_ACTIVATIONS[node.op]()]


def _constants(operands: Operands, count: int) -> list[Tensor]:
    constants = [operand for operand in operands if operand is not None]
    if len(constants) != count:
        raise UnknownOperationError
    return constants


def _only(constants: Sequence[Tensor], operands: Operands) -> Tensor:
    if len(constants) != 1 or len(operands) != 2:
        raise UnknownOperationError
    return constants[0]


def _per_channel(constant: Tensor) -> Tensor:
    """A constant that is one number, or one for each channel."""
    if constant.numel() != (constant.shape[-1] if constant.dim() else 1):
        raise UnknownOperationError
    return constant.flatten().float()


_ACTIVATIONS: Mapping[str, Callable[[], nn.Module]] = {
    "Relu": partial(Clamp, 0.0),
    "Relu6": partial(Clamp, 0.0, 6.0),
    "LeakyRelu": partial(nn.LeakyReLU, 0.2),
    "Elu": nn.ELU,
    "Sigmoid": nn.Sigmoid,
    "Tanh": nn.Tanh,
    # Odds are for choosing; dreams climb what lies before them.
    "Softmax": nn.Identity,
}
_BUILDERS: Mapping[str, Builder] = {
    **dict.fromkeys(
        (
            "Conv2D",
            "DepthwiseConv2dNative",
            "_FusedConv2D",
            "FusedDepthwiseConv2dNative",
        ),
        _convolve,
    ),
    **dict.fromkeys(("MatMul", "_FusedMatMul"), _multiply_matrix),
    **dict.fromkeys(("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3"), _normalise),
    **dict.fromkeys(("Add", "AddV2", "AddN", "BiasAdd"), _add),
    **dict.fromkeys(("Minimum", "Maximum"), _limit),
    **dict.fromkeys(("MaxPool", "AvgPool"), _pool),
    **dict.fromkeys(("Pad", "PadV2"), _pad),
    **dict.fromkeys(("Identity", "Squeeze", "StopGradient"), _pass_on),
    **dict.fromkeys(_ACTIVATIONS, _activate),
    "Sub": _subtract,
    "Mul": _multiply,
    "ConcatV2": _concatenate,
    "Mean": _average,
}


def _decode_text(value: Any) -> str:  # noqa: ANN401 (JSON gives anything)
    """Base64, or a list of bytes in older files; empty for what is neither."""
    try:
        raw = bytes(value) if isinstance(value, list) else base64.b64decode(value, validate=True)
        return raw.decode()
    except (ValueError, TypeError):
        return ""
