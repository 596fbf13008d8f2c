"""The child that makes posted photos safe to show. Light: no torch."""

from dream_core.engine.child import ParentLink
from dream_core.engine.messages import Answer, ChildPlan, Developed, Hello, Order, StartDevelop
from dream_core.images import develop_photo


class Darkroom:
    """Makes one photo at a time safe to show."""

    def hello(self) -> Hello:
        """Says that it works on the CPU."""
        return Hello(device="cpu")

    def perform(self, order: Order, parent: ParentLink) -> Answer:
        """Develops a photo; raises PictureError."""
        del parent  # a photo takes less time than asking would be worth
        if not isinstance(order, StartDevelop):
            raise TypeError(f"a darkroom doesn't take {type(order).__name__}")
        photo = develop_photo(order.picture, max_pixels=order.max_pixels)
        return Developed(job_id=order.job_id, photo=photo)


def open_role(plan: ChildPlan) -> Darkroom:
    """The role of a plan, which may say anything: a darkroom needs nothing."""
    del plan
    return Darkroom()
