"""A convolution and its ReLU6 as one step, there and back, for weights that never change."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, fx, nn
from torch.nn import functional

LOW, HIGH = 0.0, 6.0

has_onednn: Callable[[], bool] = torch.backends.mkldnn.is_available


class ConvClamp(nn.Module):
    """A 2d convolution with bias, a square kernel and one stride, clamped to 0..6 (ReLU6)."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        *,
        stride: int = 1,
        padding: int = 0,
        groups: int = 1,
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, inputs // groups, kernel, kernel))
        self.bias = nn.Parameter(torch.empty(outputs))
        self.stride, self.padding, self.groups = stride, padding, groups

    def forward(self, x: Tensor) -> Tensor:
        return conv_clamp(x, self.weight, self.bias, self.stride, self.padding, self.groups)


def conv_clamp(
    x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int, groups: int
) -> Tensor:
    """ReLU6 of a convolution of NCHW; differentiable in ``x`` alone."""
    clamped: Tensor = _ConvClamp.apply(x, weight, bias, stride, padding, groups)
    return clamped


fx.wrap("conv_clamp")


class _ConvClamp(torch.autograd.Function):
    """Keeps only the output to go back: PyTorch's own ReLU6 keeps its input beside it."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401 (torch gives it attributes as one likes)
        x: Tensor,
        weight: Tensor,
        bias: Tensor,
        stride: int,
        padding: int,
        groups: int,
    ) -> Tensor:
        clamped = _convolve_clamped(x, weight, bias, stride, padding, groups)
        ctx.save_for_backward(x, weight, clamped)
        ctx.geometry = stride, padding, groups
        return clamped

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:  # noqa: ANN401
        x, weight, clamped = ctx.saved_tensors
        # In place: whatever reads a clamped tensor makes a gradient of its own for it.
        torch.ops.aten.hardtanh_backward.grad_input(
            gradient, clamped, LOW, HIGH, grad_input=gradient
        )
        return _convolve_back(gradient, x, weight, *ctx.geometry), None, None, None, None, None


def _convolve_clamped(
    x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int, groups: int
) -> Tensor:
    if x.device.type == "cpu" and has_onednn():
        # oneDNN clamps while it writes, which spares a pass over the largest tensors there are.
        fused: Tensor = torch.ops.mkldnn._convolution_pointwise(  # noqa: SLF001 (it has no other name)
            x,
            weight,
            bias,
            [padding] * 2,
            [stride] * 2,
            [1, 1],
            groups,
            "hardtanh",
            [LOW, HIGH],
            "",
        )
        return fused
    return functional.conv2d(x, weight, bias, stride, padding, 1, groups).clamp_(LOW, HIGH)


def _convolve_back(
    gradient: Tensor, x: Tensor, weight: Tensor, stride: int, padding: int, groups: int
) -> Tensor:
    if stride == 1 and groups == weight.shape[0] and weight.shape[2] == 2 * padding + 1:
        # Depthwise, the way back is a convolution too, with the kernel turned round; oneDNN is
        # twice as fast at it as at its own way back.
        turned = weight.flip(2, 3)
        return functional.conv2d(gradient, turned, None, 1, padding, 1, groups)
    back: Tensor = torch.ops.aten.convolution_backward(
        gradient,
        x,
        weight,
        None,
        [stride] * 2,
        [padding] * 2,
        [1, 1],
        False,
        [0, 0],
        groups,
        [True, False, False],
    )[0]
    return back
