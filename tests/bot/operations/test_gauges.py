from bot.operations import Gauges, Metrics
from bot.service import DreamService, ServiceLimits
from dream_core import Networks
from dream_core.engine.fake import FakeEngine
from tests.bot.operations.conftest import ReadSample
from tests.bot.service.hand_engine import HandEngine
from tests.bot.service.memory_journal import MemoryJournal
from tests.bot.service.ordering import make_order, order


async def test_the_queue_is_told_as_it_is_now(metrics: Metrics, read_sample: ReadSample) -> None:
    engine = HandEngine(workers=1)
    limits = ServiceLimits(farewell_seconds=0.5)
    async with DreamService(engine, limits, MemoryJournal()) as service:
        metrics.registry.register(Gauges(service, engine))
        assert (read_sample("jobs_waiting"), read_sample("jobs_running")) == (0, 0)
        for person in ("ann", "bob", "cid"):
            await order(service, make_order(person))
        assert (read_sample("jobs_waiting"), read_sample("jobs_running")) == (2, 1)


async def test_workers_are_counted(
    metrics: Metrics, read_sample: ReadSample, service: DreamService, networks: Networks
) -> None:
    async with FakeEngine(networks, workers=3) as engine:
        metrics.registry.register(Gauges(service, engine))
        assert (read_sample("workers"), read_sample("workers_ready")) == (3, 3)
        assert read_sample("workers_busy") == 0
        assert read_sample("worker_restarts_total") == 0
    assert (read_sample("workers"), read_sample("workers_ready")) == (0, 0)
