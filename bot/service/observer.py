"""Who hears of what the service does, so as to count it."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.conversation import Problem, UnreachableError
from bot.errors import BotError
from dream_core import DreamError, DreamResult

TIMEOUT = "timeout"
UNREACHABLE = "unreachable"
UNFORESEEN = "unforeseen"


class ServiceObserver:
    """One that forgets what it hears; others count it. Called on the event loop, where nothing may
    wait. ``platform`` is as an order says.
    """

    def accepted(self, platform: str) -> None:
        """An order became a job."""

    def refused(self, code: str) -> None:
        """An order became none."""

    def started(self, waited_seconds: float) -> None:
        """A worker has the job, so long after it was accepted."""

    def ended(self, preset: str, ending: DreamResult | Problem) -> None:
        """The job is over, whether or not anybody can be told."""

    def delivered(self, platform: str, seconds: float) -> None:
        """The platform took the dream, and so long to do it."""

    def delivery_failed(self, platform: str, reason: str) -> None:
        """The platform didn't; ``reason`` as :func:`reason_of` says."""


def reason_of(error: BaseException) -> str:
    """What a platform raised in one of few words: an error's code, or one of those above."""
    if isinstance(error, BotError | DreamError):
        return error.code
    if isinstance(error, UnreachableError):
        return UNREACHABLE
    return TIMEOUT if isinstance(error, TimeoutError) else UNFORESEEN


@contextmanager
def refusals_told(observer: ServiceObserver) -> Iterator[None]:
    """Tells of the BotError or DreamError that leaves the block."""
    try:
        yield
    except (BotError, DreamError) as error:
        observer.refused(error.code)
        raise
