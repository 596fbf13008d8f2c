"""Children that misbehave on demand: at the start by their device, at work by their picture."""

import logging
import os
import signal
import time
import warnings

from dream_core.engine.child import ParentLink
from dream_core.engine.messages import Answer, ChildPlan, Developed, Hello, Order, StartDream
from dream_core.errors import ErrorCode, PictureError, UnavailableError
from dream_core.request import Photo, Progress


class OddRole:
    """Answers every order with a photo whose thumbnail is the process's own id."""

    def __init__(self, plan: ChildPlan) -> None:
        self.plan = plan

    def hello(self) -> Hello:
        if self.plan.device == "auto":
            return Hello(device="cuda:0 Pretender 3000", gpus=2)
        return Hello(device=self.plan.device)

    def perform(self, order: Order, parent: ParentLink) -> Answer:
        assert isinstance(order, StartDream)
        picture = order.request.picture
        assert picture is not None
        match picture[:5]:
            case b"die  ":
                os.kill(os.getpid(), signal.SIGKILL)
            case b"once " if count_calls(self.plan, "performed") == 1:
                os._exit(7)
            case b"crash":
                raise ZeroDivisionError("the stars were wrong")
            case b"bad  ":
                raise PictureError(ErrorCode.PICTURE_EMPTY, "The picture is empty.")
            case b"deaf ":
                time.sleep(60)
            case b"loud ":
                logging.getLogger("odd").warning("the sky is %s", "green")
                warnings.warn("and falls", UserWarning, stacklevel=1)
            case b"tells":
                logging.getLogger("odd").error("it tells %s", picture[5:].decode())
            case b"slow ":
                climb(order.job_id, parent)
        photo = Photo(
            picture=picture,
            picture_format="png",
            thumbnail=str(os.getpid()).encode(),
            width=1,
            height=1,
        )
        return Developed(job_id=order.job_id, photo=photo)


def climb(job_id: str, parent: ParentLink) -> None:
    """Takes half a minute, in steps of a hundredth of a second."""
    for step in range(1, 3001):
        parent.check_stop(job_id)
        time.sleep(0.01)
        parent.send(
            Progress(
                job_id=job_id, fraction=step / 3000, octave=1, octaves=1, step=step, steps=3000
            )
        )


def open_role(plan: ChildPlan) -> OddRole:
    start = count_calls(plan, "started")
    match plan.device:
        case "stillborn":
            os._exit(3)
        case "late" if start <= 3:
            os._exit(3)
        case "unfit":
            raise UnavailableError(ErrorCode.DEVICE_UNAVAILABLE, "There is no device unfit here.")
        case "broken":
            raise ImportError("libdream.so isn't there")
        case "silent":
            time.sleep(60)
    return OddRole(plan)


def count_calls(plan: ChildPlan, name: str) -> int:
    """Counts over all processes of one plan: which call of this name is it?"""
    with (plan.settings.cache_dir / name).open("a+") as file:
        file.write("x")
        return file.tell()
