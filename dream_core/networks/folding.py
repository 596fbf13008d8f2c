"""Joins layers that can be computed as one: scaling goes into convolutions, and ReLU6 does."""

import copy
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from torch import nn

from dream_core.networks.conv_clamp import HIGH, LOW, ConvClamp
from dream_core.networks.layers import Affine, Clamp, SameConv2d, SameConvClamp, bias_of


@dataclass(frozen=True, slots=True)
class Step:
    """One layer of a graph, its name, and the names of what it reads."""

    name: str
    inputs: tuple[str, ...]
    layer: nn.Module


Join = Callable[[nn.Module, nn.Module], nn.Module | None]


def fold_steps(steps: Sequence[Step], keep: Iterable[str]) -> list[Step]:
    """The same outputs under the names in ``keep``, from fewer layers. The originals stay whole."""
    kept = frozenset(keep)
    folded = _skip_identities(steps, kept)
    for join in (_join_scaling, _join_clamps):
        folded = _join_pairs(folded, kept, join)
    return folded


def _skip_identities(steps: Sequence[Step], kept: frozenset[str]) -> list[Step]:
    skipped: dict[str, str] = {}
    left = []
    for step in steps:
        inputs = tuple(skipped.get(name, name) for name in step.inputs)
        if isinstance(step.layer, nn.Identity) and step.name not in kept:
            skipped[step.name] = inputs[0]
        else:
            left.append(Step(step.name, inputs, step.layer))
    return left


def _join_pairs(steps: Sequence[Step], kept: frozenset[str], join: Join) -> list[Step]:
    """A layer goes into the one before it where nobody else reads that one's output."""
    readers = Counter(name for step in steps for name in step.inputs)
    joined: dict[str, Step] = {}
    for step in steps:
        before = joined.get(step.inputs[0]) if len(step.inputs) == 1 else None
        if before and before.name not in kept and readers[before.name] == 1:
            layer = join(before.layer, step.layer)
            if layer is not None:
                del joined[before.name]
                joined[step.name] = Step(step.name, before.inputs, layer)
                continue
        joined[step.name] = step
    return list(joined.values())


def _join_scaling(first: nn.Module, second: nn.Module) -> nn.Module | None:
    if isinstance(first, nn.Conv2d) and isinstance(second, Affine):
        scale = second.scale.flatten().expand(first.out_channels)
        scaled = copy.deepcopy(first)
        scaled.weight = nn.Parameter(first.weight.detach() * scale.view(-1, 1, 1, 1))
        scaled.bias = nn.Parameter(bias_of(first) * scale + second.shift.flatten())
        return scaled.requires_grad_(requires_grad=False)
    if isinstance(first, Clamp) and isinstance(second, Clamp):
        low, high = (min(max(end, second.low), second.high) for end in (first.low, first.high))
        return Clamp(low, high)
    return None


def _join_clamps(first: nn.Module, second: nn.Module) -> nn.Module | None:
    is_relu6 = isinstance(second, Clamp) and (second.low, second.high) == (LOW, HIGH)
    if not is_relu6 or not isinstance(first, nn.Conv2d) or not _is_plain(first):
        return None
    if isinstance(first, SameConv2d):
        odd_and_halving = first.stride == (2, 2) and first.kernel_size[0] % 2 == 1
        fits = odd_and_halving and first.kernel_size[0] > 1
        return _freeze(SameConvClamp(first)) if fits else None
    clamped = ConvClamp(
        first.in_channels,
        first.out_channels,
        first.kernel_size[0],
        stride=first.stride[0],
        padding=int(first.padding[0]),
        groups=first.groups,
    )
    clamped.weight = nn.Parameter(first.weight.detach())
    clamped.bias = nn.Parameter(bias_of(first))
    return _freeze(clamped)


def _is_plain(conv: nn.Conv2d) -> bool:
    """Whether the kernel is square and stride, padding and dilation are those of ConvClamp."""
    padding = conv.padding if isinstance(conv.padding, tuple) else (0, 1)
    sides = (conv.kernel_size, conv.stride, padding)
    return all(side[0] == side[1] for side in sides) and conv.dilation == (1, 1)


def _freeze(layer: nn.Module) -> nn.Module:
    return layer.requires_grad_(requires_grad=False)
