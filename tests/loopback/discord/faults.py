"""Faults that a test injects: answers that go wrong for no fault of the bot's."""

import asyncio
import re
from dataclasses import dataclass

from tests.loopback import faults
from tests.loopback.discord.rejections import RejectedError
from tests.loopback.faults import Cut


@dataclass(slots=True, kw_only=True)
class Fault(faults.Fault):
    """What happens to the next ``times`` requests of this method whose path matches."""

    method: str
    pattern: re.Pattern[str]
    rejection: RejectedError | None = None
    retry_after: float = 0.5

    def fits(self, method: str, path: str) -> bool:
        is_method = self.method in ("*", method)
        return self.times > 0 and is_method and bool(self.pattern.fullmatch(path))


class Faults:
    """The faults to come. ``path`` is a pattern for the whole path after ``/api/v10``, such as
    ``/webhooks/.*``; ``method`` may be ``*``.
    """

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int = 500,
        code: int = 0,
        message: str = "injected",
        times: int = 1,
        retry_after: float = 0.5,
    ) -> Fault:
        """Answers with an error and does nothing; 429 asks to wait for ``retry_after`` seconds."""
        rejection = RejectedError(status, code, message)
        return self._add(method, path, times, rejection=rejection, retry_after=retry_after)

    def cut(self, method: str, path: str, *, when: Cut = Cut.MIDWAY, times: int = 1) -> Fault:
        """Breaks the connection."""
        return self._add(method, path, times, cut=when)

    def delay(self, method: str, path: str, *, seconds: float, times: int = 1) -> Fault:
        """Does what is asked only after a while."""
        return self._add(method, path, times, delay_seconds=seconds)

    def hold(self, method: str, path: str, *, times: int = 1) -> asyncio.Event:
        """Does what is asked only once the event is set."""
        gate = asyncio.Event()
        self._add(method, path, times, gate=gate)
        return gate

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._coming.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for a request, counted as having happened."""
        fault = next((one for one in self._coming if one.fits(method, path)), None)
        if fault is not None:
            fault.times -= 1
        return fault

    def _add(
        self,
        method: str,
        path: str,
        times: int,
        *,
        rejection: RejectedError | None = None,
        retry_after: float = 0.5,
        cut: Cut | None = None,
        delay_seconds: float = 0.0,
        gate: asyncio.Event | None = None,
    ) -> Fault:
        fault = Fault(
            method=method,
            pattern=re.compile(path),
            times=times,
            rejection=rejection,
            retry_after=retry_after,
            cut=cut,
            delay_seconds=delay_seconds,
            gate=gate,
        )
        self._coming.append(fault)
        return fault
