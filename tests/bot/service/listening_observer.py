"""An observer that remembers what it heard."""

from bot.conversation import Problem
from bot.service import ServiceObserver
from dream_core import DreamResult


class ListeningObserver(ServiceObserver):
    """What it heard, in order: names of calls with what they said."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, ...]] = []
        self.waits_seconds: list[float] = []

    def accepted(self, platform: str) -> None:
        self.heard.append(("accepted", platform))

    def refused(self, code: str) -> None:
        self.heard.append(("refused", code))

    def started(self, waited_seconds: float) -> None:
        self.heard.append(("started",))
        self.waits_seconds.append(waited_seconds)

    def ended(self, preset: str, ending: DreamResult | Problem) -> None:
        code = "finished" if isinstance(ending, DreamResult) else str(ending.code)
        self.heard.append(("ended", preset, code))

    def delivered(self, platform: str, seconds: float) -> None:
        assert seconds >= 0
        self.heard.append(("delivered", platform))

    def delivery_failed(self, platform: str, reason: str) -> None:
        self.heard.append(("delivery_failed", platform, reason))
