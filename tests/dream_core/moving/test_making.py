import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from dream_core import Animation, DreamError, DreamRequest, Recipe, Zoom
from dream_core.moving.making import make_film
from tests.dream_core.moving.conftest import MakeClip, Save, StripeDreamer

PLENTY = 10**7
ZOOM = Zoom(seconds=1, speed=3, fps=6)


def test_how_a_dream_is_finished_holds_for_every_frame(
    make_clip: MakeClip, save_clip: Save, recipe: Recipe
) -> None:
    clip = save_clip(make_clip(3), "PNG", duration=100)
    whole, faint = (
        make_film(
            DreamRequest(
                job_id="",
                picture=clip,
                recipe=replace(recipe, amount=amount),
                motion=Animation(),
                picture_format="gif",
            ),
            StripeDreamer(),
            max_pixels=PLENTY,
        )
        for amount in (100, 10)
    )
    changes = []
    for film in (whole, faint):
        image = Image.open(io.BytesIO(film.encoded.picture))
        for number, before in enumerate(make_clip(3)):
            image.seek(number)
            changes.append(np.abs(np.asarray(image.convert("RGB"), int) - before).mean())
    assert max(changes[3:]) < min(changes[:3])


def test_the_guide_is_opened_after_the_picture_and_before_any_dream(
    make_clip: MakeClip, recipe: Recipe
) -> None:
    stream = io.BytesIO()
    Image.fromarray(make_clip(1)[0]).save(stream, "PNG")
    opened: list[int] = []
    dreamer = StripeDreamer()

    def film(picture: bytes) -> None:
        request = DreamRequest(job_id="", picture=picture, recipe=recipe, motion=ZOOM)
        make_film(
            request,
            dreamer,
            max_pixels=PLENTY,
            on_opened=lambda: opened.append(len(dreamer.places)),
        )

    with pytest.raises(DreamError):
        film(b"no picture")
    assert opened == []
    film(stream.getvalue())
    assert opened == [0]
    assert dreamer.fractions[-1] == 1
