from typing import Any

import pytest

from dream_core import Animation, DreamError, DreamRequest, ErrorCode, Recipe, Zoom, parse_target
from dream_core.errors import RecipeError

RECIPE = Recipe(network="efficientnet-lite0", targets=(parse_target("block3"),))


@pytest.mark.parametrize(
    "values",
    [
        {"speed": 1.0},
        {"speed": 5},
        {"speed": float("nan")},
        {"seconds": 0.5},
        {"seconds": 100},
        {"turn": 181},
        {"fps": 0},
        {"max_bytes": 10},
        {"seconds": True},
        {"turn": "10"},
    ],
)
def test_a_zoom_refuses_what_is_out_of_its_limits(values: dict[str, Any]) -> None:
    with pytest.raises(RecipeError) as failure:
        Zoom(**values)
    assert failure.value.code == ErrorCode.RECIPE_INVALID
    assert next(iter(values)) in failure.value.sentence


def test_a_zoom_that_hardly_grows_says_what_would_do() -> None:
    with pytest.raises(RecipeError) as failure:
        Zoom(seconds=2, speed=1.1)
    assert "1.2 times" in failure.value.sentence
    assert failure.value.hint == "Ask for a speed of 1.74, or for 12 s."
    assert Zoom(seconds=2, speed=1.74)
    assert Zoom(seconds=12, speed=1.1)


def test_a_zoom_without_measure_says_how_fast_it_may_be() -> None:
    with pytest.raises(RecipeError) as failure:
        Zoom(seconds=30, speed=2)
    assert failure.value.hint == "Ask for a speed of 1.35."
    assert Zoom(seconds=30, speed=1.35)


@pytest.mark.parametrize("values", [{"fps": 100}, {"max_seconds": 0}, {"max_bytes": -1}])
def test_an_animation_refuses_what_is_out_of_its_limits(values: dict[str, Any]) -> None:
    with pytest.raises(DreamError):
        Animation(**values)


@pytest.mark.parametrize(
    ("motion", "picture_format"), [(Zoom(), "png"), (Animation(), "jpeg"), (None, "mp4")]
)
def test_a_film_is_no_picture_and_a_picture_no_film(motion: Any, picture_format: Any) -> None:
    with pytest.raises(RecipeError) as failure:
        DreamRequest(
            job_id="", picture=b"", recipe=RECIPE, motion=motion, picture_format=picture_format
        )
    assert picture_format.upper() in failure.value.sentence


@pytest.mark.parametrize(
    ("motion", "picture_format"), [(Zoom(), "gif"), (Animation(), None), (None, "webp")]
)
def test_what_goes_together_is_taken(motion: Any, picture_format: Any) -> None:
    assert DreamRequest(
        job_id="", picture=b"", recipe=RECIPE, motion=motion, picture_format=picture_format
    )
