"""From TensorFlow's numbers, height and width first and channels last, to layers of ours."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dream_core.networks.layers import Affine, SameConv2d
from dream_core.networks.unreadable import UnreadableNetworkError

_LONGEST_STEP = 64


class UnknownOperationError(Exception):
    """An operation that no layer of ours does; what follows it can't be dreamed of."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a window moves: height, then width."""

    stride: tuple[int, int] = (1, 1)
    dilation: tuple[int, int] = (1, 1)
    same: bool = False

    @classmethod
    def read(cls, stride: Sequence[int], dilation: Sequence[int], padding: str) -> "Geometry":
        """``padding`` is SAME or VALID, in letters of any size."""
        if padding.upper() not in {"SAME", "VALID"}:
            raise UnknownOperationError
        return cls(read_pair(stride), read_pair(dilation or (1, 1)), padding.upper() == "SAME")


def read_pair(values: Sequence[int]) -> tuple[int, int]:
    """Height and width, alone or between batch and channels."""
    pair = values[1:3] if len(values) == 4 else values
    if len(pair) != 2 or not all(0 < value <= _LONGEST_STEP for value in pair):
        raise UnreadableNetworkError(f"a window can't move by {list(values)[:4]}")
    return pair[0], pair[1]


def build_convolution(kernel: Tensor, geometry: Geometry, bias: Tensor | None = None) -> nn.Conv2d:
    """``kernel`` is height, width, inputs, outputs."""
    return _build(_order(kernel, (3, 2, 0, 1)), geometry, bias, groups=1)


def build_depthwise(kernel: Tensor, geometry: Geometry, bias: Tensor | None = None) -> nn.Conv2d:
    """``kernel`` is height, width, channels, outputs of each channel."""
    channels = kernel.shape[2] if kernel.dim() == 4 else 1
    turned = _order(kernel, (2, 3, 0, 1)).flatten(0, 1)[:, None]
    return _build(turned, geometry, bias, groups=channels)


def build_dense(kernel: Tensor, bias: Tensor | None = None) -> nn.Conv2d:
    """``kernel`` is inputs, outputs; applied at each position."""
    return _build(_order(kernel, (1, 0))[:, :, None, None], Geometry(), bias, groups=1)


def build_batch_norm(
    gamma: Tensor | None, beta: Tensor | None, mean: Tensor, variance: Tensor, epsilon: float
) -> Affine:
    """What a trained batch norm does: scale and shift each channel."""
    scale = torch.rsqrt(variance + epsilon) * (1 if gamma is None else gamma)
    return Affine(scale, (0 if beta is None else beta) - mean * scale)


def _order(kernel: Tensor, order: tuple[int, ...]) -> Tensor:
    if kernel.dim() != len(order) or not kernel.numel():
        raise UnreadableNetworkError(f"a kernel has the shape {list(kernel.shape)}")
    return kernel.permute(order).contiguous()


def _build(weight: Tensor, geometry: Geometry, bias: Tensor | None, *, groups: int) -> nn.Conv2d:
    kernel = (weight.shape[2], weight.shape[3])
    if bias is not None and bias.numel() != weight.shape[0]:
        raise UnreadableNetworkError(f"{weight.shape[0]} channels have {bias.numel()} biases")
    symmetric = geometry.stride == (1, 1) and all(side % 2 for side in kernel)
    padding = (0, 0)
    if geometry.same and symmetric:
        down, across = geometry.dilation
        padding = ((kernel[0] - 1) * down // 2, (kernel[1] - 1) * across // 2)
    asymmetric = geometry.same and not symmetric and kernel != (1, 1)
    layer = (SameConv2d if asymmetric else nn.Conv2d)(
        weight.shape[1] * groups,
        weight.shape[0],
        kernel,
        stride=geometry.stride,
        padding=padding,
        dilation=geometry.dilation,
        groups=groups,
        bias=bias is not None,
        device="meta",
    )
    layer.weight = nn.Parameter(weight)
    if bias is not None:
        layer.bias = nn.Parameter(bias.flatten())
    return layer.requires_grad_(requires_grad=False)
