"""VGG19's convolutional trunk, from weights stored as indices into a codebook per layer.

Architecture: Simonyan and Zisserman (2014). The weights are the original Oxford ones, which want
BGR pixels of 0 to 255 minus the training set's mean.
"""

from collections import OrderedDict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor, nn

from dream_core.networks.network import DreamNetwork, InputRange

CONVOLUTIONS = {
    1: (3, 64, 64),
    2: (64, 128, 128),
    3: (128, 256, 256, 256, 256),
    4: (256, 512, 512, 512, 512),
    5: (512, 512, 512, 512, 512),
}
OXFORD_RANGE = InputRange(
    mean=(123.68 / 255, 116.779 / 255, 103.939 / 255), std=(1 / 255, 1 / 255, 1 / 255), bgr=True
)


def build_vgg19_trunk() -> nn.Sequential:
    """Layers block1_conv1 ... block5_conv4, each with its ReLU, and a pool between blocks."""
    layers: OrderedDict[str, nn.Module] = OrderedDict()
    for block, channels in CONVOLUTIONS.items():
        for index, (inputs, outputs) in enumerate(pairwise(channels), 1):
            layers[f"block{block}_conv{index}"] = nn.Sequential(
                OrderedDict(
                    conv=nn.Conv2d(inputs, outputs, 3, padding=1), relu=nn.ReLU(inplace=True)
                )
            )
        layers[f"block{block}_pool"] = nn.MaxPool2d(2)
    return nn.Sequential(layers)


def read_vgg19_codebook(weights: Path, device: torch.device) -> DreamNetwork:
    """Reads the 8-bit codebook file: ``weight = table[indices]`` for every convolution."""
    stored = torch.load(weights, map_location="cpu", weights_only=True)
    module = build_vgg19_trunk()
    module.load_state_dict(_decode_codebook(stored))
    return DreamNetwork(name="vgg19", module=module, input_range=OXFORD_RANGE, device=device)


def _decode_codebook(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    names = [key.removesuffix("_W_q") for key in stored if key.endswith("_W_q")]
    decoded: dict[str, Tensor] = {}
    for name in names:
        decoded[f"{name}.conv.weight"] = stored[f"{name}_W_table"][stored[f"{name}_W_q"].long()]
        decoded[f"{name}.conv.bias"] = stored[f"{name}_b"]
    return decoded
