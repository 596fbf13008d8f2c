"""How much the service takes on, and how long it waits."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLimits:
    """``max_waiting`` jobs in all, ``max_waiting_per_person`` of one person, none of them running.
    ``max_picture_bytes`` bounds the memory of all pictures that wait or are dreamed.

    ``time_limit_seconds`` is for one dream, ``talk_seconds`` for one call to a conversation,
    ``farewell_seconds`` for the last words to those whose jobs a shutdown ends. Positions are told
    at most every ``position_seconds``, and at most ``positions_per_second`` of them.
    ``moderators_first`` lets the dreams of a chat's moderators come before all others.
    """

    max_waiting: int = 1000
    max_waiting_per_person: int = 5
    max_picture_bytes: int = 512 * 2**20
    time_limit_seconds: float = 600.0
    talk_seconds: float = 300.0
    farewell_seconds: float = 5.0
    position_seconds: float = 1.0
    positions_per_second: float = 500.0
    moderators_first: bool = False
