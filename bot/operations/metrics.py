"""What is counted, and how Prometheus is told."""

from collections.abc import Collection

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder

from bot.conversation import Problem
from bot.errors import BotErrorCode
from bot.service import TIMEOUT, UNFORESEEN, UNREACHABLE, ServiceObserver
from dream_core import DreamResult, ErrorCode

PLATFORMS = ("discord", "telegram", "web")
OTHER = "other"
"""The label of whatever isn't among those that are known: labels must not grow without end."""

_CODES = frozenset({*BotErrorCode, *ErrorCode})
_REASONS = _CODES | {TIMEOUT, UNFORESEEN, UNREACHABLE}
_FINISHED = "finished"
_WAIT_BUCKETS = (0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)
_DREAM_BUCKETS = (0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600)
_DELIVERY_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_LAG_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)


class Metrics(ServiceObserver):
    """All figures of one bot, in a registry of their own. ``presets`` are the names there are."""

    def __init__(self, presets: Collection[str]) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._presets = frozenset(presets)
        self._accepted = self._counter("jobs_accepted", "Jobs accepted.", "platform")
        self._refused = self._counter("jobs_refused", "Orders that became no job.", "code")
        self._ended = self._counter(
            "jobs_ended", "Jobs that are over, as finished or by an error's code.", "preset", "code"
        )
        self._waited = self._histogram(
            "job_wait_seconds", "From a job's acceptance to its start.", _WAIT_BUCKETS
        )
        self._dreamed = self._histogram(
            "dream_seconds", "Dreaming alone.", _DREAM_BUCKETS, "preset", "device"
        )
        self._delivered = self._histogram(
            "delivery_seconds", "Posting a finished dream.", _DELIVERY_BUCKETS, "platform"
        )
        self._not_delivered = self._counter(
            "delivery_failures", "Dreams that couldn't be posted.", "platform", "reason"
        )
        self._lag = self._histogram(
            "event_loop_lag_seconds", "How late the event loop answers.", _LAG_BUCKETS
        )
        for platform in PLATFORMS:
            self._accepted.labels(platform)
            self._delivered.labels(platform)

    def accepted(self, platform: str) -> None:
        self._accepted.labels(_bound(platform, PLATFORMS)).inc()

    def refused(self, code: str) -> None:
        self._refused.labels(_bound(code, _CODES)).inc()

    def started(self, waited_seconds: float) -> None:
        self._waited.observe(waited_seconds)

    def ended(self, preset: str, ending: DreamResult | Problem) -> None:
        preset = _bound(preset, self._presets)
        if not isinstance(ending, DreamResult):
            self._ended.labels(preset, _bound(ending.code, _CODES)).inc()
            return
        self._ended.labels(preset, _FINISHED).inc()
        self._dreamed.labels(preset, _name_device(ending.device)).observe(ending.dream_seconds)

    def delivered(self, platform: str, seconds: float) -> None:
        self._delivered.labels(_bound(platform, PLATFORMS)).observe(seconds)

    def delivery_failed(self, platform: str, reason: str) -> None:
        reason = _bound(reason, _REASONS)
        self._not_delivered.labels(_bound(platform, PLATFORMS), reason).inc()

    def note_lag(self, seconds: float) -> None:
        """The event loop answered so late."""
        self._lag.observe(seconds)

    def render(self, accept: str = "") -> tuple[bytes, str]:
        """All figures as they are now, in the form that an ``Accept`` header prefers, and the
        form's content type.
        """
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"puppyslug_{name}", meaning, labels, registry=self.registry)

    def _histogram(
        self, name: str, meaning: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            f"puppyslug_{name}", meaning, labels, registry=self.registry, buckets=buckets
        )


def _bound(label: str, known: Collection[str]) -> str:
    return str(label) if label in known else OTHER


def _name_device(device: str) -> str:
    """``cpu``, or the GPU's name without its number: many of one kind are one series."""
    kind, _, name = device.partition(" ")
    return name or kind
