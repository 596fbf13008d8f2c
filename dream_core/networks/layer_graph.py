"""A network as a graph of named layers, whatever file it was read from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from dream_core.networks.folding import Step, fold_steps
from dream_core.networks.unreadable import UnreadableNetworkError

PICTURE = ""
"""The name of what every graph starts from: a prepared NCHW picture with three channels."""

_TRIAL_SIDE = 64
_MOST_VALUES = 2**25
_MOST_STEPS = 10_000
_LEAST_MEMORY = 300
# Per value, measured: itself in float32, its gradient, and what lies between it and the next.
_KEPT_BYTES = 10


@dataclass(frozen=True, slots=True)
class GraphFacts:
    """What a trial run through a graph tells: channels by layer, and memory for a gradient."""

    channels: Mapping[str, int]
    bytes_per_pixel: int


class LayerGraph(nn.Module):
    """Steps in the order in which they can be computed.

    ``aliases`` are other names for steps; a target may name either.
    """

    def __init__(self, steps: Iterable[Step], aliases: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.steps = tuple(steps)
        self.aliases = dict(aliases or {})
        self.parts = nn.ModuleList(step.layer for step in self.steps)

    def forward(self, picture: Tensor) -> Tensor:
        """The last step's output."""
        return run_steps(self.steps, picture)[self.steps[-1].name]

    def find_missing(self, layers: Iterable[str]) -> list[str]:
        """Which of the layers there are not."""
        names = {step.name for step in self.steps} | self.aliases.keys()
        return [layer for layer in layers if layer not in names]

    def cut(self, layers: Sequence[str]) -> nn.Module:
        """Only what the layers need, folded; takes a picture, gives a dict of their outputs."""
        wanted = {layer: self.aliases.get(layer, layer) for layer in layers}
        needed = _needed(self.steps, wanted.values())
        return _GraphCut(fold_steps(needed, keep=wanted.values()), wanted)

    def try_out(self) -> GraphFacts:
        """Runs a small grey picture through, and checks each size before the next step.

        Raises UnreadableNetworkError where layers don't fit together or grow without end.
        """
        if len(self.steps) > _MOST_STEPS:
            raise UnreadableNetworkError(f"it has {len(self.steps)} layers")
        values = {PICTURE: torch.zeros(1, 3, _TRIAL_SIDE, _TRIAL_SIDE)}
        for step in self.steps:
            values[step.name] = _try_step(step, values)
        channels = {step.name: values[step.name].shape[1] for step in self.steps}
        channels |= {alias: channels[name] for alias, name in self.aliases.items()}
        return GraphFacts(channels, self._estimate_memory(values))

    def _estimate_memory(self, values: Mapping[str, Tensor]) -> int:
        """Bytes per pixel: each output of the folded graph stays until the way back is through."""
        kept = sum(values[step.name].numel() for step in fold_steps(self.steps, keep=()))
        return max(_LEAST_MEMORY, _KEPT_BYTES * kept // _TRIAL_SIDE**2)


class _GraphCut(nn.Module):
    def __init__(self, steps: Sequence[Step], wanted: Mapping[str, str]) -> None:
        super().__init__()
        self.steps = tuple(steps)
        self.wanted = dict(wanted)
        self.parts = nn.ModuleList(step.layer for step in self.steps)
        self.eval()

    def forward(self, picture: Tensor) -> dict[str, Tensor]:
        values = run_steps(self.steps, picture, keep=self.wanted.values())
        return {layer: values[name] for layer, name in self.wanted.items()}


def run_steps(
    steps: Sequence[Step], picture: Tensor, keep: Iterable[str] = ()
) -> dict[str, Tensor]:
    """The outputs by name; those that are read for the last time go, unless they are kept."""
    left = Counter(name for step in steps for name in step.inputs)
    left.update(keep)
    values = {PICTURE: picture}
    for step in steps:
        values[step.name] = step.layer(*(values[name] for name in step.inputs))
        for name in step.inputs:
            left[name] -= 1
            if not left[name]:
                values.pop(name, None)
    return values


def _needed(steps: Sequence[Step], wanted: Iterable[str]) -> list[Step]:
    names = set(wanted)
    needed: list[Step] = []
    for step in reversed(steps):
        if step.name in names:
            needed.append(step)
            names.update(step.inputs)
    return needed[::-1]


def _try_step(step: Step, values: Mapping[str, Tensor]) -> Tensor:
    try:
        output: Tensor = step.layer(*(values[name] for name in step.inputs))
    except (RuntimeError, TypeError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise UnreadableNetworkError(f"its layer {step.name[:80]} doesn't fit: {reason}") from error
    if output.dim() != 4 or not 0 < output.numel() <= _MOST_VALUES:
        shape = "x".join(map(str, output.shape))
        raise UnreadableNetworkError(f"its layer {step.name[:80]} gives {shape} values")
    return output
