"""Keeps a photo's colours while its light and shade dream."""

from torch import Tensor

LUMA = (0.299, 0.587, 0.114)
"""Rec. 601 weights of red, green and blue."""


def keep_photo_colours(dream: Tensor, photo: Tensor) -> Tensor:
    """The photo with the dream's luma (CHW RGB 0..1), as neural-dream's original colours."""
    weights = photo.new_tensor(LUMA).view(3, 1, 1)
    change = ((dream - photo) * weights).sum(dim=0, keepdim=True)
    return (photo + change).clamp_(0, 1)
