"""Keeps a photo's colours while its light and shade dream."""

import torch
from torch import Tensor

LUMA = (0.299, 0.587, 0.114)
"""Rec. 601 weights of red, green and blue."""


def keep_photo_colours(dream: Tensor, photo: Tensor) -> Tensor:
    """The photo with the dream's luma, as neural-dream's original colours.

    ``dream`` is float CHW RGB of 0 to 1, ``photo`` the same as uint8; the result is like ``dream``.
    """
    kept = photo.float().div_(255)
    change = _luma(dream).sub_(_luma(kept))
    return kept.add_(change).clamp_(0, 1)


def _luma(picture: Tensor) -> Tensor:
    weighted: Tensor = torch.tensordot(picture.new_tensor(LUMA), picture, dims=1)
    return weighted
