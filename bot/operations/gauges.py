"""What is read where it is known when Prometheus asks, rather than counted."""

from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.service import DreamService
from dream_core.engine.protocol import DreamEngine


class Gauges(Collector):
    """The queue and the workers as they are now."""

    def __init__(self, service: DreamService, engine: DreamEngine) -> None:
        self._service = service
        self._engine = engine

    def collect(self) -> Iterable[Metric]:
        """See Prometheus' Collector."""
        status = self._engine.status
        yield _gauge("jobs_waiting", "Jobs that wait for their turn.", self._service.waiting)
        yield _gauge("jobs_running", "Jobs that the engine has.", self._service.running)
        yield _gauge("workers", "Places for dream workers.", len(status.devices))
        yield _gauge("workers_ready", "Dream workers that can work.", status.ready)
        yield _gauge("workers_busy", "Dream workers that dream.", status.busy)
        yield CounterMetricFamily(
            "puppyslug_worker_restarts", "Dream workers replaced.", value=status.restarts
        )


def _gauge(name: str, meaning: str, value: int) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"puppyslug_{name}", meaning, value=value)
