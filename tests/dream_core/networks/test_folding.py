"""Fewer layers, the same outputs."""

import math

import pytest
import torch
from torch import Tensor, nn

from dream_core.networks.conv_clamp import ConvClamp
from dream_core.networks.folding import Step, fold_steps
from dream_core.networks.layer_graph import PICTURE, run_steps
from dream_core.networks.layers import Affine, Clamp

torch.manual_seed(4)
CONV = nn.Conv2d(3, 4, 3, padding=1, bias=False).requires_grad_(requires_grad=False)
AFFINE = Affine(torch.randn(4), torch.randn(4))
RELU, LEAST, MOST = Clamp(0.0), Clamp(high=6.0), Clamp(low=0.0)
CHAIN = [
    Step("conv", (PICTURE,), CONV),
    Step("drop", ("conv",), nn.Identity()),
    Step("scaled", ("drop",), AFFINE),
    Step("relu", ("scaled",), RELU),
    Step("least", ("relu",), LEAST),
    Step("top", ("least",), MOST),
]
PICTURE_VALUES = torch.randn(1, 3, 6, 7)


def run(steps: list[Step], name: str) -> Tensor:
    return run_steps(steps, PICTURE_VALUES, keep=[name])[name]


def test_a_convolution_takes_all_that_scales_and_clamps_after_it() -> None:
    (step,) = fold_steps(CHAIN, keep=["top"])
    assert isinstance(step.layer, ConvClamp)
    assert (step.name, step.inputs) == ("top", (PICTURE,))
    torch.testing.assert_close(run([step], "top"), run(CHAIN, "top"), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kept", ["conv", "drop", "scaled", "relu", "least"])
def test_what_is_wanted_stays(kept: str) -> None:
    folded = fold_steps(CHAIN, keep=[kept, "top"])
    assert kept in {step.name for step in folded}
    for name in (kept, "top"):
        torch.testing.assert_close(run(folded, name), run(CHAIN, name), rtol=1e-4, atol=1e-5)


def test_what_others_read_stays() -> None:
    steps = [*CHAIN, Step("other", ("scaled",), Clamp(-1.0, math.inf))]
    folded = fold_steps(steps, keep=["top", "other"])
    assert "scaled" in {step.name for step in folded}
    for name in ("top", "other"):
        torch.testing.assert_close(run(folded, name), run(steps, name), rtol=1e-4, atol=1e-5)


def test_the_originals_are_not_touched() -> None:
    before = CONV.weight.clone()
    fold_steps(CHAIN, keep=["top"])
    torch.testing.assert_close(CONV.weight, before, rtol=0, atol=0)
    assert CONV.bias is None


@pytest.mark.parametrize(
    "conv",
    [
        nn.Conv2d(3, 4, (1, 7), padding=(0, 3)),
        nn.Conv2d(3, 4, 3, stride=(1, 2)),
        nn.Conv2d(3, 4, 3, dilation=2),
        nn.Conv2d(3, 4, 3, padding="same"),
    ],
)
def test_a_convolution_that_has_no_common_step_keeps_its_clamp(conv: nn.Conv2d) -> None:
    steps = [Step("conv", (PICTURE,), conv), Step("top", ("conv",), Clamp(0.0, 6.0))]
    folded = fold_steps(steps, keep=["top"])
    assert [step.name for step in folded] == ["conv", "top"]
