"""One step for a convolution and its ReLU6, there and back, as PyTorch's two are."""

from itertools import product

import pytest
import torch
from torch.nn import functional

from dream_core.networks import conv_clamp as module
from dream_core.networks.conv_clamp import ConvClamp

SHAPES = {
    "pointwise": {"inputs": 6, "outputs": 10, "kernel": 1},
    "depthwise": {"inputs": 8, "outputs": 8, "kernel": 5, "padding": 2, "groups": 8},
    "strided depthwise": {
        "inputs": 8,
        "outputs": 8,
        "kernel": 4,
        "stride": 2,
        "padding": 1,
        "groups": 8,
    },
    "full": {"inputs": 3, "outputs": 8, "kernel": 3, "padding": 1},
}


@pytest.mark.parametrize(("shape", "onednn"), list(product(SHAPES, [True, False])))
def test_gives_and_goes_back_like_convolution_and_relu6(
    shape: str, onednn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not onednn:
        monkeypatch.setattr(module, "has_onednn", lambda: False)
    torch.manual_seed(1)
    layer = ConvClamp(**SHAPES[shape]).requires_grad_(False)
    layer.weight.copy_(torch.randn_like(layer.weight))
    layer.bias.copy_(torch.randn_like(layer.bias))
    picture = torch.randn(2, SHAPES[shape]["inputs"], 9, 12, requires_grad=True)
    expected = functional.relu6(
        functional.conv2d(
            picture, layer.weight, layer.bias, layer.stride, layer.padding, 1, layer.groups
        )
    )
    clamped = layer(picture)
    torch.testing.assert_close(clamped, expected, rtol=1e-4, atol=1e-5)
    weights = torch.rand_like(expected)
    (ours,) = torch.autograd.grad((clamped * weights).sum(), picture)
    (theirs,) = torch.autograd.grad((expected * weights).sum(), picture)
    torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-4)


def test_an_output_may_be_read_twice() -> None:
    """A target layer's output is both an objective's and the next layer's input."""
    layer = ConvClamp(3, 4, 1).requires_grad_(False)
    layer.weight.fill_(0.5)
    layer.bias.fill_(0.1)
    picture = torch.rand(1, 3, 5, 5, requires_grad=True)
    clamped = layer(picture)
    (both,) = torch.autograd.grad(
        clamped.square().sum() + (3 * clamped).sum(), picture, retain_graph=True
    )
    (first,) = torch.autograd.grad(clamped.square().sum(), picture, retain_graph=True)
    (second,) = torch.autograd.grad((3 * clamped).sum(), picture)
    torch.testing.assert_close(both, first + second)
