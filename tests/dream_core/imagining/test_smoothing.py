import torch

from dream_core.imagining.smoothing import smooth_picture


def test_grain_goes_and_an_edge_stays() -> None:
    random = torch.Generator().manual_seed(2)
    edge = torch.full((3, 48, 48), 0.2)
    edge[:, :, 24:] = 0.8
    grainy = edge + 0.1 * torch.randn(edge.shape, generator=random)
    smooth = smooth_picture(grainy, 0.2)
    assert (smooth - edge).abs().mean() < (grainy - edge).abs().mean() / 3
    assert (smooth[:, :, 24] - smooth[:, :, 23]).mean() > 0.45


def test_what_is_smooth_already_stays_and_so_does_the_mean() -> None:
    flat = torch.full((3, 16, 24), 0.3)
    torch.testing.assert_close(smooth_picture(flat, 0.5), flat)
    random = torch.rand((3, 16, 24), generator=torch.Generator().manual_seed(3))
    torch.testing.assert_close(smooth_picture(random, 0.5).mean(), random.mean())


def test_no_strength_changes_nothing() -> None:
    picture = torch.rand(3, 8, 8)
    assert smooth_picture(picture, 0.0) is picture
