"""Where photos are plain, and how much of a dream that leaves them."""

import pytest
import torch

from dream_core.restraint import find_freedom, measure_contrast


def _sky_above_leaves() -> torch.Tensor:
    torch.manual_seed(3)
    photo = torch.full((1, 3, 96, 128), 0.6)
    photo[..., 48:, :] = torch.rand(1, 1, 48, 128)
    return photo


def test_contrast_is_how_far_the_light_around_strays() -> None:
    contrast = measure_contrast(_sky_above_leaves())
    assert contrast.shape == (1, 1, 96, 128)
    assert contrast[..., :40, :].abs().max() < 1e-3
    assert contrast[..., 56:, :].mean() == pytest.approx(12**-0.5, rel=0.15)  # of even noise


def test_colour_alone_is_no_contrast() -> None:
    photo = torch.zeros(1, 3, 32, 32)
    photo[:, 0, :, ::2] = photo[:, 1, :, 1::2] = 0.5
    assert measure_contrast(photo).max() < 1e-3


def test_a_plain_sky_keeps_back_all_of_the_restraint_and_leaves_little_of_it() -> None:
    freedom = find_freedom(_sky_above_leaves(), 0.75)
    assert freedom.min() == pytest.approx(0.25, abs=0.01)
    assert freedom[..., :40, :].max() < 0.27
    assert freedom[..., 56:, :].min() > 0.8
    assert freedom.max() < 1


def test_each_photo_has_its_own_freedom() -> None:
    photos = torch.cat([_sky_above_leaves(), torch.full((1, 3, 96, 128), 0.3)])
    both = find_freedom(photos, 0.5)
    for photo, freedom in zip(photos, both, strict=True):
        torch.testing.assert_close(find_freedom(photo[None], 0.5)[0], freedom)


@pytest.mark.parametrize("size", [(1, 1), (3, 40), (33, 31)])
def test_small_photos_have_contrast_too(size: tuple[int, int]) -> None:
    freedom = find_freedom(torch.rand(2, 3, *size), 0.5)
    assert freedom.shape == (2, 1, *size)
    assert ((freedom >= 0.5) & (freedom < 1)).all()
