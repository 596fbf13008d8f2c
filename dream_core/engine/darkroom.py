"""The child that makes posted photos safe to show, and files fit. Light: no torch."""

from dream_core.engine.child import ParentLink
from dream_core.engine.messages import (
    Answer,
    ChildPlan,
    Developed,
    Hello,
    Order,
    PhotoOrder,
    Shrunk,
    StartDevelop,
)
from dream_core.images import develop_photo, shrink_picture


class Darkroom:
    """Takes one photo at a time."""

    def hello(self) -> Hello:
        """Says that it works on the CPU."""
        return Hello(device="cpu")

    def perform(self, order: Order, parent: ParentLink) -> Answer:
        """Develops or shrinks a photo; raises PictureError."""
        del parent  # a photo takes less time than asking would be worth
        if not isinstance(order, PhotoOrder):
            raise TypeError(f"a darkroom doesn't take {type(order).__name__}")
        return work_on_photo(order)


def work_on_photo(order: PhotoOrder) -> Developed | Shrunk:
    """What any darkroom answers to an order; raises PictureError."""
    if isinstance(order, StartDevelop):
        photo = develop_photo(order.picture, max_pixels=order.max_pixels)
        return Developed(job_id=order.job_id, photo=photo)
    encoded = shrink_picture(order.picture, max_bytes=order.max_bytes, max_pixels=order.max_pixels)
    return Shrunk(job_id=order.job_id, encoded=encoded)


def open_role(plan: ChildPlan) -> Darkroom:
    """The role of a plan, which may say anything: a darkroom needs nothing."""
    del plan
    return Darkroom()
