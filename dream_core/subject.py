"""Tells the subject of a photo from its background, by what a network sees where.

Two things are asked of the network. Its features at every position, compared with each other,
fall into two groups (a normalised cut, as in TokenCut, Wang et al., 2022): where things end it
knows even of things that it has no name for, such as people. And its classes, applied at every
position (a dense class activation map), say which of the groups the picture is of. GrabCut then
follows the edges, see :mod:`dream_core.images.cutout`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from dream_core.ascent import LEVELS, resize
from dream_core.errors import ErrorCode, PictureError
from dream_core.images.cutout import Floats, cut_out, shrink_to_cut
from dream_core.images.picture import Pixels
from dream_core.networks.network import DreamNetwork
from dream_core.recipe import LOGITS

SIDES = (224, 320, 512)
"""Longest sides in pixels at which the network looks: a thing is near in one of them."""

FEATURES = ("block10", "head")
"""The layers whose features are compared; the first one's positions count."""

_STRIDE = 32
_ALIKE = 0.1
"""Least cosine of two positions that belong together, their features' mean taken away."""
_STRANGERS = 1e-5
_MOST_NAMES = 5
_NAMES_SHARE = 0.3
"""How much the classes say against the groups where the network is sure of them."""

_LEAST_EVIDENCE = 0.1
"""How much surer of its classes the network has to be inside the subject than outside."""
_LEAST_SURENESS = 0.12
"""Of the strongest classes together, for their evidence to count as any."""
_MOST_BORDER = 0.5
"""Of the border's positions; what takes more of them is what the subject stands before."""
_AREAS = (0.005, 0.95)
_BORDER_COST = 0.5
_TAIL_PERCENT = 2
_TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """How sure the network is, at each position and overall (0 to 1), of what it sees at all."""

    shares: Floats
    sureness: float


def find_subject(photo: Tensor, network: DreamNetwork) -> Pixels:
    """How much of each pixel is the subject's: height x width, 0 to 255, with soft edges.

    Takes the photo as uint8 CHW and EfficientNet-Lite on the same device. Raises PictureError
    subject_unclear.
    """
    height, width = photo.shape[-2:]
    step = max(1, max(height, width) // (2 * max(SIDES)))
    seen = photo[:, ::step, ::step]
    pixels = shrink_to_cut(np.ascontiguousarray(seen.permute(1, 2, 0).cpu().numpy()))
    group, names = _find_groups(seen, network)
    likelihood = _judge(group, names)
    size = (pixels.shape[1], pixels.shape[0])
    smooth = cv2.resize(likelihood, size, interpolation=cv2.INTER_CUBIC).clip(0, 1)
    mask = cut_out(pixels, np.asarray(smooth, np.float32))
    if not _AREAS[0] <= mask.mean() / LEVELS <= _AREAS[1]:
        raise _unclear()
    return np.asarray(cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _find_groups(photo: Tensor, network: DreamNetwork) -> tuple[Floats, _Names]:
    """To which of two groups each position belongs, by its sign, and what is seen there."""
    # Not inference mode: the network may be cut here for the first time, and dream later.
    with torch.no_grad():
        looks = [_look(photo, network, side) for side in SIDES]
        features = [looks[-1][layer] for layer in FEATURES]
        grid = features[0].shape[-2:]
        names = _name(torch.cat([_spread(look[LOGITS], grid) for look in looks]))
        return _divide([_spread(feature, grid) for feature in features]), names


def _look(photo: Tensor, network: DreamNetwork, side: int) -> dict[str, Tensor]:
    height, width = photo.shape[-2:]
    scale = side / max(height, width) / _STRIDE
    size = tuple(max(2, round(length * scale)) * _STRIDE for length in (height, width))
    resized = resize(photo[None].float() / LEVELS, (size[0], size[1])).clamp(0, 1)
    layers = (LOGITS, *FEATURES) if side == SIDES[-1] else (LOGITS,)
    activations = network.activations(network.prepare(resized), layers)
    return {layer: activation.float().cpu() for layer, activation in activations.items()}


def _spread(activation: Tensor, grid: torch.Size) -> Tensor:
    """At as many positions as the grid has."""
    return functional.interpolate(activation, size=grid, mode="bilinear", align_corners=False)


def _name(logits: Tensor) -> _Names:
    """``logits`` are NCHW, one of each look."""
    odds = logits.softmax(dim=1)
    strongest = logits.mean(dim=(2, 3)).softmax(dim=1).mean(dim=0).topk(_MOST_NAMES)
    shares = odds[:, strongest.indices].sum(dim=1).mean(dim=0)
    return _Names(shares.numpy(), float(strongest.values.sum()))


def _divide(features: Sequence[Tensor]) -> Floats:
    """The second eigenvector of the normalised Laplacian of how alike positions are."""
    grid = features[0].shape[-2:]
    alike = torch.stack([_compare(feature[0].flatten(1).T) for feature in features]).mean(dim=0)
    ties = torch.where(alike > _ALIKE, 1.0, _STRANGERS)
    scale = ties.sum(dim=1).rsqrt()
    laplacian = torch.eye(len(ties)) - scale[:, None] * ties * scale
    vectors = torch.linalg.eigh(laplacian).eigenvectors
    group = (scale * vectors[:, 1]).reshape(grid)
    return np.asarray((group - group.mean()).numpy(), np.float32)


def _compare(features: Tensor) -> Tensor:
    """Cosines of positions x channels, each with each."""
    directions = functional.normalize(features - features.mean(dim=0), dim=1)
    return directions @ directions.T


def _judge(group: Floats, names: _Names) -> Floats:
    """How likely each position is the subject's, 0 to 1; raises PictureError."""
    side = _choose_side(group, names)
    is_named = names.sureness >= _LEAST_SURENESS
    is_inside = _measure_evidence(side > 0, names) >= _LEAST_EVIDENCE
    if not (is_named and is_inside) or _measure_border(side > 0) > _MOST_BORDER:
        raise _unclear()
    low, high = np.percentile(side, (_TAIL_PERCENT, 100 - _TAIL_PERCENT))
    belonging = ((side - low) / max(high - low, _TINY)).clip(0, 1)
    share = _NAMES_SHARE * min(1.0, names.sureness)
    evidence = names.shares / max(float(names.shares.max()), _TINY)
    return np.asarray((1 - share) * belonging + share * evidence, np.float32)


def _choose_side(group: Floats, names: _Names) -> Floats:
    """The groups, turned so that the subject is above 0."""
    border = _BORDER_COST * (_measure_border(group > 0) - 0.5)
    return group if _measure_evidence(group > 0, names) >= border else -group


def _measure_evidence(inside: npt.NDArray[np.bool_], names: _Names) -> float:
    if inside.all() or not inside.any():
        return 0.0
    return float(names.shares[inside].mean() - names.shares[~inside].mean())


def _measure_border(inside: npt.NDArray[np.bool_]) -> float:
    """The share of the border that is inside."""
    border = np.ones_like(inside)
    border[1:-1, 1:-1] = False
    return float(inside[border].mean())


def _unclear() -> PictureError:
    return PictureError(
        ErrorCode.SUBJECT_UNCLEAR,
        "I can't tell what the picture's subject is.",
        "Dream all of it, or draw where.",
    )
