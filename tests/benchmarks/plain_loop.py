"""What the engine is measured against: the loop of 2015 in plain eager PyTorch.

google/deepdream's steps as its PyTorch ports take them: default memory layout, float32, batch
norms as layers, one normalisation of the whole gradient. The network is EfficientNet-Lite0 under
the carrier package's own names, cut off at the deepest target like the engine's.
"""

import os
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from dream_core.networks.efficientnet_lite import BATCH_NORM_EPSILON, LITE0_STAGES
from dream_core.recipe import LOGITS, Recipe, Target

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1)


@dataclass(frozen=True, slots=True)
class PlainRun:
    """One dream: ``seconds`` of ascent; the process's id and peak memory so far, in bytes."""

    seconds: float
    process_id: int
    peak_bytes: int


def dream_plainly(pixels: np.ndarray, recipe: Recipe, weights: Path, threads: int) -> PlainRun:
    """Dreams HxWx3 uint8 pixels with a resolved recipe; runs in a process of its own."""
    torch.set_num_threads(threads)
    network = load_plain_lite0(weights)
    photo = torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255
    begin = time.perf_counter()
    climb_octaves(photo, network, recipe)
    return PlainRun(time.perf_counter() - begin, os.getpid(), peak_memory())


def climb_octaves(photo: Tensor, network: "PlainLite0", recipe: Recipe) -> Tensor:
    """The loop itself, on NCHW RGB of 0 to 1."""
    random = torch.Generator().manual_seed(recipe.seed)
    image = (photo - MEAN) / STD
    octaves = [image]
    for _ in range(recipe.octaves - 1):
        size = [round(side / recipe.scale) for side in octaves[-1].shape[-2:]]
        octaves.append(functional.interpolate(octaves[-1], size=size, mode="bilinear"))
    detail = torch.zeros_like(octaves[-1])
    for base in reversed(octaves):
        detail = functional.interpolate(detail, size=base.shape[-2:], mode="bilinear")
        image = base + detail
        for _ in range(recipe.steps):
            image = take_step(image, network, recipe, random)
        detail = image - base
    return image


def take_step(
    image: Tensor, network: "PlainLite0", recipe: Recipe, random: torch.Generator
) -> Tensor:
    """Jitter, gradient, normalised step, clip, and back."""
    reach = recipe.jitter
    shift = torch.randint(-reach, reach + 1, (2,), generator=random).tolist()
    image = image.roll(shift, dims=(2, 3)).requires_grad_()
    activations = network(image, {target.layer for target in recipe.targets})
    losses = [_objective(activations[target.layer], target) for target in recipe.targets]
    (gradient,) = torch.autograd.grad(torch.stack(losses).sum(), image)
    step = recipe.step_size / 255 / STD.mean()
    image = image.detach() + step * gradient / gradient.abs().mean()
    image = torch.maximum(torch.minimum(image, (1 - MEAN) / STD), -MEAN / STD)
    return image.roll([-shift[0], -shift[1]], dims=(2, 3))


def _objective(activation: Tensor, target: Target) -> Tensor:
    if target.layer != LOGITS:
        return target.weight * activation.square().mean()
    chosen = activation[:, list(target.channels)].logsumexp(dim=1)
    return target.weight * (chosen - 0.5 * activation.logsumexp(dim=1)).mean()


class PlainBlock(nn.Module):
    """One inverted residual block with its batch norms."""

    def __init__(
        self, channels: int, outputs: int, kernel: int, stride: int, expansion: int
    ) -> None:
        super().__init__()
        wide = channels * expansion
        self.residual = stride == 1 and channels == outputs
        self.kernel, self.stride = kernel, stride
        if expansion > 1:
            self._expand_conv = nn.Conv2d(channels, wide, 1, bias=False)
            self._bn0 = nn.BatchNorm2d(wide, BATCH_NORM_EPSILON)
        self._depthwise_conv = nn.Conv2d(wide, wide, kernel, stride, groups=wide, bias=False)
        self._bn1 = nn.BatchNorm2d(wide, BATCH_NORM_EPSILON)
        self._project_conv = nn.Conv2d(wide, outputs, 1, bias=False)
        self._bn2 = nn.BatchNorm2d(outputs, BATCH_NORM_EPSILON)

    def forward(self, x: Tensor) -> Tensor:
        out = x
        if hasattr(self, "_expand_conv"):
            out = functional.relu6(self._bn0(self._expand_conv(out)))
        out = self._depthwise_conv(pad_same(out, self.kernel, self.stride))
        out = self._bn2(self._project_conv(functional.relu6(self._bn1(out))))
        result: Tensor = out + x if self.residual else out
        return result


class PlainLite0(nn.Module):
    """EfficientNet-Lite0 whose parameters are named as in the weights file."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem = nn.Conv2d(3, 32, 3, 2, bias=False)
        self._bn0 = nn.BatchNorm2d(32, BATCH_NORM_EPSILON)
        self._blocks = nn.ModuleList()
        channels = 32
        for stage in LITE0_STAGES:
            for repeat in range(stage.repeats):
                stride = stage.stride if repeat == 0 else 1
                self._blocks.append(
                    PlainBlock(channels, stage.channels, stage.kernel, stride, stage.expansion)
                )
                channels = stage.channels
        self._conv_head = nn.Conv2d(channels, 1280, 1, bias=False)
        self._bn1 = nn.BatchNorm2d(1280, BATCH_NORM_EPSILON)
        self._fc = nn.Linear(1280, 1000)

    def forward(self, x: Tensor, layers: set[str]) -> Mapping[str, Tensor]:
        """The wanted block and logits activations, and nothing deeper than they need."""
        found: dict[str, Tensor] = {}
        x = functional.relu6(self._bn0(self._conv_stem(pad_same(x, 3, 2))))
        for index, block in enumerate(self._blocks):
            x = block(x)
            if f"block{index}" in layers:
                found[f"block{index}"] = x
            if found.keys() == layers:
                return found
        x = functional.relu6(self._bn1(self._conv_head(x)))
        found[LOGITS] = self._fc(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return found


def pad_same(x: Tensor, kernel: int, stride: int) -> Tensor:
    """TensorFlow's "same" padding."""
    missing = [max(kernel - (side % stride or stride), 0) for side in (x.shape[3], x.shape[2])]
    across, down = missing
    return functional.pad(x, (across // 2, across - across // 2, down // 2, down - down // 2))


@cache
def load_plain_lite0(weights: Path) -> PlainLite0:
    """Reads the weights file as it is."""
    network = PlainLite0()
    network.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    return network.eval().requires_grad_(False)


def peak_memory() -> int:
    """This process's peak resident memory in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
