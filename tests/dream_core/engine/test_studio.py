"""How a film's or a sheet's pictures are dreamed in a worker; whole ones are in tests/contracts."""

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import numpy as np
import pytest
import torch
from PIL import Image

from dream_core import DreamRequest, Progress
from dream_core.ascent import AscentStep, OnStep
from dream_core.dreamer import Place
from dream_core.engine.child import ParentLink, StoppedError
from dream_core.engine.messages import StartDream, Stop
from dream_core.engine.studio import Studio
from dream_core.images.picture import Pixels
from dream_core.recipe import Recipe

MakeOrder = Callable[..., StartDream]

PICTURE = np.full((8, 12, 3), 100, np.uint8)
SECOND_OF_FOUR = Place(number=2, total=4, start=0.4, stop=0.6)


def dream_in_steps(
    pictures: Sequence[Pixels], _recipe: Recipe, on_step: OnStep
) -> Sequence[Pixels]:
    for fraction in (0.5, 1.0):
        on_step(
            AscentStep(
                fraction=fraction,
                octave=1,
                octaves=1,
                step=1,
                steps=1,
                rolled=torch.zeros(1, 3, 8, 12),
                offset=(0, 0),
            )
        )
    return [255 - pixels for pixels in pictures]


def imagine_in_steps(recipes: Sequence[Recipe], side: int, on_step: OnStep) -> Sequence[Pixels]:
    return dream_in_steps([np.zeros((side, side, 3), np.uint8)], recipes[0], on_step)


def open_studio(request: DreamRequest, connection: Connection) -> Studio:
    return Studio(
        request,
        parent=ParentLink(connection),
        dream_pixels=dream_in_steps,
        imagine_pixels=imagine_in_steps,
    )


def test_a_step_is_told_as_one_of_the_film(make_order: MakeOrder) -> None:
    theirs, ours = Pipe()
    request = make_order().request
    with theirs, ours:
        studio = open_studio(request, ours)
        both = studio.dream_batch([PICTURE, PICTURE // 2], request.recipe, SECOND_OF_FOUR)
        assert [dreamed[0, 0, 0] for dreamed in both] == [155, 205]
        told = theirs.recv()
        studio.report(1.0)
        last = theirs.recv()
    assert isinstance(told, Progress)
    assert told.fraction == pytest.approx(0.5)
    assert (told.octave, told.octaves, told.step, told.steps) == (2, 4, 50, 100)
    assert told.preview
    assert (last.fraction, last.octave, last.octaves, last.preview) == (1.0, 2, 4, None)


@pytest.mark.parametrize("in_a_dream", [True, False])
def test_a_film_stops_wherever_it_is(in_a_dream: bool, make_order: MakeOrder) -> None:
    theirs, ours = Pipe()
    request = replace(make_order().request, job_id="film")
    with theirs, ours:
        studio = open_studio(request, ours)
        theirs.send(Stop(job_id="film"))
        dream = partial(studio.dream, PICTURE, request.recipe, SECOND_OF_FOUR)
        go_on = dream if in_a_dream else partial(studio.report, 0.9, PICTURE)
        with pytest.raises(StoppedError):
            go_on()


@pytest.mark.parametrize("imagined", [True, False])
def test_of_a_sheet_the_page_is_shown(imagined: bool, make_order: MakeOrder) -> None:
    theirs, ours = Pipe()
    request = make_order().request
    place = replace(SECOND_OF_FOUR, shown=np.zeros((30, 50, 3), np.uint8))
    with theirs, ours:
        studio = open_studio(request, ours)
        if imagined:
            (picture,) = studio.imagine([request.recipe], 20, place)
            assert picture.shape == (20, 20, 3)
        else:
            assert studio.dream(PICTURE, request.recipe, place)[0, 0, 0] == 155
        told = theirs.recv()
    assert told.preview
    assert Image.open(io.BytesIO(told.preview)).size == (50, 30)
