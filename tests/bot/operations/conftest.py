from collections.abc import Callable

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.operations import Metrics

ReadSample = Callable[..., float | None]


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(["cats", "eyes"])


@pytest.fixture
def read_sample(metrics: Metrics) -> ReadSample:
    """Reads one figure as Prometheus would; None where there is none."""

    def read(name: str, **labels: str) -> float | None:
        text = metrics.render()[0].decode()
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                if sample.name == f"puppyslug_{name}" and sample.labels == labels:
                    return float(sample.value)
        return None

    return read
