"""The child that makes posted photos safe to show. Light: no torch."""

from dream_core.engine.child import ParentLink
from dream_core.engine.messages import Answer, ChildPlan, Developed, Hello, Order, StartDevelop
from dream_core.images import develop_photo


class Darkroom:
    def hello(self) -> Hello:
        return Hello(device="cpu")

    def perform(self, order: Order, parent: ParentLink) -> Answer:
        del parent  # a photo takes less time than asking would be worth
        if not isinstance(order, StartDevelop):
            raise TypeError(f"a darkroom doesn't take {type(order).__name__}")
        photo = develop_photo(order.picture, max_pixels=order.max_pixels)
        return Developed(job_id=order.job_id, photo=photo)


def open_role(plan: ChildPlan) -> Darkroom:
    del plan
    return Darkroom()
