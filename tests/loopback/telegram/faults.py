"""Faults that a test injects: calls that go wrong for no fault of the bot's."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any

from tests.loopback import faults
from tests.loopback.faults import Cut
from tests.loopback.telegram.rejections import TERMINATED, RejectedError
from tests.loopback.telegram.world.chats import Chat

_DESCRIPTIONS = {
    400: "Bad Request: injected",
    401: "Unauthorized",
    403: "Forbidden: injected",
    404: "Not Found",
    409: f"Conflict: {TERMINATED}",
    413: "Request Entity Too Large",
    429: "Too Many Requests: retry after {}",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(slots=True, kw_only=True)
class Fault(faults.Fault):
    """What happens to the next ``times`` calls of these methods, in this chat only if it is set."""

    pattern: re.Pattern[str]
    chat_id: int | None = None
    rejection: RejectedError | None = None

    def fits(self, method: str, chat_id: int | None) -> bool:
        is_there = self.chat_id in (None, chat_id)
        return self.times > 0 and is_there and bool(self.pattern.fullmatch(method))


class Faults:
    """The faults to come. ``method`` is a pattern for the whole name of a method, such as
    ``send.*|editMessageMedia``; the download of a file is ``download``.
    """

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def fail(
        self,
        method: str,
        *,
        status: int = 500,
        description: str | None = None,
        retry_after: int | None = None,
        migrate_to: int | None = None,
        times: int = 1,
        chat: Chat | None = None,
    ) -> Fault:
        """Answers with an error and does nothing; a 429 asks to wait for ``retry_after`` s."""
        parameters: dict[str, Any] = {}
        if status == 429:
            retry_after = 1 if retry_after is None else retry_after
        if retry_after is not None:
            parameters["retry_after"] = retry_after
        if migrate_to is not None:
            parameters["migrate_to_chat_id"] = migrate_to
        if description is None:
            description = _DESCRIPTIONS.get(status, "injected").format(retry_after)
        rejection = RejectedError(status, description, parameters=parameters)
        fault = Fault(pattern=re.compile(method), times=times, rejection=rejection)
        fault.chat_id = chat.id if chat else None
        return self._add(fault)

    def cut(self, method: str, when: Cut = Cut.MIDWAY, times: int = 1) -> Fault:
        """Breaks the connection."""
        return self._add(Fault(pattern=re.compile(method), times=times, cut=when))

    def delay(self, method: str, *, seconds: float, times: int = 1) -> Fault:
        """Does what is asked only after a while."""
        return self._add(Fault(pattern=re.compile(method), times=times, delay_seconds=seconds))

    def hold(self, method: str, *, times: int = 1, answer: bool = False) -> asyncio.Event:
        """Does what is asked only once the event is set; holds back only the ``answer`` if told."""
        gate = asyncio.Event()
        fault = Fault(pattern=re.compile(method), times=times, gate=gate, holds_answer=answer)
        self._add(fault)
        return gate

    def clear(self) -> None:
        """Nothing goes wrong any more; what is held back goes on."""
        for fault in self._coming:
            if fault.gate is not None:
                fault.gate.set()
        self._coming.clear()

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for a call, counted as having happened."""
        fault = next((one for one in self._coming if one.fits(method, chat_id)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    def _add(self, fault: Fault) -> Fault:
        self._coming.append(fault)
        return fault
