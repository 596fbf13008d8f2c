"""Times the way from a message's arrival to the engine, at a steady rate of messages.

All is real but the platform, which keeps what it is shown, and the engine, which notes when it is
asked and goes on dreaming: no machine ends a hundred dreams a second. Run it with `make load`;
LOAD_ARGS="--postgres ADDRESS" takes PostgreSQL.
"""

import argparse
import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.records import ChatSettings, Records, read_address
from bot.service import DreamService, ServiceLimits
from bot.wishes import Asked, PostedPicture, Wishes
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import (
    DreamEvent,
    DreamRequest,
    Started,
    load_networks,
    load_presets,
)
from dream_core.engine.fake import FakeEngine
from tests.bot.wishes.kept_delivery import KeptDelivery
from tests.bot.wishes.plain_markup import PlainMarkup

PHOTO = Path(__file__).parents[1] / "photos" / "chelsea.jpg"
_NUMBER_BYTES = 8
PEOPLE = 1000
_STALL_PROBE_SECONDS = 0.005


class NotingEngine(FakeEngine):
    """Notes when it is asked for each picture, which ends with its message's number."""

    def __init__(self, workers: int) -> None:
        super().__init__(load_networks(NETWORKS_FILE), workers=workers)
        self.asked_at: dict[int, float] = {}

    async def dream(self, request: DreamRequest) -> AsyncGenerator[DreamEvent, None]:
        assert request.picture is not None
        self.asked_at[int.from_bytes(request.picture[-_NUMBER_BYTES:])] = time.perf_counter()
        yield Started(job_id=request.job_id, device="cpu")
        await asyncio.Event().wait()


class StallProbe:
    """Wakes up all the time; ``longest`` is how late it was at the worst, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def run(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(_STALL_PROBE_SECONDS)
            late = time.perf_counter() - before - _STALL_PROBE_SECONDS
            self.longest = max(self.longest, late)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFigures:
    """Seconds from each message's arrival to the engine, and the longest stall of the loop."""

    waits: Sequence[float]
    longest_stall: float

    @property
    def median(self) -> float:
        return statistics.median(self.waits)

    def quantile(self, percent: int) -> float:
        return statistics.quantiles(self.waits, n=100)[percent - 1]


async def measure_arrivals(
    data_dir: Path, *, rate: float, seconds: float, postgres: str | None = None
) -> LoadFigures:
    """So many messages a second, each of somebody else's of a thousand people, for a while."""
    presets = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))
    address = read_address(postgres) if postgres else None
    async with (
        Records(data_dir, address=address) as records,
        NotingEngine(workers=round(rate * seconds) + 20) as engine,
        DreamService(engine, ServiceLimits(), records.journal) as service,
    ):
        wishes = Wishes(
            service=service, engine=engine, records=records, presets=presets, markup=PlainMarkup()
        )
        await _arrive(wishes, count=20, first=0, rate=rate)  # whatever is made at first use
        stalls = StallProbe()
        probing = asyncio.create_task(stalls.run())
        arrived_at = await _arrive(wishes, count=round(rate * seconds), first=20, rate=rate)
        await asyncio.sleep(0.5)
        probing.cancel()
        waits = [engine.asked_at[number] - at for number, at in arrived_at.items()]
        return LoadFigures(waits=waits, longest_stall=stalls.longest)


async def measure_queueing(data_dir: Path, *, jobs: int) -> tuple[float, float]:
    """The mean seconds of one order, for the first ten that wait and for the last ten of many."""
    presets = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))
    limits = ServiceLimits(max_waiting=jobs + 10, max_waiting_per_person=100)
    async with (
        Records(data_dir) as records,
        NotingEngine(workers=1) as engine,
        DreamService(engine, limits, records.journal) as service,
    ):
        wishes = Wishes(
            service=service, engine=engine, records=records, presets=presets, markup=PlainMarkup()
        )
        spent = []
        for number in range(jobs):
            before = time.perf_counter()
            await wishes.begin(_ask(number), ChatSettings(), lambda _: KeptDelivery())
            spent.append(time.perf_counter() - before)
        return statistics.median(spent[10:110]), statistics.median(spent[-100:])


async def _arrive(wishes: Wishes, *, count: int, first: int, rate: float) -> dict[int, float]:
    arrived_at: dict[int, float] = {}
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(first, first + count):
            due = begun + (number - first) / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            arrived_at[number] = time.perf_counter()
            group.create_task(wishes.begin(_ask(number), ChatSettings(), lambda _: KeptDelivery()))
    return arrived_at


def _ask(number: int) -> Asked:
    picture = PHOTO.read_bytes() + number.to_bytes(_NUMBER_BYTES)
    return Asked(
        person=Person(id=f"fake:{number % PEOPLE}", name="Somebody"),
        chat_id=f"fake:chat-{number % 100}",
        options=DreamOptions(preset="cats"),
        pictures=(PostedPicture(data=picture),),
        trigger=f"fake:{number}",
        address={"number": number},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=100.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--jobs", type=int, default=10_000, help="for the long queue")
    parser.add_argument("--postgres", metavar="ADDRESS")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        arrivals = asyncio.run(
            measure_arrivals(
                Path(folder) / "arrivals",
                rate=given.rate,
                seconds=given.seconds,
                postgres=given.postgres,
            )
        )
        first, last = asyncio.run(measure_queueing(Path(folder) / "queue", jobs=given.jobs))
    database = "PostgreSQL" if given.postgres else "SQLite"
    print(
        f"{len(arrivals.waits)} messages at {given.rate:g}/s on {database}: "
        f"median {arrivals.median * 1000:.1f} ms, 95 % within "
        f"{arrivals.quantile(95) * 1000:.1f} ms, longest stall "
        f"{arrivals.longest_stall * 1000:.0f} ms"
    )
    print(
        f"one order: {first * 1000:.2f} ms among the first hundred that wait, "
        f"{last * 1000:.2f} ms behind {given.jobs} others (ratio {last / first:.2f})"
    )


if __name__ == "__main__":
    main()
