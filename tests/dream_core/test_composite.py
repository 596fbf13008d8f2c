import pytest

from dream_core import Recipe, parse_target
from dream_core.composite import Composite
from dream_core.request import EncodedPicture

RECIPE = Recipe(network="efficientnet-lite0", targets=(parse_target("block9"),))
FILE = EncodedPicture(picture=b"film", picture_format="mp4", width=96, height=64)


@pytest.mark.parametrize(("frames", "seconds"), [(1, 0.0), (12, 1.5)])
def test_an_engine_answers_with_its_file_and_what_it_cost(frames: int, seconds: float) -> None:
    made = Composite(encoded=FILE, recipe=RECIPE, frames=frames, duration_seconds=seconds)
    result = made.describe(device="cpu", dream_seconds=2.0, total_seconds=3.0)
    assert (result.picture, result.picture_format, result.recipe) == (b"film", "mp4", RECIPE)
    assert (result.frames, result.duration_seconds) == (frames, seconds)
    assert (result.device, result.dream_seconds, result.total_seconds) == ("cpu", 2.0, 3.0)
    assert result.pixels == frames * 96 * 64
