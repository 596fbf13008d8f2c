import asyncio

from bot.wishes.pacing import Pace, Painter

QUICK = Pace(progress_seconds=0.05, position_seconds=0.3, farewell_seconds=1.0)


class Canvas:
    """What is painted, and when."""

    def __init__(self, *, takes_seconds: float = 0.0, ends_after: int | None = None) -> None:
        self.state = 0
        self.painted: list[int] = []
        self.times: list[float] = []
        self.is_painting = False
        self._takes_seconds = takes_seconds
        self._ends_after = ends_after

    async def paint(self) -> bool:
        self.is_painting = True
        self.painted.append(self.state)
        self.times.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self._takes_seconds)
        self.is_painting = False
        return len(self.painted) != self._ends_after


async def test_the_first_news_are_painted_at_once() -> None:
    canvas = Canvas()
    painter = Painter(canvas.paint, QUICK)
    painter.notice("position")
    await asyncio.sleep(0.02)
    await painter.stop()
    assert canvas.painted == [0]


async def test_of_many_news_the_newest_is_painted_at_the_pace() -> None:
    canvas = Canvas()
    painter = Painter(canvas.paint, QUICK)
    for canvas.state in range(40):
        painter.notice("progress")
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.1)
    await painter.stop()
    assert canvas.painted[-1] == 39
    gaps = [after - before for before, after in zip(canvas.times, canvas.times[1:], strict=False)]
    assert gaps
    assert min(gaps) >= 0.049


async def test_positions_wait_longer_than_progress() -> None:
    canvas = Canvas()
    painter = Painter(canvas.paint, QUICK)
    painter.notice("position")
    await asyncio.sleep(0.02)
    canvas.state = 1
    painter.notice("position")
    await asyncio.sleep(0.1)
    assert canvas.painted == [0]
    canvas.state = 2
    painter.notice("progress")
    await asyncio.sleep(0.05)
    assert canvas.painted == [0, 2]
    await painter.stop()


async def test_nothing_is_painted_once_it_is_stopped() -> None:
    canvas = Canvas(takes_seconds=0.05)
    painter = Painter(canvas.paint, QUICK)
    painter.notice("progress")
    await asyncio.sleep(0.01)
    assert canvas.is_painting
    await painter.stop()
    assert not canvas.is_painting  # it was waited for
    painter.notice("progress")
    await asyncio.sleep(0.1)
    assert canvas.painted == [0]


async def test_an_edit_that_never_ends_is_not_waited_for_forever() -> None:
    canvas = Canvas(takes_seconds=60.0)
    painter = Painter(canvas.paint, Pace(farewell_seconds=0.05))
    painter.notice("progress")
    await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        await painter.stop()


async def test_a_message_that_is_lost_is_not_painted_again() -> None:
    canvas = Canvas(ends_after=1)
    painter = Painter(canvas.paint, QUICK)
    for _ in range(3):
        painter.notice("progress")
        await asyncio.sleep(0.07)
    await painter.stop()
    assert canvas.painted == [0]
