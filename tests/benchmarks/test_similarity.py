import pytest
import torch

from tests.benchmarks.similarity import measure_similarity


def draw(side: int = 200) -> torch.Tensor:
    return torch.rand(3, side, side, generator=torch.Generator().manual_seed(1))


def test_a_picture_is_like_itself_and_less_like_others_the_more_they_differ() -> None:
    picture, noise = draw(), torch.rand(3, 200, 200, generator=torch.Generator().manual_seed(2))
    assert measure_similarity(picture, picture) == pytest.approx(1)
    some, more = (measure_similarity(picture, picture.lerp(noise, share)) for share in (0.2, 0.6))
    assert 1 > some > more > 0


def test_five_scales_need_some_room() -> None:
    with pytest.raises(ValueError, match="too small"):
        measure_similarity(draw(100), draw(100))
