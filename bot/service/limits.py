"""How much the service takes on, and how long it waits."""

from dataclasses import dataclass, field

from bot.service.talk import Persistence


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLimits:
    """``max_waiting`` jobs in all, ``max_waiting_per_person`` of one person, none of them running.

    ``time_limit_seconds`` is for one dream, ``persistence`` for telling people how it goes,
    ``farewell_seconds`` for the last words to those whose jobs a shutdown leaves behind. A job
    that was begun ``most_starts`` times without coming to an end is given up: it may be what the
    bot dies of. Positions are told at most every ``position_seconds``, and at most
    ``positions_per_second`` of them. ``moderators_first`` lets the dreams of a chat's moderators
    come before all others.
    """

    max_waiting: int = 1000
    max_waiting_per_person: int = 5
    time_limit_seconds: float = 600.0
    persistence: Persistence = field(default_factory=Persistence)
    farewell_seconds: float = 5.0
    most_starts: int = 12
    position_seconds: float = 1.0
    positions_per_second: float = 500.0
    moderators_first: bool = False
