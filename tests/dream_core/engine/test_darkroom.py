import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

from dream_core.engine.child import ParentLink, StoppedError
from dream_core.engine.darkroom import open_role
from dream_core.engine.messages import (
    ChildPlan,
    Copied,
    Developed,
    Hello,
    Shrunk,
    StartCopy,
    StartDevelop,
    StartDream,
    StartRetouch,
    StartShrink,
)
from dream_core.engine.settings import EngineSettings
from dream_core.errors import ErrorCode, PictureError
from dream_core.motion import Animation
from dream_core.octaves import resolve_recipe
from dream_core.request import Finished
from tests.clips import draw_clip, draw_film

MakeOrder = Callable[..., StartDream]


class NobodyLink(ParentLink):
    """A parent who wants nothing."""

    def __init__(self) -> None:
        pass

    def check_stop(self, job_id: str) -> None:
        pass


def copy(clip: bytes, *, max_seconds: float = 15.0) -> StartCopy:
    limits = Animation(max_seconds=max_seconds)
    return StartCopy(job_id="1", picture=clip, max_pixels=10_000, limits=limits)


@pytest.fixture
def plan(settings: EngineSettings) -> ChildPlan:
    return ChildPlan(module="", device="cpu", threads=1, settings=settings)


def test_a_photo_is_made_safe_to_show(plan: ChildPlan, photo: bytes) -> None:
    darkroom = open_role(plan)
    assert darkroom.hello() == Hello(device="cpu")
    order = StartDevelop(job_id="photo-1", picture=photo, max_pixels=10_000)
    answer = darkroom.perform(order, NobodyLink())
    assert isinstance(answer, Developed)
    assert (answer.job_id, answer.photo.width, answer.photo.height) == ("photo-1", 96, 64)


def test_what_moves_is_made_a_film(plan: ChildPlan) -> None:
    clip = draw_clip(comment=b"where I live")
    answer = open_role(plan).perform(copy(clip), NobodyLink())
    assert isinstance(answer, Copied)
    film = answer.film
    assert (film.picture_format, film.width, film.height) == ("mp4", 96, 64)
    assert b"where I live" not in film.picture


def test_of_what_may_move_that_is_said_with_its_first_frame(plan: ChildPlan, photo: bytes) -> None:
    for picture, moves in ((photo, False), (draw_clip(), True), (draw_film(), True)):
        order = StartDevelop(job_id="1", picture=picture, max_pixels=10_000)
        answer = open_role(plan).perform(order, NobodyLink())
        assert isinstance(answer, Developed)
        assert answer.photo.thumbnail[:2] == b"\xff\xd8"
        assert answer.may_move is moves


def test_a_film_is_given_up_when_nobody_wants_it_any_more(plan: ChildPlan) -> None:
    class BusyLink(NobodyLink):
        def check_stop(self, job_id: str) -> None:
            raise StoppedError(job_id)

    with pytest.raises(StoppedError):
        open_role(plan).perform(copy(draw_clip()), BusyLink())


def test_a_film_that_is_too_long_is_refused(plan: ChildPlan) -> None:
    order = copy(draw_clip(), max_seconds=0.2)
    with pytest.raises(PictureError) as failure:
        open_role(plan).perform(order, NobodyLink())
    assert failure.value.code == ErrorCode.MOTION_TOO_LONG


def test_a_file_is_made_to_fit(plan: ChildPlan, photo: bytes) -> None:
    order = StartShrink(job_id="photo-2", picture=photo, max_bytes=5000, max_pixels=10_000)
    answer = open_role(plan).perform(order, NobodyLink())
    assert isinstance(answer, Shrunk)
    assert answer.job_id == "photo-2"
    assert len(answer.encoded.picture) <= 5000 < len(photo)


def test_a_dream_is_finished_anew(plan: ChildPlan, photo: bytes, make_order: MakeOrder) -> None:
    recipe = replace(make_order().request.recipe, amount=50, octaves=4)
    order = StartRetouch(
        job_id="photo-3",
        photo=photo,
        dream=photo,
        recipe=recipe,
        picture_format="png",
        max_pixels=10_000,
    )
    answer = open_role(plan).perform(order, NobodyLink())
    assert isinstance(answer, Finished)
    assert answer.job_id == "photo-3"
    result = answer.result
    assert (result.picture_format, result.width, result.height) == ("png", 96, 64)
    assert result.recipe == resolve_recipe(recipe, 96, 64)
    assert (result.device, result.dream, result.dream_seconds) == ("cpu", photo, 0)
    assert result.total_seconds > 0


@pytest.mark.parametrize(
    "order",
    [
        StartDevelop(job_id="photo-1", picture=b"", max_pixels=6143),
        StartShrink(job_id="photo-1", picture=b"", max_bytes=5000, max_pixels=6143),
    ],
    ids=["develop", "shrink"],
)
def test_a_photo_with_too_many_pixels_is_refused(
    order: StartDevelop | StartShrink, plan: ChildPlan, photo: bytes
) -> None:
    order = replace(order, picture=photo)
    with pytest.raises(PictureError) as failure:
        open_role(plan).perform(order, NobodyLink())
    assert failure.value.code == ErrorCode.PICTURE_TOO_LARGE


def test_it_takes_no_dreams(plan: ChildPlan, make_order: MakeOrder) -> None:
    with pytest.raises(TypeError):
        open_role(plan).perform(make_order(), NobodyLink())


def test_it_is_light() -> None:
    script = "import sys, dream_core.engine.darkroom; print('torch' in sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert printed.stdout == "False\n"
