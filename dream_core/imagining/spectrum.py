"""Square pictures as their Fourier spectra, in decorrelated colours.

As in Olah, Mordvintsev and Schubert, Feature Visualization (2017): the same step changes large
shapes more than fine grain, and light more than colour, in proportion to their shares of photos.
"""

import torch
from torch import Tensor

# A square root of the covariance of the colours of ImageNet's pixels, from the same work:
# columns are the independent ones, rows are red, green and blue.
_COLOURS = ((0.26, 0.09, 0.02), (0.27, 0.00, -0.05), (0.27, -0.09, 0.03))


class Spectrum:
    """The parameters of pictures of ``side`` x ``side``; ``values`` is what an optimiser moves.

    A frequency of k waves per picture is scaled by ``gain * k ** -power``.
    """

    def __init__(self, values: Tensor, *, power: float, gain: float) -> None:
        """``values`` as :func:`draw_spectrum` draws them, or several, stacked; they change."""
        self.values = values.requires_grad_()
        self.side = side = values.shape[-3]
        down = torch.fft.fftfreq(side, 1 / side)[:, None]
        across = torch.fft.rfftfreq(side, 1 / side)[None]
        scale = gain * torch.hypot(down, across).clamp_min(1).pow(-power)
        colours = torch.tensor(_COLOURS)
        self._scale = scale.to(values.device)
        self._colours = (colours / colours.norm(dim=0).max()).to(values.device)

    def render(self, side: int) -> Tensor:
        """Latent colours (...CHW) of the pictures at a side up to their own, by lower frequencies.

        Their logistic function is RGB of 0 to 1.
        """
        waves = torch.view_as_complex(self.values) * self._scale
        if side < self.side:
            half = side // 2
            waves = waves[..., : half + 1]
            waves = torch.cat((waves[..., :half, :], waves[..., -half:, :]), dim=-2)
        painted = torch.fft.irfft2(waves, s=(side, side), norm="forward")
        return torch.einsum("cd,...dhw->...chw", self._colours, painted)


def draw_spectrum(side: int, *, deviation: float, random: torch.Generator) -> Tensor:
    """Random values of a spectrum, on the generator's device: what is 0 everywhere is grey."""
    shape = (3, side, side // 2 + 1, 2)
    return torch.randn(shape, generator=random, device=random.device) * deviation
