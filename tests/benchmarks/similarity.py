"""How like two pictures are to the eye: multi-scale structural similarity."""

from pytorch_msssim import ms_ssim
from torch import Tensor

_LUMA = (0.299, 0.587, 0.114)


def measure_similarity(first: Tensor, second: Tensor) -> float:
    """MS-SSIM of the lumas of two pictures (CHW, floats of 0 to 1), 1 where they are equal.

    Wang, Simoncelli and Bovik, Multi-scale structural similarity for image quality assessment
    (2003): five scales, a Gaussian window of 11 pixels. Sides are more than 160 pixels.
    """
    return float(ms_ssim(_luma(first), _luma(second), data_range=1.0))


def _luma(picture: Tensor) -> Tensor:
    return (picture * picture.new_tensor(_LUMA)[:, None, None]).sum(dim=0)[None, None]
