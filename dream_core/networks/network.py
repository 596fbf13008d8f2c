"""A network made ready to dream: frozen, channels last, cut off at the deepest layer wanted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial

import torch
from torch import Tensor, fx, nn
from torch.fx.experimental.optimization import fuse

from dream_core.errors import ErrorCode, RecipeError
from dream_core.networks.conv_clamp import ConvClamp
from dream_core.networks.layer_graph import LayerGraph

Activations = dict[str, Tensor]
OnLayer = Callable[[float], None]

CUTS_KEPT = 8
"""Cuts for different layers share no weights, so only the last few stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRange:
    """How a network wants its pixels: ``(rgb - mean) / std``, then BGR where ``bgr``.

    ``mean`` and ``std`` are RGB, on the scale where the picture goes from 0 to 1.
    """

    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    bgr: bool = False


IMAGENET_RANGE = InputRange(mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225))


@dataclass(frozen=True, slots=True)
class ChannelStatistics:
    """Mean and standard deviation of each channel of a layer, over the photos it learnt from."""

    mean: Tensor
    deviation: Tensor


@dataclass(slots=True, eq=False)
class DreamNetwork:
    """A module with named layers, and what it wants as input.

    The module takes NCHW float pictures in its own input range; ``name`` is for messages.
    ``bytes_per_pixel`` is the memory that a gradient takes at its worst, per pixel of the picture.
    ``guide_layer`` is where a guided dream looks instead of at classes: a layer that shows things
    and their parts; empty for a network without classes. ``statistics`` are those of the layers
    where they are known.
    """

    name: str
    module: nn.Module
    input_range: InputRange
    device: torch.device
    bytes_per_pixel: int = 2000
    guide_layer: str = ""
    statistics: Mapping[str, ChannelStatistics] = field(default_factory=dict)
    _cut: Callable[[tuple[str, ...]], nn.Module] = field(init=False)
    _on_layer: OnLayer | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.module.requires_grad_(False).eval()
        self.module.to(self.device).to(memory_format=torch.channels_last)
        self._cut = lru_cache(maxsize=CUTS_KEPT)(self._cut_watched)

    def prepare(self, picture: Tensor) -> Tensor:
        """From RGB 0..1 (NCHW) to the network's input range; differentiable."""
        channels = (2, 1, 0) if self.input_range.bgr else (0, 1, 2)
        mean = picture.new_tensor(self.input_range.mean).view(1, 3, 1, 1)
        std = picture.new_tensor(self.input_range.std).view(1, 3, 1, 1)
        prepared = (picture - mean) / std
        return prepared[:, channels] if self.input_range.bgr else prepared

    def activations(self, picture: Tensor, layers: Sequence[str]) -> Activations:
        """The named layers' outputs for a prepared NCHW picture; nothing deeper is computed."""
        cut = self._cut(tuple(dict.fromkeys(layers)))
        activations: Activations = cut(picture.contiguous(memory_format=torch.channels_last))
        return activations

    @contextmanager
    def watch(self, on_layer: OnLayer) -> Iterator[None]:
        """Calls ``on_layer`` at each convolution on a gradient's way through the layers and back.

        It hears how much of the way is done, 0 to 1; what it raises ends the gradient.
        """
        self._on_layer = on_layer
        try:
            yield
        finally:
            self._on_layer = None

    def _cut_watched(self, layers: tuple[str, ...]) -> nn.Module:
        cut = cut_network(self.module, layers)
        convolutions = [part for part in cut.modules() if isinstance(part, nn.Conv2d | ConvClamp)]
        for depth, convolution in enumerate(convolutions, 1):
            there = depth / len(convolutions) / 2
            convolution.register_forward_hook(partial(self._tell, there))
        return cut

    def _tell(self, there: float, _module: nn.Module, _inputs: object, output: Tensor) -> None:
        """Tells of a layer on the way there, and on the way back once its gradient is known."""
        if (on_layer := self._on_layer) is None:
            return
        on_layer(there)
        if output.requires_grad:
            back = 1 - there
            output.register_hook(lambda _gradient: on_layer(back))  # type: ignore[no-untyped-call]


def cut_network(module: nn.Module, layers: Sequence[str]) -> nn.Module:
    """The part of a module that the named layers need, batch norms folded into convolutions.

    Takes what the module takes and returns a dict of the layers' outputs. Raises RecipeError
    (layer_unknown) where the module has no such layer, whatever the network file says.
    """
    if isinstance(module, LayerGraph):
        if missing := module.find_missing(layers):
            raise _unknown_layer(missing)
        return module.cut(layers)
    if isinstance(module, nn.Sequential) and {*layers} <= dict(module.named_children()).keys():
        return fuse(_Cut(module, layers))
    return _cut_graph(module, layers)


class _Cut(nn.Module):
    """A sequence's first parts, up to the deepest one wanted."""

    def __init__(self, sequence: nn.Sequential, layers: Sequence[str]) -> None:
        super().__init__()
        self._layers = frozenset(layers)
        missing = set(layers)
        for name, part in sequence.named_children():
            if not missing:
                break
            self.add_module(name, part)
            missing.discard(name)
        self.eval()

    def forward(self, picture: Tensor) -> Activations:
        activations = {}
        for name, part in self.named_children():
            picture = part(picture)
            if name in self._layers:
                activations[name] = picture
        return activations


def _cut_graph(module: nn.Module, layers: Sequence[str]) -> nn.Module:
    # Takes as long to import as torch itself, and the networks that come along don't need it.
    from torchvision.models.feature_extraction import create_feature_extractor

    try:
        extractor = create_feature_extractor(
            module, {layer: layer for layer in layers}, suppress_diff_warning=True
        ).eval()
    except ValueError as error:
        raise _unknown_layer(layers) from error
    # The extractor switches between two graphs; fusing needs the plain one for inference.
    return fuse(fx.GraphModule(extractor, extractor.eval_graph).eval())


def _unknown_layer(layers: Sequence[str]) -> RecipeError:
    return RecipeError(
        ErrorCode.LAYER_UNKNOWN,
        f"The network itself has no layer {' or '.join(layers)}.",
        "Correct the layers of its table in the network file.",
    )
