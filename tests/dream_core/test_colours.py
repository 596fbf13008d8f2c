"""A dream in the photo's own colours."""

import torch

from dream_core.colours import LUMA, keep_photo_colours


def _luma(picture: torch.Tensor) -> torch.Tensor:
    return (picture * torch.tensor(LUMA).view(3, 1, 1)).sum(dim=0)


def test_light_is_the_dreams_and_colour_the_photos() -> None:
    photo = torch.randint(80, 170, (3, 8, 8), dtype=torch.uint8)
    dream = (photo / 255 + 0.05 * torch.randn(3, 8, 8)).clamp(0, 1)
    kept = keep_photo_colours(dream, photo)
    torch.testing.assert_close(_luma(kept), _luma(dream))
    torch.testing.assert_close(kept[0] - kept[1], (photo[0] / 255 - photo[1] / 255))


def test_a_grey_photo_stays_grey() -> None:
    photo = torch.randint(0, 256, (1, 8, 8), dtype=torch.uint8).expand(3, 8, 8)
    kept = keep_photo_colours(torch.rand(3, 8, 8), photo)
    torch.testing.assert_close(kept[0], kept[2])
