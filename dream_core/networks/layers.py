"""The layers that networks read from files are made of; all take and give NCHW floats."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from dream_core.networks.conv_clamp import ConvClamp, conv_clamp


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow's "same": what is odd goes to the right and below."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 (as nn.Conv2d names it)
        padded = pad_same(input, self.kernel_size, self.stride, self.dilation)
        return super().forward(padded)


class SameConvClamp(ConvClamp):
    """A :class:`SameConv2d` of stride 2 with an odd square kernel, and its ReLU6, as one step.

    For even sizes a row and a column of zeros in front of the kernel spare a padded copy.
    """

    def __init__(self, conv: nn.Conv2d) -> None:
        kernel = conv.kernel_size[0]
        super().__init__(
            conv.in_channels,
            conv.out_channels,
            kernel + 1,
            stride=2,
            padding=kernel // 2,
            groups=conv.groups,
        )
        self.weight = nn.Parameter(functional.pad(conv.weight.detach(), (1, 0, 1, 0)))
        self.bias = nn.Parameter(bias_of(conv))

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[2] % 2 == 0 and x.shape[3] % 2 == 0:
            return super().forward(x)
        kernel = self.weight[:, :, 1:, 1:].contiguous(memory_format=torch.channels_last)
        padded = pad_same(x, (kernel.shape[2], kernel.shape[3]), (2, 2), (1, 1))
        return conv_clamp(padded, kernel, self.bias, 2, 0, self.groups)


class Affine(nn.Module):
    """``x * scale + shift`` for each channel."""

    def __init__(self, scale: Tensor, shift: Tensor) -> None:
        super().__init__()
        self.register_buffer("scale", scale.reshape(1, -1, 1, 1))
        self.register_buffer("shift", shift.reshape(1, -1, 1, 1))
        self.scale: Tensor
        self.shift: Tensor

    def forward(self, x: Tensor) -> Tensor:
        return x * self.scale + self.shift


class Clamp(nn.Module):
    """Keeps values between ``low`` and ``high``: ReLU is 0 to infinity, ReLU6 0 to 6."""

    def __init__(self, low: float = -math.inf, high: float = math.inf) -> None:
        super().__init__()
        self.low, self.high = low, high

    def forward(self, x: Tensor) -> Tensor:
        if (self.low, self.high) == (0, math.inf):
            return functional.relu(x)
        return x.clamp(self.low, self.high)


class MaxPool(nn.Module):
    """The largest of each window; ``same`` pads as TensorFlow does."""

    def __init__(self, kernel: tuple[int, int], stride: tuple[int, int], *, same: bool) -> None:
        super().__init__()
        self.kernel, self.stride, self.same = kernel, stride, same

    def forward(self, x: Tensor) -> Tensor:
        if self.same:
            x = pad_same(x, self.kernel, self.stride, (1, 1), value=-math.inf)
        return functional.max_pool2d(x, self.kernel, self.stride)


class AveragePool(nn.Module):
    """The mean of each window; ``same`` pads as TensorFlow does, and leaves padding out."""

    def __init__(self, kernel: tuple[int, int], stride: tuple[int, int], *, same: bool) -> None:
        super().__init__()
        self.kernel, self.stride, self.same = kernel, stride, same

    def forward(self, x: Tensor) -> Tensor:
        if not self.same:
            return functional.avg_pool2d(x, self.kernel, self.stride)
        if self.stride == (1, 1) and all(side % 2 for side in self.kernel):
            padding = (self.kernel[0] // 2, self.kernel[1] // 2)
            return functional.avg_pool2d(x, self.kernel, 1, padding, count_include_pad=False)
        inside = pad_same(torch.ones_like(x[:1, :1]), self.kernel, self.stride, (1, 1))
        share = functional.avg_pool2d(inside, self.kernel, self.stride)
        padded = pad_same(x, self.kernel, self.stride, (1, 1))
        return functional.avg_pool2d(padded, self.kernel, self.stride) / share


class Pad(nn.Module):
    """Zeros around: left, right, above, below."""

    def __init__(self, sides: tuple[int, int, int, int]) -> None:
        super().__init__()
        self.sides = sides

    def forward(self, x: Tensor) -> Tensor:
        return functional.pad(x, self.sides)


class Concatenate(nn.Module):
    """All channels of all inputs, one input after the other."""

    def forward(self, *inputs: Tensor) -> Tensor:
        return torch.cat(inputs, dim=1)


class Add(nn.Module):
    """The sum of all inputs."""

    def forward(self, first: Tensor, *others: Tensor) -> Tensor:
        for other in others:
            first = first + other
        return first


class Multiply(nn.Module):
    """The product of all inputs."""

    def forward(self, first: Tensor, *others: Tensor) -> Tensor:
        for other in others:
            first = first * other
        return first


def pad_same(
    x: Tensor,
    kernel: tuple[int, ...],
    stride: tuple[int, ...],
    dilation: tuple[int, ...],
    value: float = 0.0,
) -> Tensor:
    """Pads so that a window gives ``ceil(size / stride)`` values, TensorFlow's "same"."""
    (top, bottom), (left, right) = (
        _split_same(size, side, step, gap)
        for size, side, step, gap in zip(x.shape[2:], kernel, stride, dilation, strict=True)
    )
    if not (top or bottom or left or right):
        return x
    return functional.pad(x, (left, right, top, bottom), value=value)


def bias_of(conv: nn.Conv2d) -> Tensor:
    """The convolution's bias, zeros where it has none."""
    if conv.bias is not None:
        return conv.bias.detach()
    return conv.weight.new_zeros(conv.out_channels)


def _split_same(size: int, side: int, step: int, gap: int) -> tuple[int, int]:
    reach = (side - 1) * gap + 1
    total = max((-(-size // step) - 1) * step + reach - size, 0)
    return total // 2, total - total // 2
