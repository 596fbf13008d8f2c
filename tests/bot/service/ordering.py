"""Orders of one picture, as most tests need them."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.fake import FakeConversation, HeldPictures
from bot.conversation import Conversation, Person
from bot.service import DreamOrder, DreamService, JournalEntry, OrderPart
from dream_core import Recipe, Target

RECIPE = Recipe(network="any", targets=(Target(layer="layer"),))


@dataclass(frozen=True, kw_only=True)
class OneOrder:
    """One picture that somebody wants dreamed, before it is known who is told."""

    person: Person
    chat_id: str
    picture: bytes
    recipe: Recipe = RECIPE
    more: dict[str, Any] = field(default_factory=dict)

    def to(self, conversation: Conversation) -> DreamOrder:
        part = OrderPart(
            recipe=self.recipe, pictures=HeldPictures(self.picture), conversation=conversation
        )
        usual: dict[str, Any] = {
            "group_id": secrets.token_hex(8),
            "person": self.person,
            "chat_id": self.chat_id,
            "preset": "puppyslug",
            "parts": (part,),
        }
        return DreamOrder(**usual | self.more)


def make_order(
    person: str = "ann", chat_id: str = "fake:room", picture: bytes = b"photo", **more: Any
) -> OneOrder:
    return OneOrder(
        person=Person(id=f"fake:{person}", name=person.title()),
        chat_id=chat_id,
        picture=picture,
        more=more,
    )


async def order(
    service: DreamService, one: OneOrder, conversation: Conversation | None = None
) -> str:
    """The accepted job's id; raises what the service says against it."""
    (answer,) = await service.order(one.to(conversation or FakeConversation()))
    if not isinstance(answer, str):
        raise answer
    return answer


def make_entry(**more: Any) -> JournalEntry:
    """A job of Ann's that was just accepted, in an order of its own."""
    usual: dict[str, Any] = {
        "job_id": secrets.token_hex(8),
        "group_id": secrets.token_hex(8),
        "part": 0,
        "platform": "fake",
        "person": Person(id="fake:ann", name="Ann"),
        "chat_id": "fake:room",
        "preset": "puppyslug",
        "recipe": RECIPE,
        "accepted_at": time.time(),
    }
    return JournalEntry(**usual | more)
