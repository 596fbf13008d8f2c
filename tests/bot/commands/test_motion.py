import pytest

from bot.commands import MOST_FILM_BYTES, DreamOptions, choose_motion
from dream_core.errors import RecipeError
from dream_core.motion import Animation, Motion, Zoom


@pytest.mark.parametrize(
    ("options", "motion"),
    [
        (DreamOptions(), Animation(max_bytes=MOST_FILM_BYTES, or_still=True)),
        (DreamOptions(form="moving"), Animation(max_bytes=MOST_FILM_BYTES)),
        (DreamOptions(form="still"), None),
        (DreamOptions(form="zoom"), Zoom(max_bytes=MOST_FILM_BYTES)),
        (
            DreamOptions(form="zoom", speed=2, turn=20, seconds=4),
            Zoom(speed=2, turn=20, seconds=4, max_bytes=MOST_FILM_BYTES),
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


def test_films_that_come_together_share_a_messages_room() -> None:
    motion = choose_motion(DreamOptions(), together=4)
    assert motion is not None
    assert 4 * motion.max_bytes <= MOST_FILM_BYTES < 10 * 2**20
