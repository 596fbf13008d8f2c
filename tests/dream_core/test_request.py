import pickle
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from dream_core import (
    DreamRequest,
    DreamResult,
    Failed,
    Finished,
    Photo,
    Progress,
    Recipe,
    Started,
    Target,
    Zoom,
)
from dream_core.errors import ErrorCode, PictureError, RecipeError

RECIPE = Recipe(network="efficientnet-lite0", targets=(Target(layer="block9"),))
RESULT = DreamResult(
    picture=b"jpeg",
    picture_format="jpeg",
    width=4,
    height=3,
    recipe=RECIPE,
    device="cpu",
    dream_seconds=1.0,
    total_seconds=2.0,
)
FINISHED = replace(RESULT, unfinished=b"dream")
MESSAGES = [
    DreamRequest(job_id="1", picture=b"photo", recipe=RECIPE),
    Started(job_id="1", device="cpu"),
    Progress(job_id="1", fraction=0.5, octave=1, octaves=2, step=3, steps=4, preview=b"jpeg"),
    Finished(job_id="1", result=FINISHED),
    Photo(picture=b"png", picture_format="png", thumbnail=b"jpeg", width=4, height=3),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_what_crosses_processes_arrives_equal(message: object) -> None:
    assert pickle.loads(pickle.dumps(message)) == message


def test_what_to_keep_of_a_result_is_the_dream_before_it_was_finished() -> None:
    assert FINISHED.dream == b"dream"
    assert RESULT.dream == RESULT.picture


def test_a_failure_crosses_processes_with_its_error() -> None:
    error = PictureError(ErrorCode.PICTURE_EMPTY, "The file is empty.", "Send another.")
    copy = pickle.loads(pickle.dumps(Failed(job_id="1", error=error)))
    assert isinstance(copy.error, PictureError)
    assert copy.error.code is ErrorCode.PICTURE_EMPTY


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_what_was_sent_cannot_be_changed(message: Any) -> None:
    for field in fields(message):
        with pytest.raises(FrozenInstanceError):
            setattr(message, field.name, None)


def test_what_is_made_from_noise_does_not_move() -> None:
    imagined = DreamRequest(job_id="1", picture=None, recipe=RECIPE)
    with pytest.raises(RecipeError, match="doesn't move"):
        replace(imagined, motion=Zoom())
    with pytest.raises(LookupError):
        _ = imagined.photo


def test_only_a_still_picture_is_dreamed_in_part() -> None:
    whole = DreamRequest(job_id="1", picture=b"photo", recipe=RECIPE)
    parts: tuple[dict[str, Any], ...] = (
        {"mask": b"mask"},
        {"recipe": replace(RECIPE, only="subject")},
    )
    for part in parts:
        assert replace(whole, **part).is_partial
        for other in ({"motion": Zoom()}, {"picture": None}):
            with pytest.raises(RecipeError, match="in part"):
                replace(whole, **part, **other)
    assert not whole.is_partial
