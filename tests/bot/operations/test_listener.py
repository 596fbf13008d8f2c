import socket
from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.errors import BotError, BotErrorCode
from bot.operations import Listener, Metrics, Readiness
from bot.records import Records
from bot.service import DreamService
from dream_core.engine.fake import FakeEngine


@pytest.fixture
def readiness(records: Records, engine: FakeEngine, service: DreamService) -> Readiness:
    return Readiness(records=records, engine=engine, service=service)


@pytest.fixture
async def listener(metrics: Metrics, readiness: Readiness) -> AsyncIterator[Listener]:
    async with Listener("127.0.0.1", 0, metrics=metrics, readiness=readiness) as listener:
        yield listener


@pytest.fixture
async def session(listener: Listener) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(listener.address) as session:
        yield session


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody else listens, until the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


async def test_a_bot_that_lives_is_healthy(session: aiohttp.ClientSession) -> None:
    async with session.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})


async def test_what_is_not_ready_is_listed_with_the_reason(
    session: aiohttp.ClientSession, readiness: Readiness
) -> None:
    async with session.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (
            503,
            {
                "status": "not ready",
                "problems": [{"part": "platforms", "reason": "The bot is starting."}],
            },
        )
    readiness.platforms = ()
    async with session.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ready", "problems": []})


async def test_metrics_come_in_the_form_that_prometheus_asks_for(
    session: aiohttp.ClientSession, metrics: Metrics
) -> None:
    metrics.accepted("web")
    async with session.get("/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert 'puppyslug_jobs_accepted_total{platform="web"} 1.0' in await answer.text()
    wanted = {"Accept": "application/openmetrics-text; version=1.0.0"}
    async with session.get("/metrics", headers=wanted) as answer:
        assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
        assert (await answer.text()).endswith("# EOF\n")


@pytest.mark.parametrize("path", ["/", "/metrics/", "/static/room.js", "/healthz?x=%00"])
async def test_there_is_nothing_else(session: aiohttp.ClientSession, path: str) -> None:
    async with session.get(path) as answer:
        assert answer.status == (200 if path.startswith("/healthz") else 404)
    async with session.post("/metrics") as answer:
        assert answer.status == 405


async def test_an_address_that_is_taken_is_an_error_with_a_hint(
    taken: int, metrics: Metrics, readiness: Readiness
) -> None:
    with pytest.raises(BotError) as caught:
        async with Listener("127.0.0.1", taken, metrics=metrics, readiness=readiness):
            pass
    assert caught.value.code == BotErrorCode.ADDRESS_IN_USE
    assert f"127.0.0.1:{taken}" in caught.value.sentence
    assert "PUPPYSLUG_METRICS_BIND" in caught.value.hint


async def test_one_that_may_fail_says_so_and_lets_the_bot_start(
    taken: int, metrics: Metrics, readiness: Readiness
) -> None:
    listener = Listener("127.0.0.1", taken, metrics=metrics, readiness=readiness, may_fail=True)
    with capture_logs() as logs:
        async with listener:
            assert listener.address is None
    (entry,) = logs
    assert (entry["event"], entry["log_level"]) == ("metrics_unavailable", "warning")
    assert f"127.0.0.1:{taken}" in entry["reason"]


async def test_it_is_gone_when_it_is_left(metrics: Metrics, readiness: Readiness) -> None:
    async with Listener("127.0.0.1", 0, metrics=metrics, readiness=readiness) as listener:
        address = listener.address
    assert address is not None
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(address)
