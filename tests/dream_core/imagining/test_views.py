import pytest
import torch
from torch import Tensor

from dream_core.imagining.views import GREY, ViewMaker


def make_views(rotation_degrees: float = 0.0, seed: int = 1) -> ViewMaker:
    random = torch.Generator().manual_seed(seed)
    return ViewMaker(random, rotation_degrees=rotation_degrees)


@pytest.fixture
def picture() -> Tensor:
    return torch.rand((1, 3, 64, 64), generator=torch.Generator().manual_seed(4))


def test_the_whole_straight_picture_is_itself_or_its_mirror_image(picture: Tensor) -> None:
    mirrored = set()
    for seed in range(8):
        view = make_views(seed=seed).look(picture, 64, zoom=(1, 1), shift=0)
        is_mirrored = not torch.allclose(view, picture, atol=1e-5)
        torch.testing.assert_close(view, picture.flip(3) if is_mirrored else picture)
        mirrored.add(is_mirrored)
    assert mirrored == {True, False}


def test_beyond_the_picture_all_is_grey(picture: Tensor) -> None:
    view = make_views().look(picture, 32, zoom=(2, 2), shift=0)
    assert torch.all(view[..., :6, :] == GREY)
    assert not torch.all(view[..., 12:20, 12:20] == GREY)


def test_a_part_shows_no_border() -> None:
    white = torch.ones(1, 3, 64, 64)
    for seed in range(8):
        view = make_views(seed=seed).look(white, 32, zoom=(0.3, 0.9))
        assert view[..., 1:-1, 1:-1].min() > 0.99


def test_each_view_has_its_own_noise() -> None:
    grey = torch.full((2, 3, 32, 32), GREY)
    first, second = make_views().add_noise(grey, 0.2).std(dim=(1, 2, 3)).tolist()
    assert 0 < first < 0.25
    assert 0 < second < 0.25
    assert first != pytest.approx(second, rel=0.05)
