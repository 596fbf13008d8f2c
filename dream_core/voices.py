"""The gradients of a dream's voices: each a step that would do for a dream of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor
from torch.nn import functional

from dream_core.gradients import normalise_bands, normalise_mean, soften_colours
from dream_core.guides import guided_targets, read_guide
from dream_core.networks.network import DreamNetwork
from dream_core.objectives import Objective, choose_objective
from dream_core.octaves import SMALLEST_SIDE
from dream_core.recipe import Target, Voice
from dream_core.tiles import OnShare, divide_batch, gradient_by_windows

MOVE_SHARE = 0.05
_GRADIENT_SHARE = 0.9
_COLOUR_SHARE = 0.92
_BAND_SHARE = 0.97
"""How far a step is once the picture is in its place, and after each thing done to its gradient."""


@dataclass(frozen=True, slots=True)
class _Goal:
    target: Target
    climb: Objective


class VoiceGradient:
    """One voice's gradient of pictures, NCHW floats of 0 to 1 on its network's device.

    Each has its own: a neighbour in the batch changes nothing. With a ``guide`` (uint8 CHW RGB) it
    takes that picture's features, see :mod:`dream_core.guides`. No more than ``most_pixels`` go
    through together, and larger pictures in windows.
    """

    def __init__(
        self, voice: Voice, network: DreamNetwork, *, guide: Tensor | None, most_pixels: int
    ) -> None:
        self.voice = voice
        self.most_pixels = most_pixels
        self._network = network
        self._goals = _find_goals(voice, network, guide)
        self._weights: list[list[float]] = []

    def find(self, pictures: Tensor, on_share: OnShare) -> Tensor:
        """The way up from each picture of a batch, always the same one.

        The mean of its absolute values is 1.
        """
        gradient = self._climb_in_parts(
            pictures,
            lambda share: on_share(MOVE_SHARE + (_GRADIENT_SHARE - MOVE_SHARE) * share),
        )
        on_share(_GRADIENT_SHARE)
        soften_colours(gradient, self.voice.vividness)
        on_share(_COLOUR_SHARE)
        normalise_bands(gradient, smoothing=self.voice.smoothing)
        on_share(_BAND_SHARE)
        return normalise_mean(gradient)

    def _climb_in_parts(self, pictures: Tensor, on_share: OnShare) -> Tensor:
        parts = divide_batch(pictures, self.most_pixels)

        def climb(index: int) -> Tensor:
            return gradient_by_windows(
                pictures[parts[index]],
                partial(self._climb, parts[index]),
                most_pixels=self.most_pixels,
                on_share=lambda share: on_share((index + share) / len(parts)),
            )

        if len(parts) == 1:
            return climb(0)
        gradient = torch.empty_like(pictures)
        for index, part in enumerate(parts):
            gradient[part] = climb(index)
        return gradient

    def _climb(self, part: slice, pictures: Tensor, on_share: OnShare) -> Tensor:
        """The gradient of all targets, each made equally strong before it is weighted."""
        pictures = pictures.detach().requires_grad_()
        layers = [goal.target.layer for goal in self._goals]
        with torch.enable_grad(), self._network.watch(on_share):
            seen = self._network.prepare(_repeat_narrow(pictures))
            activations = self._network.activations(seen, layers)
            heights = [goal.climb(activations[goal.target.layer]) for goal in self._goals]
            if len(self._weights) < part.stop:
                self._weights += self._balance(heights, pictures)
            weights = pictures.new_tensor(self._weights[part])
            height = (torch.stack(heights, dim=1) * weights).sum()
            (gradient,) = torch.autograd.grad(height, pictures)
        return gradient.contiguous()

    def _balance(self, heights: list[Tensor], pictures: Tensor) -> list[list[float]]:
        """Each picture's weights, so that each target counts as the voice says.

        As in crowsonkb/deep_dream. Measured once, in the smallest octave: the ratios change little
        from there on, and a backward pass per target at every step would cost as much again.
        """
        if len(heights) == 1:
            return [[1.0]] * len(pictures)
        gradients = [
            torch.autograd.grad(height.sum(), pictures, retain_graph=True)[0] for height in heights
        ]
        return [
            [
                goal.target.weight / max(gradient.abs().mean().item(), 1e-12)
                for goal, gradient in zip(self._goals, own, strict=True)
            ]
            for own in zip(*gradients, strict=True)
        ]


def find_direction(
    gradients: Sequence[VoiceGradient], pictures: Tensor, on_share: OnShare
) -> Tensor:
    """Where all voices together lead each picture of a batch, always the same one.

    The mean of its absolute values is 1 for strides of 1.

    Each one's gradient is made equally strong at every step, before it is weighted: no network is
    louder than another, and none drowns the others as it gets near its goal.
    """

    def share_of(number: int) -> OnShare:
        return lambda share: on_share((number + share) / len(gradients))

    direction = gradients[0].find(pictures, share_of(0))
    if len(gradients) == 1:
        return direction
    voices = [gradient.voice for gradient in gradients]
    direction.mul_(voices[0].weight * voices[0].stride)
    for number, gradient in enumerate(gradients[1:], 1):
        weight = voices[number].weight * voices[number].stride
        direction.add_(gradient.find(pictures, share_of(number)), alpha=weight)
    total = sum(voice.weight for voice in voices)
    stride = sum(voice.weight * voice.stride for voice in voices) / total
    return normalise_mean(direction).mul_(stride)


def _find_goals(voice: Voice, network: DreamNetwork, guide: Tensor | None) -> list[_Goal]:
    if guide is None:
        return [_Goal(target, choose_objective(target, network.device)) for target in voice.targets]
    targets = guided_targets(voice.targets, network)
    return list(map(_Goal, targets, read_guide(guide, network, targets)))


def _repeat_narrow(pictures: Tensor) -> Tensor:
    """Pictures whose sides networks can take: narrower ones go on as they begin.

    So they do in jitter too, which moves them around their edges.
    """
    height, width = pictures.shape[-2:]
    below, beside = (max(0, SMALLEST_SIDE - side) for side in (height, width))
    if not (below or beside):
        return pictures
    return functional.pad(pictures, (0, beside, 0, below), mode="circular")
