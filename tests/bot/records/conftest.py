"""Records in a folder of their own, and wishes to keep in them."""

import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.records import Records, Wish, WishPicture

MakeWish = Callable[..., Wish]


@pytest.fixture
def make_wish() -> MakeWish:
    """Makes wishes of one picture, each with an id of its own; values replace the usual ones."""
    made = 0

    def make(**values: Any) -> Wish:
        nonlocal made
        made += 1
        usual: dict[str, Any] = {
            "id": f"{made:016x}",
            "person": Person(id="discord:1", name="Ada"),
            "chat_id": "discord:2",
            "options": DreamOptions(preset="cats", seed=7),
            "pictures": (WishPicture(),),
            "created_at": time.time(),
        }
        return Wish(**usual | values)

    return make


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Records]:
    async with Records(tmp_path) as opened:
        yield opened
