"""One layer of Caffe as one of ours."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from dream_core.networks.layers import Add, Affine, Clamp, Concatenate, Multiply
from dream_core.networks.unreadable import UnreadableNetworkError

LayerMessage = Any
"""A Layer or V1Layer of the schema, whose classes are made when the program runs."""

_SettingsMessage = Any
_LONGEST_SIDE = 256


class UnknownLayerError(Exception):
    """A layer that none of ours does; what follows it can't be dreamed of."""


LayerBuilder = Callable[[LayerMessage, list[Tensor], list[int]], nn.Module]
"""Takes a layer, its weights, and the channels of each of its inputs."""


def _convolve(layer: LayerMessage, blobs: list[Tensor], channels: list[int]) -> nn.Module:
    settings = layer.convolution_param
    weight = _take(layer, blobs, dims=4)
    outputs, inputs = weight.shape[:2]
    group = settings.group
    if group < 1 or outputs % group or inputs * group != channels[0]:
        raise UnreadableNetworkError(
            f"{layer.name[:60]} reads {channels[0]} channels with weights for {inputs * group}"
        )
    return _build(
        layer,
        weight,
        blobs[1:2],
        stride=_pair(settings, "stride", 1),
        padding=_pair(settings, "pad", 0),
        dilation=_pair(settings, "dilation", 1),
        groups=group,
    )


