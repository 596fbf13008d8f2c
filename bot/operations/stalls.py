"""One time that the event loop was held up, and whose fault it was."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from types import FrameType
from typing import Any, NamedTuple


class Call(NamedTuple):
    """A call under way."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} in {self.function}"


Stack = tuple[Call, ...]
"""The innermost call first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """The loop was late. Its thread ran for ``ran_seconds`` of that time and waited for something
    for ``blocked_seconds``; for ``waited_seconds`` there was no processor for it, or the system let
    the whole process stand still.

    Meanwhile the process collected garbage for ``collecting_seconds``, when nothing else goes on.
    ``stacks`` are what the loop was doing, looked at from time to time; ``ended_at`` is in seconds
    since 1970.
    """

    ran_seconds: float
    blocked_seconds: float
    waited_seconds: float
    collecting_seconds: float = 0.0
    stacks: tuple[Stack, ...]
    ended_at: float

    @property
    def seconds(self) -> float:
        """How late it was."""
        return self.own_seconds + self.waited_seconds

    @property
    def own_seconds(self) -> float:
        """What no other program is to blame for."""
        return self.ran_seconds + self.blocked_seconds

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def read_stall(values: Mapping[str, Any]) -> Stall:
    """The inverse of :meth:`Stall.as_dict`."""
    stacks = tuple(tuple(Call(*call) for call in stack) for stack in values["stacks"])
    return Stall(**{**values, "stacks": stacks})


class Spent(NamedTuple):
    """What went on in the time of a stall or a little longer, in seconds.

    ``ran`` and ``waited`` are the loop's thread, ``others_ran`` and ``others_waited`` all others,
    with whoever runs the machine. For ``seen`` another thread could see the loop's wait for
    something.
    """

    ran: float = 0.0
    waited: float = 0.0
    others_ran: float = 0.0
    others_waited: float = 0.0
    seen: float = 0.0
    collecting: float = 0.0


def divide_stall(seconds: float, spent: Spent, stacks: tuple[Stack, ...]) -> Stall:
    """Tells what a delay was made of.

    Where the loop neither ran nor waited for a processor, a thread without one may have held the
    interpreter's lock. And where nobody ran nor could see it wait, the system held all of them up,
    as it does until it has read a page of the program from a busy disk.
    """
    ran = min(spent.ran, seconds)
    waited = min(spent.waited, seconds - ran)
    left = seconds - ran - waited
    blocked = min(max(0.0, left - spent.others_waited), max(spent.seen, spent.others_ran))
    return Stall(
        ran_seconds=ran,
        blocked_seconds=blocked,
        waited_seconds=max(0.0, seconds - ran - blocked),
        collecting_seconds=min(spent.collecting, seconds),
        stacks=stacks,
        ended_at=time.time(),
    )


def read_stack(frame: FrameType | None) -> Stack:
    """The calls from the innermost to the outermost."""
    return tuple(_walk(frame))


def _walk(frame: FrameType | None) -> Iterator[Call]:
    while frame is not None:
        code = frame.f_code
        yield Call(code.co_filename, frame.f_lineno or 0, code.co_qualname)
        frame = frame.f_back
