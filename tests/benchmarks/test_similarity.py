import pytest
import torch

from tests.benchmarks.similarity import measure_similarity


def test_a_picture_is_like_itself_and_less_like_others_the_more_they_differ() -> None:
    picture, noise = (
        torch.rand(3, 200, 200, generator=torch.Generator().manual_seed(seed)) for seed in (1, 2)
    )
    assert measure_similarity(picture, picture) == pytest.approx(1)
    some, more = (measure_similarity(picture, picture.lerp(noise, share)) for share in (0.2, 0.6))
    assert 1 > some > more > 0
