"""Presses of buttons, which the bot has to answer."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.telegram.ledger import Ledger
from tests.loopback.telegram.world.messages import Message
from tests.loopback.telegram.world.registry import World
from tests.loopback.telegram.world.users import User

Json = dict[str, Any]

ANSWER_SECONDS = 10.0
"""How long a bot may think before it answers a press; Telegram shows that it is waited for."""

VALID_SECONDS = 15.0
"""How long Telegram takes an answer."""


@dataclass(eq=False, slots=True, kw_only=True)
class Press:
    """One press of a button. ``answer`` is what the bot said, such as its ``text``.

    It ``is_excused`` if a fault that a test injected kept the bot from answering.
    """

    world: World = field(repr=False)
    id: str
    user: User
    message: Message
    data: str
    pressed_at: float
    answer: Json | None = None
    is_excused: bool = False

    @property
    def is_late(self) -> bool:
        return self.world.clock.now() - self.pressed_at >= VALID_SECONDS

    async def answered(self, *, timeout_seconds: float = 10.0) -> Json:
        """The answer, once there is one."""
        return await self.world.changes.wait_for(
            lambda: self.answer, f"answer to {self.data}", timeout_seconds=timeout_seconds
        )


class Queries:
    """All presses by their ids."""

    def __init__(self, world: World, ledger: Ledger) -> None:
        self._world = world
        self._ledger = ledger
        self._presses: dict[str, Press] = {}

    def make(self, user: User, message: Message, data: str) -> Press:
        press = Press(
            world=self._world,
            id=str(33_000_000_000_000_000 + user.id + len(self._presses)),
            user=user,
            message=message,
            data=data,
            pressed_at=self._world.clock.now(),
        )
        self._presses[press.id] = press
        return press

    def find(self, query_id: str) -> Press | None:
        return self._presses.get(query_id)

    def excuse(self, query_id: str) -> None:
        """The bot can't help it if this one stays without an answer, or gets two."""
        if press := self._presses.get(query_id):
            press.is_excused = True

    def excuse_all(self) -> None:
        """None of those so far can be answered."""
        for query_id in self._presses:
            self.excuse(query_id)

    def watch(self, press: Press) -> None:
        """The bot has heard of a press: from now on it is waited for."""
        loop = asyncio.get_running_loop()
        loop.call_later(ANSWER_SECONDS + 0.5, self._blame_if_unanswered, press)

    def _blame_if_unanswered(self, press: Press) -> None:
        if press.answer is None and not press.is_excused:
            self._ledger.blame(f"the press of {press.data} wasn't answered within 10 s")
