"""A Keras model, as "layers-model" files hold it, as layers of ours."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import BaseModel, Field, field_validator
from torch import Tensor, nn

from dream_core.networks.folding import Step
from dream_core.networks.layer_graph import PICTURE
from dream_core.networks.layers import Add, AveragePool, Clamp, Concatenate, MaxPool, Multiply, Pad
from dream_core.networks.tfjs.kernels import (
    Geometry,
    UnknownOperationError,
    build_batch_norm,
    build_convolution,
    build_dense,
    build_depthwise,
    read_pair,
)
from dream_core.networks.unreadable import UnreadableNetworkError


class LayerConfig(BaseModel):
    """What a Keras layer says of itself, of all that any of ours needs."""

    kernel_size: list[int] = []
    pool_size: list[int] = []
    strides: list[int] | None = None
    dilation_rate: list[int] = [1, 1]
    padding: Any = "valid"
    data_format: str = "channels_last"
    activation: str | None = None
    epsilon: float = 1e-3
    max_value: float | None = None
    negative_slope: float | list[float] | None = 0.0
    target_shape: list[int | None] = []
    axis: int | list[int] = -1

    @field_validator("kernel_size", "pool_size", "strides", "dilation_rate", mode="before")
    @classmethod
    def _pair(cls, value: Any) -> Any:  # noqa: ANN401 (JSON gives anything)
        return [value, value] if isinstance(value, int) else value


class KerasLayer(BaseModel):
    """One layer; ``inbound_nodes`` names what it reads."""

    class_name: str
    config: dict[str, Any]
    name: str = ""
    inbound_nodes: list[list[list[Any]]] = []

    @property
    def title(self) -> str:
        return self.name or str(self.config.get("name", ""))

    @property
    def inputs(self) -> list[str]:
        """Of its first use; layers that are used again aren't read."""
        uses = self.inbound_nodes[0] if self.inbound_nodes else []
        return [str(use[0]) for use in uses if use]


class KerasConfig(BaseModel):
    """The layers of a model, in any order."""

    layers: list[KerasLayer] = Field(min_length=1, max_length=100_000)


class KerasModel(BaseModel):
    """A functional or a sequential model."""

    class_name: str
    config: KerasConfig | list[KerasLayer]

    @property
    def layers(self) -> list[KerasLayer]:
        return self.config if isinstance(self.config, list) else self.config.layers


class LayersTopology(BaseModel):
    """What a file calls the topology of a layers model."""

    config: KerasModel = Field(alias="model_config")


def convert_layers(topology: LayersTopology, weights: Mapping[str, Tensor]) -> list[Step]:
    """The layers that can be computed from the picture; what follows unknown ones is left out."""
    layers = topology.config.layers
    inputs = {layer.title: layer.inputs for layer in layers}
    if topology.config.class_name == "Sequential":
        titles = [PICTURE, *inputs]
        inputs = {title: [before] for before, title in zip(titles, inputs, strict=False)}
    return _Conversion(weights, inputs).convert(layers)


class _Conversion:
    def __init__(self, weights: Mapping[str, Tensor], inputs: Mapping[str, Sequence[str]]) -> None:
        self._weights = weights
        self._inputs = inputs
        self._names = {PICTURE: PICTURE}
        self._steps: list[Step] = []

    def convert(self, layers: Sequence[KerasLayer]) -> list[Step]:
        """Adds each layer once its inputs are there, until there is none to add."""
        waiting = deque(layer for layer in layers if self._is_read(layer))
        passed = 0
        while waiting and passed < len(waiting):
            layer = waiting.popleft()
            if all(name in self._names for name in self._inputs[layer.title]):
                self._add(layer)
                passed = 0
            else:
                waiting.append(layer)
                passed += 1
        return self._steps

    def _is_read(self, layer: KerasLayer) -> bool:
        if layer.class_name != "InputLayer":
            return bool(self._inputs[layer.title])
        self._names[layer.title] = PICTURE
        return False

    def _add(self, layer: KerasLayer) -> None:
        build = _BUILDERS.get(layer.class_name)
        if build is None:
            return
        weights = {
            name.rpartition("/")[2]: tensor
            for name, tensor in self._weights.items()
            if name.rpartition("/")[0] == layer.title
        }
        config = LayerConfig.model_validate(layer.config)
        if config.data_format != "channels_last":
            return
        inputs = tuple(self._names[name] for name in self._inputs[layer.title])
        try:
            layers = [*build(config, weights), *_activate(config)]
        except UnknownOperationError:
            return
        for depth, part in enumerate(layers, 1):
            name = layer.title if depth == len(layers) else f"{layer.title}:{depth}"
            self._steps.append(Step(name, inputs, part))
            inputs = (name,)
        self._names[layer.title] = layer.title


Weights = Mapping[str, Tensor]
Builder = Callable[[LayerConfig, Weights], list[nn.Module]]


