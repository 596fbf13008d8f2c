"""EfficientNet-Lite 0 to 2: MBConv without squeeze-and-excite, ReLU6, fixed stem and head.

Architecture: Tan and Le, EfficientNet (2019), in the Lite variant of TensorFlow's TPU models.
The weights are a state dict in the naming of the PyTorch port that the carrier packages hold.
"""

import math
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_weights

from dream_core.networks.conv_clamp import ConvClamp
from dream_core.networks.network import IMAGENET_RANGE, ChannelStatistics, DreamNetwork

BATCH_NORM_EPSILON = 1e-3
STEM_CHANNELS = 32
HEAD_CHANNELS = 1280
CLASSES = 1000
LITE0_BYTES_PER_PIXEL = 900


@dataclass(frozen=True, slots=True)
class Stage:
    """A run of equal blocks; only the first one has the stride."""

    repeats: int
    kernel: int
    stride: int
    expansion: int
    channels: int


LITE0_STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)


@dataclass(frozen=True, slots=True)
class Scaling:
    """How much wider and deeper than Lite0 a member of the family is."""

    width: float
    depth: float


SCALINGS = {
    "efficientnet-lite0": Scaling(1.0, 1.0),
    "efficientnet-lite1": Scaling(1.0, 1.1),
    "efficientnet-lite2": Scaling(1.1, 1.2),
}


def scale_stages(scaling: Scaling) -> tuple[Stage, ...]:
    """Lite0's stages made wider, in eights, and deeper; the first and the last keep their depth."""
    ends = (LITE0_STAGES[0], LITE0_STAGES[-1])
    return tuple(
        replace(
            stage,
            repeats=stage.repeats if stage in ends else math.ceil(stage.repeats * scaling.depth),
            channels=_round_to_eights(stage.channels * scaling.width),
        )
        for stage in LITE0_STAGES
    )


def _round_to_eights(channels: float) -> int:
    """The nearest multiple of eight that isn't more than a tenth below."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * channels else rounded


class MBConv(nn.Module):
    """Expand, filter each channel, project; added to the input where shapes allow."""

    def __init__(self, stage: Stage, channels: int, stride: int) -> None:
        super().__init__()
        wide = channels * stage.expansion
        layers: OrderedDict[str, nn.Module] = OrderedDict()
        if stage.expansion > 1:
            layers["expand"] = ConvClamp(channels, wide, 1)
        layers["depthwise"] = _same_conv(wide, wide, stage.kernel, stride=stride, groups=wide)
        layers["project"] = nn.Conv2d(wide, stage.channels, 1)
        self.body = nn.Sequential(layers)
        self.residual = stride == 1 and channels == stage.channels

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.body(x)
        return out + x if self.residual else out


def _same_conv(
    inputs: int, outputs: int, kernel: int, *, stride: int, groups: int = 1
) -> ConvClamp:
    """Padded as TensorFlow's "same" for even sizes.

    With stride 2 that pads one pixel more to the right and below than to the left and above; a
    kernel with a zero row and column in front says the same without a padded copy.
    """
    widened = kernel + 1 if stride == 2 else kernel
    return ConvClamp(inputs, outputs, widened, stride=stride, padding=kernel // 2, groups=groups)


def build_efficientnet_lite(stages: tuple[Stage, ...]) -> nn.Sequential:
    """Layers stem, block0, ..., head, logits; the classifier is applied at every position."""
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    layers["stem"] = _same_conv(3, STEM_CHANNELS, 3, stride=2)
    channels = STEM_CHANNELS
    for index, (stage, stride) in enumerate(_each_block(stages)):
        layers[f"block{index}"] = MBConv(stage, channels, stride)
        channels = stage.channels
    layers["head"] = ConvClamp(channels, HEAD_CHANNELS, 1)
    layers["logits"] = nn.Conv2d(HEAD_CHANNELS, CLASSES, 1)
    return nn.Sequential(layers)


def read_efficientnet_lite(name: str, weights: Path, device: torch.device) -> DreamNetwork:
    """Reads the state dict of one of SCALINGS, batch norms folded into the convolutions."""
    state = torch.load(weights, map_location="cpu", weights_only=True)
    stages = scale_stages(SCALINGS[name])
    module = build_efficientnet_lite(stages)
    module.load_state_dict(_fold_batch_norms(state, stages))
    return DreamNetwork(
        name=name,
        module=module,
        input_range=IMAGENET_RANGE,
        device=device,
        bytes_per_pixel=round(LITE0_BYTES_PER_PIXEL * SCALINGS[name].width * SCALINGS[name].depth),
        guide_layer=_guide_layer(stages),
        statistics=_read_statistics(state, stages, device),
    )


def _guide_layer(stages: tuple[Stage, ...]) -> str:
    """The second block of the last stage but one."""
    return f"block{sum(stage.repeats for stage in stages[:-2]) + 1}"


def _read_statistics(
    state: Mapping[str, Tensor], stages: tuple[Stage, ...], device: torch.device
) -> dict[str, ChannelStatistics]:
    """Of each stage's first block: it ends in a batch norm, whose bias and weight are just that."""
    statistics, block = {}, 0
    for stage in stages:
        norm = f"_blocks.{block}._bn2"
        statistics[f"block{block}"] = ChannelStatistics(
            mean=state[f"{norm}.bias"].to(device),
            deviation=state[f"{norm}.weight"].abs().to(device),
        )
        block += stage.repeats
    return statistics


def _each_block(stages: tuple[Stage, ...]) -> Iterator[tuple[Stage, int]]:
    for stage in stages:
        yield stage, stage.stride
        yield from ((stage, 1) for _ in range(stage.repeats - 1))


def _fold_batch_norms(state: Mapping[str, Tensor], stages: tuple[Stage, ...]) -> dict[str, Tensor]:
    """From the carrier's names to ours, each convolution with the batch norm that follows it."""
    folded: dict[str, Tensor] = {}

    def fold(name: str, conv: str, norm: str) -> None:
        weight, bias = fuse_conv_bn_weights(
            _widen(state[f"{conv}.weight"]) if conv in strided else state[f"{conv}.weight"],
            None,
            state[f"{norm}.running_mean"],
            state[f"{norm}.running_var"],
            BATCH_NORM_EPSILON,
            state[f"{norm}.weight"],
            state[f"{norm}.bias"],
        )
        folded[f"{name}.weight"], folded[f"{name}.bias"] = weight.data, bias.data

    strides = [stride for _, stride in _each_block(stages)]
    strided = {f"_blocks.{block}._depthwise_conv" for block, by in enumerate(strides) if by == 2}
    strided.add("_conv_stem")
    fold("stem", "_conv_stem", "_bn0")
    fold("head", "_conv_head", "_bn1")
    for block in range(len(strides)):
        theirs, ours = f"_blocks.{block}", f"block{block}.body"
        if f"{theirs}._expand_conv.weight" in state:
            fold(f"{ours}.expand", f"{theirs}._expand_conv", f"{theirs}._bn0")
        fold(f"{ours}.depthwise", f"{theirs}._depthwise_conv", f"{theirs}._bn1")
        fold(f"{ours}.project", f"{theirs}._project_conv", f"{theirs}._bn2")
    folded["logits.weight"] = state["_fc.weight"][:, :, None, None]
    folded["logits.bias"] = state["_fc.bias"]
    return folded


def _widen(kernel: Tensor) -> Tensor:
    return functional.pad(kernel, (1, 0, 1, 0))