def _connect(layer: LayerMessage, blobs: list[Tensor], channels: list[int]) -> nn.Module:
    """An inner product of a window as large as the features were in training."""
    weight = _take(layer, blobs, dims=0)
    if layer.inner_product_param.transpose:
        raise UnknownLayerError
    outputs = weight.shape[-2] if weight.dim() > 1 else 0
    side = math.isqrt(weight.shape[-1] // channels[0])
    if not outputs or weight.numel() != outputs * channels[0] * side**2 or side > _LONGEST_SIDE:
        raise UnreadableNetworkError(
            f"{layer.name[:60]} reads {weight.shape[-1]} values of {channels[0]} channels"
        )
    window = weight.reshape(outputs, channels[0], side, side)
    # Padded, so that a picture smaller than those of the training has a value as well.
    return _build(layer, window, blobs[1:2], padding=(side // 2, side // 2))


def _build(
    layer: LayerMessage,
    weight: Tensor,
    bias: list[Tensor],
    *,
    padding: tuple[int, int],
    stride: tuple[int, int] = (1, 1),
    dilation: tuple[int, int] = (1, 1),
    groups: int = 1,
) -> nn.Conv2d:
    if bias and bias[0].numel() != weight.shape[0]:
        raise UnreadableNetworkError(
            f"{layer.name[:60]} has {weight.shape[0]} channels and {bias[0].numel()} biases"
        )
    conv = nn.Conv2d(
        weight.shape[1] * groups,
        weight.shape[0],
        (weight.shape[2], weight.shape[3]),
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=bool(bias),
        device="meta",
    )
    conv.weight = nn.Parameter(weight)
    if bias:
        conv.bias = nn.Parameter(bias[0].flatten())
    return conv


def _pool(layer: LayerMessage, _blobs: list[Tensor], _channels: list[int]) -> nn.Module:
    settings = layer.pooling_param
    if settings.global_pooling:
        return nn.Identity()
    kernel, stride = _pair(settings, "kernel", 0), _pair(settings, "stride", 1)
    padding = _pair(settings, "pad", 0)
    ceil = settings.round_mode == 0
    if settings.pool == 0:
        return nn.MaxPool2d(kernel, stride, padding, ceil_mode=ceil)
    return nn.AvgPool2d(kernel, stride, padding, ceil_mode=ceil)


def _rectify(layer: LayerMessage, _blobs: list[Tensor], _channels: list[int]) -> nn.Module:
    slope = layer.relu_param.negative_slope
    return nn.LeakyReLU(slope) if slope else Clamp(0.0)


def _normalise(layer: LayerMessage, _blobs: list[Tensor], _channels: list[int]) -> nn.Module:
    settings = layer.lrn_param
    if settings.norm_region != 0:
        raise UnknownLayerError
    if not 1 <= settings.local_size <= _LONGEST_SIDE:
        raise UnreadableNetworkError(f"{layer.name[:60]} has {settings.local_size} neighbours")
    return nn.LocalResponseNorm(settings.local_size, settings.alpha, settings.beta, settings.k)


def _standardise(layer: LayerMessage, blobs: list[Tensor], channels: list[int]) -> nn.Module:
    """A batch norm: mean and variance, each still times the third blob."""
    if len(blobs) != 3 or blobs[0].numel() != channels[0] or blobs[1].numel() != channels[0]:
        raise UnreadableNetworkError(f"{layer.name[:60]} isn't whole")
    times = blobs[2].flatten()[0].clamp(min=1e-9)
    scale = torch.rsqrt(blobs[1].flatten() / times + layer.batch_norm_param.eps)
    return Affine(scale, -blobs[0].flatten() / times * scale)


def _scale(layer: LayerMessage, blobs: list[Tensor], channels: list[int]) -> nn.Module:
    if not blobs or any(blob.numel() != channels[0] for blob in blobs[:2]):
        raise UnreadableNetworkError(f"{layer.name[:60]} isn't whole")
    shift = blobs[1].flatten() if len(blobs) > 1 else torch.zeros(channels[0])
    return Affine(blobs[0].flatten(), shift)


def _concatenate(layer: LayerMessage, _blobs: list[Tensor], _channels: list[int]) -> nn.Module:
    if layer.concat_param.axis != 1 or layer.concat_param.concat_dim != 1:
        raise UnknownLayerError
    return Concatenate()


def _combine(layer: LayerMessage, _blobs: list[Tensor], _channels: list[int]) -> nn.Module:
    settings = layer.eltwise_param
    if settings.operation > 1 or any(factor != 1 for factor in settings.coeff):
        raise UnknownLayerError
    return Add() if settings.operation == 1 else Multiply()


def _pass_on(_layer: LayerMessage, _blobs: list[Tensor], _channels: list[int]) -> nn.Module:
    return nn.Identity()


def _take(layer: LayerMessage, blobs: list[Tensor], *, dims: int) -> Tensor:
    if not blobs or (dims and blobs[0].dim() != dims):
        raise UnreadableNetworkError(f"there are no weights for {layer.name[:60]}")
    return blobs[0]


def _pair(settings: _SettingsMessage, name: str, default: int) -> tuple[int, int]:
    """Height and width, of one number for both, two, or one field for each."""
    field = "kernel_size" if name == "kernel" else name
    found = getattr(settings, field)
    values = [found] if isinstance(found, int) else list(found)
    values = (values * 2)[:2] if values else [default, default]
    for index, side in enumerate(("h", "w")):
        own = f"{name}_{side}"
        if own in settings.DESCRIPTOR.fields_by_name and settings.HasField(own):
            values[index] = getattr(settings, own)
    least = 0 if name == "pad" else 1
    if not all(least <= value <= _LONGEST_SIDE for value in values):
        raise UnreadableNetworkError(f"a window can't have a {name} of {values}")
    return values[0], values[1]


LAYER_BUILDERS: Mapping[str, LayerBuilder] = {
    "convolution": _convolve,
    "innerproduct": _connect,
    "pooling": _pool,
    "relu": _rectify,
    "lrn": _normalise,
    "batchnorm": _standardise,
    "scale": _scale,
    "concat": _concatenate,
    "eltwise": _combine,
    "sigmoid": lambda *_: nn.Sigmoid(),
    "tanh": lambda *_: nn.Tanh(),
    # Odds are for choosing; dreams climb what lies before them.
    "softmax": _pass_on,
    "dropout": _pass_on,
    "split": _pass_on,
}