def _geometry(config: LayerConfig) -> Geometry:
    return Geometry.read(config.strides or (1, 1), config.dilation_rate, str(config.padding))


def _convolve(config: LayerConfig, weights: Weights) -> list[nn.Module]:
    kernel = _find(weights, "kernel")
    return [build_convolution(kernel, _geometry(config), weights.get("bias"))]


def _convolve_depthwise(config: LayerConfig, weights: Weights) -> list[nn.Module]:
    kernel = _find(weights, "depthwise_kernel")
    return [build_depthwise(kernel, _geometry(config), weights.get("bias"))]


def _convolve_separably(config: LayerConfig, weights: Weights) -> list[nn.Module]:
    pointwise = build_convolution(
        _find(weights, "pointwise_kernel"), Geometry(), weights.get("bias")
    )
    return [build_depthwise(_find(weights, "depthwise_kernel"), _geometry(config)), pointwise]


def _connect(_config: LayerConfig, weights: Weights) -> list[nn.Module]:
    return [build_dense(_find(weights, "kernel"), weights.get("bias"))]


def _normalise(config: LayerConfig, weights: Weights) -> list[nn.Module]:
    mean, variance = _find(weights, "moving_mean"), _find(weights, "moving_variance")
    gamma, beta = weights.get("gamma"), weights.get("beta")
    return [build_batch_norm(gamma, beta, mean, variance, config.epsilon)]


def _rectify(config: LayerConfig, _weights: Weights) -> list[nn.Module]:
    if config.negative_slope not in (0.0, [0.0], None):
        raise UnknownOperationError
    return [Clamp(0.0) if config.max_value is None else Clamp(0.0, config.max_value)]


def _pool(
    kind: type[MaxPool] | type[AveragePool], config: LayerConfig, _weights: Weights
) -> list[nn.Module]:
    kernel = read_pair(config.pool_size or (2, 2))
    geometry = Geometry.read(config.strides or kernel, (), str(config.padding))
    return [kind(kernel, geometry.stride, same=geometry.same)]


def _pad(config: LayerConfig, _weights: Weights) -> list[nn.Module]:
    try:
        (top, bottom), (left, right) = config.padding
        sides = int(left), int(right), int(top), int(bottom)
    except (TypeError, ValueError) as error:
        raise UnknownOperationError from error
    if not all(0 <= side <= 64 for side in sides):
        raise UnreadableNetworkError(f"a layer pads by {max(sides)}")
    return [Pad(sides)]


def _reshape(config: LayerConfig, _weights: Weights) -> list[nn.Module]:
    """To one position and back, as classifiers that are convolutions do."""
    if any(side not in (1, None) for side in config.target_shape[:-1]):
        raise UnknownOperationError
    return [nn.Identity()]


def _concatenate(config: LayerConfig, _weights: Weights) -> list[nn.Module]:
    if config.axis not in (3, -1):
        raise UnknownOperationError
    return [Concatenate()]


def _do(layer: Callable[[], nn.Module], _config: LayerConfig, _weights: Weights) -> list[nn.Module]:
    return [layer()]


def _activate(config: LayerConfig) -> list[nn.Module]:
    if config.activation in (None, "linear"):
        return []
    if config.activation not in _ACTIVATIONS:
        raise UnknownOperationError
    return [_ACTIVATIONS[config.activation]()]


def _find(weights: Weights, name: str) -> Tensor:
    if name not in weights:
        raise UnreadableNetworkError(f"a layer has no {name}")
    return weights[name]


_ACTIVATIONS: Mapping[str, Callable[[], nn.Module]] = {
    "relu": partial(Clamp, 0.0),
    "relu6": partial(Clamp, 0.0, 6.0),
    "elu": nn.ELU,
    "swish": nn.SiLU,
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    # Odds are for choosing; dreams climb what lies before them.
    "softmax": nn.Identity,
}
_BUILDERS: Mapping[str, Builder] = {
    "Conv2D": _convolve,
    "DepthwiseConv2D": _convolve_depthwise,
    "SeparableConv2D": _convolve_separably,
    "Dense": _connect,
    "BatchNormalization": _normalise,
    "BatchNormalizationV1": _normalise,
    "ReLU": _rectify,
    "MaxPooling2D": partial(_pool, MaxPool),
    "AveragePooling2D": partial(_pool, AveragePool),
    "ZeroPadding2D": _pad,
    "Reshape": _reshape,
    "Concatenate": _concatenate,
    "Add": partial(_do, Add),
    "Multiply": partial(_do, Multiply),
    # Dense layers that follow are asked at each position instead.
    "GlobalAveragePooling2D": partial(_do, nn.Identity),
    "Dropout": partial(_do, nn.Identity),
    "SpatialDropout2D": partial(_do, nn.Identity),
    "Activation": partial(_do, nn.Identity),
}
