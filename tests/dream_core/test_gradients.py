"""Gradients made into steps: every band as strong, every picture for itself."""

import pytest
import torch

from dream_core.gradients import normalise_bands, normalise_mean, soften_colours


def _rough(height: int = 64, width: int = 48) -> torch.Tensor:
    torch.manual_seed(3)
    return torch.randn(1, 3, height, width)


def _energy(picture: torch.Tensor, frequencies: slice) -> float:
    spectrum = torch.fft.rfft2(picture).abs().mean(dim=(0, 1))
    return float(spectrum[frequencies, frequencies].mean())


@pytest.mark.parametrize("size", [(4, 4), (5, 40), (33, 31), (64, 48)])
def test_how_strong_the_gradient_was_does_not_matter(size: tuple[int, int]) -> None:
    gradient = _rough(*size)
    torch.testing.assert_close(
        normalise_bands(gradient * 1000), normalise_bands(gradient.clone()), rtol=1e-3, atol=1e-4
    )


def test_faint_coarse_shapes_come_up_beside_strong_fine_ones() -> None:
    down = torch.linspace(0, 6.28, 64).view(1, 1, 64, 1).expand(1, 3, 64, 64)
    gradient = _rough(64, 64) + 0.05 * down.sin()
    before = _energy(gradient, slice(0, 3)) / _energy(gradient, slice(16, 32))
    normalised = normalise_bands(gradient.clone())
    after = _energy(normalised, slice(0, 3)) / _energy(normalised, slice(16, 32))
    assert after > 3 * before


def test_smoothing_takes_the_finest_detail_away() -> None:
    sharp = normalise_bands(_rough(), smoothing=0)
    smooth = normalise_bands(_rough(), smoothing=1)
    assert _energy(smooth, slice(20, 24)) < 0.5 * _energy(sharp, slice(20, 24))


def test_a_neighbour_in_the_batch_changes_nothing() -> None:
    calm, wild = _rough(), 50 * _rough().flip(3)
    together = normalise_mean(normalise_bands(torch.cat([calm, wild])))
    alone = normalise_mean(normalise_bands(calm.clone()))
    torch.testing.assert_close(together[:1], alone)


def test_a_step_changes_a_pixel_by_one_in_the_mean() -> None:
    assert normalise_mean(_rough()).abs().mean().item() == pytest.approx(1)


def test_no_gradient_is_no_step() -> None:
    flat = torch.zeros(1, 3, 32, 32)
    assert normalise_mean(normalise_bands(flat)).abs().max() == 0


def test_vividness_scales_colour_and_leaves_light_alone() -> None:
    gradient = _rough()
    light = gradient.mean(dim=1, keepdim=True)
    half = soften_colours(gradient.clone(), 0.5)
    torch.testing.assert_close(half.mean(dim=1, keepdim=True), light)
    torch.testing.assert_close(half - light, (gradient - light) / 2)
