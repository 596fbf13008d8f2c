import pytest

from bot.commands import DreamOptions, choose_motion
from dream_core.errors import RecipeError
from dream_core.motion import Animation, Motion, Zoom


@pytest.mark.parametrize(
    ("options", "motion"),
    [
        (DreamOptions(), Animation(or_still=True)),
        (DreamOptions(form="moving"), Animation()),
        (DreamOptions(form="still"), None),
        (DreamOptions(form="zoom"), Zoom()),
        (
            DreamOptions(form="zoom", speed=2, turn=20, seconds=4),
            Zoom(speed=2, turn=20, seconds=4),
        ),
        (DreamOptions(preset="imagine-banana"), None),
    ],
)
def test_a_dream_moves_as_was_said_or_as_its_picture_does(
    options: DreamOptions, motion: Motion | None
) -> None:
    assert choose_motion(options) == motion


def test_a_zoom_that_would_hardly_grow_is_refused() -> None:
    with pytest.raises(RecipeError, match="a loop needs 3"):
        choose_motion(DreamOptions(form="zoom", speed=1.1, seconds=2))
