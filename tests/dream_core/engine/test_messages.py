import pickle
from collections.abc import Callable

import pytest

from dream_core.engine.faults import out_of_memory
from dream_core.engine.messages import (
    ChildPlan,
    Copied,
    Crashed,
    Developed,
    Hello,
    Inspected,
    Quit,
    StartCopy,
    StartDevelop,
    StartDream,
    StartRetouch,
    Stop,
    Stopped,
    Unfit,
)
from dream_core.engine.settings import EngineSettings
from dream_core.motion import Animation
from dream_core.request import EncodedPicture, Photo

FILM = EncodedPicture(picture=b"a", picture_format="mp4", width=2, height=2)
PHOTO = Photo(picture=b"a", picture_format="png", thumbnail=b"b", width=1, height=2)


@pytest.mark.parametrize(
    "message",
    [
        StartDevelop(job_id="1", picture=b"abc", max_pixels=10),
        Stop(job_id="1"),
        Quit(),
        Hello(device="cuda:0 NVIDIA", gpus=2),
        Developed(job_id="1", photo=PHOTO, may_move=True),
        StartCopy(job_id="1", picture=b"abc", max_pixels=10, limits=Animation()),
        Copied(job_id="1", film=FILM),
        Inspected(job_id="1", may_move=True),
        Stopped(job_id="1"),
        Crashed(job_id="1", details="Traceback"),
    ],
    ids=lambda message: type(message).__name__,
)
def test_every_message_arrives_as_it_was_sent(message: object) -> None:
    assert pickle.loads(pickle.dumps(message)) == message


def test_orders_and_plans_arrive_as_they_were_sent(
    settings: EngineSettings, make_order: Callable[..., StartDream]
) -> None:
    plan = ChildPlan(module="m", device="cpu", threads=2, settings=settings)
    order = make_order(b"abc")
    assert pickle.loads(pickle.dumps((plan, order))) == (plan, order)
    assert order.job_id == order.request.job_id
    retouch = StartRetouch(
        job_id="1",
        photo=b"photo",
        dream=b"dream",
        recipe=order.request.recipe,
        picture_format="png",
        max_pixels=10,
    )
    assert pickle.loads(pickle.dumps(retouch)) == retouch


def test_an_error_arrives_with_code_sentence_and_hint() -> None:
    error = pickle.loads(pickle.dumps(Unfit(error=out_of_memory()))).error
    assert type(error) is type(out_of_memory())
    assert (error.code, error.sentence, error.hint) == (
        out_of_memory().code,
        out_of_memory().sentence,
        out_of_memory().hint,
    )
