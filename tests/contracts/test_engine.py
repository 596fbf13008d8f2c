"""What every engine does, tried on the fake and on real worker processes with a real network."""

import asyncio
import io
import struct
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from PIL import Image

from config import NETWORKS_FILE
from dream_core import (
    Animation,
    DreamError,
    DreamEvent,
    DreamRequest,
    DreamResult,
    ErrorCode,
    Failed,
    Finished,
    Motion,
    Networks,
    Progress,
    Recipe,
    Sheet,
    SheetCell,
    Started,
    Target,
    Voice,
    Zoom,
    load_networks,
    parse_target,
)
from dream_core.engine.fake import FakeEngine
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.protocol import DreamEngine
from dream_core.engine.settings import EngineSettings
from dream_core.sheets.page import Grid, plan_grid
from dream_core.vocabulary import find
from tests.clips import draw_clip

pytestmark = pytest.mark.asyncio(loop_scope="module")

QUICK = Recipe(
    network="efficientnet-lite0",
    targets=(parse_target("block3"),),
    octaves=2,
    steps=2,
    seed=3,
)
LONG = replace(QUICK, steps=1000)
PHOTOS = Path(__file__).parents[1] / "photos"
PATIENCE_SECONDS = 40
_NUMBERS = count(1)


@dataclass(slots=True)
class Dreaming:
    """An engine, and short ways to use it."""

    engine: DreamEngine
    request: DreamRequest

    @property
    def photo(self) -> bytes:
        assert self.request.picture is not None
        return self.request.picture

    def ask(self, **changes: Any) -> DreamRequest:
        return replace(self.request, job_id=f"job-{next(_NUMBERS)}", **changes)

    async def finish(self, request: DreamRequest) -> list[DreamEvent]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return [event async for event in self.engine.dream(request)]

    def start(self, request: DreamRequest) -> asyncio.Task[list[DreamEvent]]:
        return asyncio.create_task(self.finish(request))

    async def until_busy(self, workers: int = 1) -> None:
        await self.until(lambda: self.engine.status.busy == workers)

    async def until(self, condition: Any) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.005)


def make_engine(kind: str, networks: Networks, folder: Path) -> FakeEngine | ProcessEngine:
    if kind == "fake":
        return FakeEngine(networks, step_seconds=0.01, saw=("tabby cat", "lynx"))
    settings = EngineSettings(networks=networks, cache_dir=folder, device="cpu", workers=1)
    return ProcessEngine(settings)


def draw(mode: str = "RGB", size: tuple[int, int] = (96, 64), **options: Any) -> bytes:
    channels = len(mode)
    values = np.random.default_rng(7).integers(0, 256, (size[1], size[0], channels), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(values.squeeze(), mode if mode == "RGBA" else None).save(stream, **options)
    return stream.getvalue()


def draw_header(width: int, height: int) -> bytes:
    """A PNG that promises this many pixels and holds hardly any."""
    chunks = [
        b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0),
        b"IDAT" + zlib.compress(bytes(1000)),
        b"IEND",
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in chunks
    )


def _draw_right_half() -> bytes:
    mask = Image.new("L", (48, 32), 0)
    mask.paste(255, (24, 0, 48, 32))
    stream = io.BytesIO()
    mask.save(stream, "PNG")
    return stream.getvalue()


def codes(events: list[DreamEvent]) -> list[ErrorCode]:
    return [event.error.code for event in events if isinstance(event, Failed)]


@pytest.fixture(scope="module")
def networks() -> Networks:
    return load_networks(NETWORKS_FILE)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["fake", "process"])
async def dreaming(
    request: pytest.FixtureRequest, networks: Networks, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Dreaming]:
    async with make_engine(request.param, networks, tmp_path_factory.mktemp("cache")) as engine:
        picture = draw(format="PNG")
        yield Dreaming(engine, DreamRequest(job_id="", picture=picture, recipe=QUICK))


async def test_a_dream_has_the_photos_size_and_other_pixels(dreaming: Dreaming) -> None:
    *_, finished = await dreaming.finish(dreaming.ask())
    assert isinstance(finished, Finished)
    result = finished.result
    picture = Image.open(io.BytesIO(result.picture))
    assert picture.format == "JPEG"
    assert result.picture_format == "jpeg"
    assert picture.size == (result.width, result.height) == (96, 64)
    photo = Image.open(io.BytesIO(dreaming.photo))
    assert np.abs(np.asarray(picture, float) - np.asarray(photo, float)).mean() > 1
    assert 0 <= result.dream_seconds <= result.total_seconds


async def test_the_result_tells_the_recipe_as_it_was_dreamed(dreaming: Dreaming) -> None:
    *_, finished = await dreaming.finish(dreaming.ask(recipe=replace(QUICK, size=128)))
    assert isinstance(finished, Finished)
    assert (finished.result.width, finished.result.height) == (128, 85)
    assert finished.result.recipe == replace(QUICK, size=128, grow_octaves=False)


async def test_outside_a_mask_the_photo_stays_as_it_is(dreaming: Dreaming) -> None:
    *_, finished = await dreaming.finish(
        dreaming.ask(mask=_draw_right_half(), picture_format="png")
    )
    assert isinstance(finished, Finished)
    photo, dream = (
        np.asarray(Image.open(io.BytesIO(data)), int)
        for data in (dreaming.photo, finished.result.picture)
    )
    assert np.array_equal(dream[:, :44], photo[:, :44])
    assert np.abs(dream - photo)[:, 52:].mean() > 1


async def test_a_second_thought_leaves_what_was_masked_as_it_is(dreaming: Dreaming) -> None:
    photo = (PHOTOS / "coffee.jpg").read_bytes()
    small = replace(QUICK, size=96)
    ask = dreaming.ask(picture=photo, recipe=small, mask=_draw_right_half(), picture_format="png")
    *_, finished = await dreaming.finish(ask)
    assert isinstance(finished, Finished)
    doubled = await dreaming.engine.retouch(
        photo, finished.result.dream, replace(small, amount=200), picture_format="png"
    )
    first, second = (
        np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), int)
        for data in (finished.result.picture, doubled.picture)
    )
    assert np.array_equal(first[:, :40], second[:, :40])
    assert np.abs(first - second)[:, 56:].mean() > 1


async def test_a_mask_that_cannot_be_used_is_explained(dreaming: Dreaming) -> None:
    black = io.BytesIO()
    Image.new("L", (8, 8)).save(black, "PNG")
    for mask, code in ((b"", ErrorCode.PICTURE_EMPTY), (black.getvalue(), ErrorCode.MASK_EMPTY)):
        assert codes(await dreaming.finish(dreaming.ask(mask=mask))) == [code]


@pytest.mark.parametrize("only", ["subject", "background"])
async def test_the_subject_or_all_around_it_is_dreamed_alone(dreaming: Dreaming, only: Any) -> None:
    photo = (PHOTOS / "coffee.jpg").read_bytes()
    recipe = replace(QUICK, size=128, only=only)
    whole = await dreaming.finish(
        dreaming.ask(picture=photo, recipe=replace(recipe, only="all"), picture_format="png")
    )
    part = await dreaming.finish(dreaming.ask(picture=photo, recipe=recipe, picture_format="png"))
    assert isinstance(whole[-1], Finished)
    assert isinstance(part[-1], Finished)
    assert part[-1].result.recipe.only == only
    original = (
        Image.open(io.BytesIO(photo)).convert("RGB").resize((128, 85), Image.Resampling.LANCZOS)
    )
    dream = np.asarray(Image.open(io.BytesIO(part[-1].result.picture)), int)
    change = np.abs(dream - np.asarray(original, int)).mean(axis=2)
    middle, corner = change[35:50, 45:70].mean(), change[:20, :12].mean()
    inside, outside = (middle, corner) if only == "subject" else (corner, middle)
    assert inside > 2
    assert outside < 1


async def test_several_networks_dream_together(dreaming: Dreaming) -> None:
    also = Voice(network="efficientnet-lite1", targets=(parse_target("block4"),), weight=0.5)
    recipe = replace(QUICK, also=(also,))
    *_, finished = await dreaming.finish(dreaming.ask(recipe=recipe))
    assert isinstance(finished, Finished)
    assert finished.result.recipe == replace(recipe, size=96, grow_octaves=False)
    unknown = replace(also, network="nowhere")
    asked = dreaming.ask(recipe=replace(QUICK, also=(unknown,)))
    assert codes(await dreaming.finish(asked)) == [ErrorCode.NETWORK_UNKNOWN]


async def test_transparency_is_kept(dreaming: Dreaming) -> None:
    picture = draw("RGBA", format="PNG")
    *_, finished = await dreaming.finish(dreaming.ask(picture=picture))
    assert isinstance(finished, Finished)
    assert finished.result.picture_format == "png"
    result = Image.open(io.BytesIO(finished.result.picture))
    before = np.asarray(Image.open(io.BytesIO(picture)))[..., 3]
    assert np.array_equal(np.asarray(result)[..., 3], before)


async def test_the_same_seed_gives_the_same_picture(dreaming: Dreaming) -> None:
    pictures = []
    for _ in range(2):
        *_, finished = await dreaming.finish(dreaming.ask(picture_format="png"))
        assert isinstance(finished, Finished)
        pictures.append(finished.result.picture)
    assert pictures[0] == pictures[1]


@given(data=st.data())
@examples(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_events_come_in_order_whatever_is_asked(dreaming: Dreaming, data: Any) -> None:
    recipe = replace(
        QUICK,
        steps=data.draw(st.integers(1, 4)),
        octaves=data.draw(st.integers(1, 3)),
        size=data.draw(st.integers(33, 120)),
        keep_colours=data.draw(st.booleans()),
    )
    picture = data.draw(st.sampled_from([dreaming.photo, b"", b"GIF89a"]))
    request = dreaming.ask(recipe=recipe, picture=picture, preview_interval_seconds=0)
    events = await dreaming.finish(request)
    first, *between, last = events
    assert first == Started(job_id=request.job_id, device=dreaming.engine.status.devices[0])
    assert all(isinstance(event, Progress) for event in between)
    assert isinstance(last, Finished if picture == dreaming.photo else Failed)
    assert {event.job_id for event in events} == {request.job_id}
    progress = [event for event in between if isinstance(event, Progress)]
    places = [(event.octave, event.step, event.fraction) for event in progress]
    assert places == sorted(places)
    assert all(0 < event.fraction <= 1 for event in progress)
    assert isinstance(last, Failed) or progress[-1].fraction == 1


async def test_people_see_it_grow_at_least_once_a_second(dreaming: Dreaming) -> None:
    request = dreaming.ask(recipe=LONG, time_limit_seconds=3.0, preview_side=48)
    begin = time.monotonic()
    seen = [begin]
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for event in dreaming.engine.dream(request):
            if isinstance(event, Progress) and event.preview:
                seen.append(time.monotonic())
                preview = Image.open(io.BytesIO(event.preview))
                assert preview.format == "JPEG"
                assert preview.size == (48, 32)
    seen.append(time.monotonic())
    assert len(seen) >= 5
    assert max(after - before for before, after in pairwise(seen)) < 1


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("efficientnet-lite9 block3", ErrorCode.NETWORK_UNKNOWN),
        ("efficientnet-lite0 block33", ErrorCode.LAYER_UNKNOWN),
        ("efficientnet-lite0 block3@5000", ErrorCode.LAYER_UNKNOWN),
    ],
)
async def test_what_no_network_has_is_refused_before_it_starts(
    dreaming: Dreaming, target: str, code: ErrorCode
) -> None:
    network, layer = target.split()
    recipe = replace(QUICK, network=network, targets=(parse_target(layer),))
    (failed,) = await dreaming.finish(dreaming.ask(recipe=recipe))
    assert codes([failed]) == [code]


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"", ErrorCode.PICTURE_EMPTY),
        (b"Dear bot, this is no picture.", ErrorCode.PICTURE_FORMAT),
        (draw(format="JPEG")[:900], ErrorCode.PICTURE_TRUNCATED),
        (draw(size=(1, 1), format="PNG"), ErrorCode.PICTURE_TOO_SMALL),
        (draw(size=(1, 5000), format="PNG"), ErrorCode.PICTURE_TOO_SMALL),
        (draw_header(60_000, 60_000), ErrorCode.PICTURE_TOO_LARGE),
    ],
    ids=["empty", "text", "truncated", "1x1", "1x5000", "60000x60000"],
)
async def test_a_bad_picture_is_explained_and_the_next_dream_works(
    dreaming: Dreaming, picture: bytes, code: ErrorCode
) -> None:
    events = await dreaming.finish(dreaming.ask(picture=picture))
    assert codes(events) == [code]
    assert isinstance((await dreaming.finish(dreaming.ask()))[-1], Finished)
    assert dreaming.engine.status.restarts == 0


@pytest.mark.parametrize(
    ("guide", "code"),
    [
        (b"", ErrorCode.PICTURE_EMPTY),
        (b"Dear bot, this is no picture.", ErrorCode.PICTURE_FORMAT),
        (draw(format="JPEG")[:900], ErrorCode.PICTURE_TRUNCATED),
        (draw(size=(900, 20), format="PNG"), ErrorCode.PICTURE_TOO_SMALL),
        (draw_header(60_000, 60_000), ErrorCode.PICTURE_TOO_LARGE),
    ],
    ids=["empty", "text", "truncated", "900x20", "60000x60000"],
)
async def test_a_bad_guide_is_told_from_a_bad_picture_and_a_good_one_works(
    dreaming: Dreaming, guide: bytes, code: ErrorCode
) -> None:
    events = await dreaming.finish(dreaming.ask(guide=guide))
    assert codes(events) == [code]
    assert isinstance(events[-1], Failed)
    assert events[-1].error.sentence.startswith("The guide picture can't be used: ")
    *_, finished = await dreaming.finish(dreaming.ask(guide=draw("RGBA", (64, 64), format="PNG")))
    assert isinstance(finished, Finished)
    assert (finished.result.width, finished.result.height) == (96, 64)
    assert finished.result.recipe.targets == QUICK.targets


async def test_a_guided_dream_can_be_cancelled_within_a_step(dreaming: Dreaming) -> None:
    request = dreaming.ask(recipe=LONG, guide=draw(format="PNG"))
    events: list[DreamEvent] = []
    begin = time.monotonic()
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for event in dreaming.engine.dream(request):
            events.append(event)
            if isinstance(event, Progress) and event.preview:
                begin = time.monotonic()
                assert await dreaming.engine.cancel(request.job_id)
    assert codes(events) == [ErrorCode.CANCELLED]
    await dreaming.until(lambda: not dreaming.engine.status.busy)
    assert time.monotonic() - begin < 1


async def test_a_running_dream_can_be_cancelled_within_a_step(dreaming: Dreaming) -> None:
    request = dreaming.ask(recipe=LONG)
    events: list[DreamEvent] = []
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for event in dreaming.engine.dream(request):
            events.append(event)
            if isinstance(event, Progress) and event.step >= 3:
                begin = time.monotonic()
                assert await dreaming.engine.cancel(request.job_id)
    assert codes(events) == [ErrorCode.CANCELLED]
    await dreaming.until(lambda: not dreaming.engine.status.busy)
    assert time.monotonic() - begin < 1
    assert isinstance((await dreaming.finish(dreaming.ask()))[-1], Finished)


async def test_a_waiting_dream_can_be_cancelled_and_never_starts(dreaming: Dreaming) -> None:
    running, waiting = dreaming.ask(recipe=LONG), dreaming.ask()
    first = dreaming.start(running)
    await dreaming.until_busy()
    second = dreaming.start(waiting)
    await asyncio.sleep(0.05)
    assert await dreaming.engine.cancel(waiting.job_id)
    assert [type(event) for event in await second] == [Failed]
    assert codes(second.result()) == [ErrorCode.CANCELLED]
    assert not first.done()
    assert await dreaming.engine.cancel(running.job_id)
    await first


async def test_cancelling_what_is_not_there_says_so(dreaming: Dreaming) -> None:
    request = dreaming.ask()
    assert not await dreaming.engine.cancel(request.job_id)
    await dreaming.finish(request)
    assert not await dreaming.engine.cancel(request.job_id)


async def test_whoever_stops_listening_cancels_the_dream(dreaming: Dreaming) -> None:
    begin = time.monotonic()
    async with aclosing(dreaming.engine.dream(dreaming.ask(recipe=LONG))) as events:
        async for event in events:
            if isinstance(event, Progress):
                begin = time.monotonic()
                break
    await dreaming.until(lambda: not dreaming.engine.status.busy)
    assert time.monotonic() - begin < 1


async def test_cancelling_the_task_that_listens_cancels_the_dream(dreaming: Dreaming) -> None:
    task = dreaming.start(dreaming.ask(recipe=LONG))
    await dreaming.until_busy()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    begin = time.monotonic()
    await dreaming.until(lambda: not dreaming.engine.status.busy)
    assert time.monotonic() - begin < 1


async def test_a_dream_over_its_time_limit_ends_and_the_next_one_works(dreaming: Dreaming) -> None:
    begin = time.monotonic()
    events = await dreaming.finish(dreaming.ask(recipe=LONG, time_limit_seconds=0.5))
    assert codes(events) == [ErrorCode.TIME_LIMIT]
    assert 0.5 <= time.monotonic() - begin < 1.5
    assert isinstance((await dreaming.finish(dreaming.ask()))[-1], Finished)
    assert dreaming.engine.status.restarts == 0


async def test_dreams_start_in_the_order_they_were_asked_for(dreaming: Dreaming) -> None:
    order: list[str] = []

    async def note_start(request: DreamRequest) -> None:
        async for event in dreaming.engine.dream(request):
            order.extend([event.job_id] if isinstance(event, Started) else [])

    requests = [dreaming.ask() for _ in range(4)]
    async with asyncio.timeout(PATIENCE_SECONDS), asyncio.TaskGroup() as group:
        for request in requests:
            group.create_task(note_start(request))
    assert order == [request.job_id for request in requests]


async def test_an_id_that_is_under_way_is_refused(dreaming: Dreaming) -> None:
    request = dreaming.ask(recipe=LONG)
    async with aclosing(dreaming.engine.dream(request)) as events:
        assert isinstance(await anext(events), Started)
        with pytest.raises(ValueError, match="under way"):
            await dreaming.finish(request)


async def test_what_could_not_be_dreamed_is_refused_while_a_dream_runs(dreaming: Dreaming) -> None:
    running = dreaming.start(dreaming.ask(recipe=LONG))
    await dreaming.until_busy()
    async with asyncio.timeout(PATIENCE_SECONDS):
        await dreaming.engine.inspect(dreaming.ask())
        await dreaming.engine.inspect(dreaming.ask(picture=draw_clip(), motion=Animation()))
        for changes, code in (
            ({"picture": b"<html>"}, ErrorCode.PICTURE_FORMAT),
            ({"guide": b"<html>"}, ErrorCode.PICTURE_FORMAT),
            ({"recipe": replace(QUICK, network="nets")}, ErrorCode.NETWORK_UNKNOWN),
        ):
            with pytest.raises(DreamError) as refused:
                await dreaming.engine.inspect(dreaming.ask(**changes))
            assert refused.value.code == code
    assert dreaming.engine.status.busy == 1
    running.cancel()
    await dreaming.until_busy(0)


async def test_a_photo_is_developed_while_a_dream_runs(dreaming: Dreaming) -> None:
    async with aclosing(dreaming.engine.dream(dreaming.ask(recipe=LONG))) as events:
        assert isinstance(await anext(events), Started)
        async with asyncio.timeout(5):
            photo = await dreaming.engine.develop(draw("RGBA", format="WEBP", lossless=True))
    assert (photo.width, photo.height, photo.picture_format) == (96, 64, "png")
    assert Image.open(io.BytesIO(photo.thumbnail)).format == "JPEG"


async def test_what_moves_is_developed_as_a_film_where_that_is_wanted(dreaming: Dreaming) -> None:
    film = await dreaming.engine.develop(draw_clip(), film=Animation())
    assert (film.width, film.height, film.picture_format) == (96, 64, "mp4")
    assert film.picture[4:8] == b"ftyp"
    still = await dreaming.engine.develop(film.picture)
    assert (still.width, still.height, still.picture_format) == (96, 64, "jpeg")
    with pytest.raises(DreamError) as failure:
        await dreaming.engine.develop(draw_clip(), film=Animation(max_seconds=0.2))
    assert failure.value.code == ErrorCode.MOTION_TOO_LONG


async def test_a_bad_photo_is_explained_and_the_next_is_developed(dreaming: Dreaming) -> None:
    with pytest.raises(DreamError) as failure:
        await dreaming.engine.develop(b"<html>")
    assert failure.value.code == ErrorCode.PICTURE_FORMAT
    assert (await dreaming.engine.develop(dreaming.photo)).width == 96


@pytest.mark.parametrize(("mode", "made"), [("RGB", "jpeg"), ("RGBA", "webp")])
async def test_a_file_is_made_to_fit_while_a_dream_runs(
    dreaming: Dreaming, mode: str, made: str
) -> None:
    picture = draw(mode, (300, 200), format="PNG")
    async with aclosing(dreaming.engine.dream(dreaming.ask(recipe=LONG))) as events:
        assert isinstance(await anext(events), Started)
        async with asyncio.timeout(5):
            shrunk = await dreaming.engine.shrink(picture, max_bytes=20_000)
    assert len(shrunk.picture) <= 20_000 < len(picture)
    assert shrunk.picture_format == made
    result = Image.open(io.BytesIO(shrunk.picture))
    assert result.size == (shrunk.width, shrunk.height)
    assert result.mode == mode


async def test_a_file_that_fits_is_left_alone(dreaming: Dreaming) -> None:
    picture = dreaming.photo
    shrunk = await dreaming.engine.shrink(picture, max_bytes=len(picture))
    assert (shrunk.picture, shrunk.width, shrunk.height) == (picture, 96, 64)


@pytest.mark.parametrize(
    ("picture", "code"),
    [(draw(format="PNG"), ErrorCode.PICTURE_TOO_LARGE), (b"<html>", ErrorCode.PICTURE_FORMAT)],
    ids=["no room", "no picture"],
)
async def test_a_file_that_cannot_fit_is_explained_and_the_next_one_fits(
    dreaming: Dreaming, picture: bytes, code: ErrorCode
) -> None:
    with pytest.raises(DreamError) as failure:
        await dreaming.engine.shrink(picture, max_bytes=10)
    assert failure.value.code == code
    assert await dreaming.engine.shrink(dreaming.photo, max_bytes=8_000)


FINISHES: list[dict[str, Any]] = [
    {"amount": 60},
    {"amount": 150, "blend": "soft-light"},
    {"blend": "multiply", "keep_colours": True},
]


async def dream_result(dreaming: Dreaming, **changes: Any) -> DreamResult:
    *_, finished = await dreaming.finish(dreaming.ask(**changes))
    assert isinstance(finished, Finished)
    return finished.result


def show(picture: bytes) -> Any:
    """Red, green, blue and alpha of every pixel; black where nothing is to be seen."""
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGBA"), int)
    return pixels * (pixels[..., 3:] > 0)


@pytest.mark.parametrize("finish", FINISHES)
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_a_second_thought_is_the_dream_dreamed_afresh(
    dreaming: Dreaming, mode: str, finish: dict[str, Any]
) -> None:
    photo, recipe = draw(mode, format="PNG"), replace(QUICK, **finish)
    whole = await dream_result(dreaming, picture=photo, picture_format="png")
    afresh = await dream_result(dreaming, picture=photo, picture_format="png", recipe=recipe)
    again = await dreaming.engine.retouch(photo, whole.dream, recipe, picture_format="png")
    assert np.array_equal(show(again.picture), show(afresh.picture))
    assert not np.array_equal(show(again.picture), show(whole.picture))
    assert (again.recipe, again.width, again.height) == (afresh.recipe, 96, 64)
    assert (again.dream, again.picture_format) == (whole.dream, "png")
    assert again.dream_seconds == 0 < again.total_seconds


@pytest.mark.parametrize("finish", FINISHES)
async def test_what_is_kept_is_the_same_however_a_dream_was_finished(
    dreaming: Dreaming, finish: dict[str, Any]
) -> None:
    photo = dreaming.photo
    whole = await dream_result(dreaming)
    finished = await dream_result(dreaming, recipe=replace(QUICK, **finish))
    assert whole.unfinished is None
    assert finished.unfinished == whole.picture
    back = await dreaming.engine.retouch(photo, finished.dream, QUICK)
    assert (back.picture, back.unfinished) == (whole.picture, None)


async def test_a_second_thought_waits_for_no_dream(dreaming: Dreaming) -> None:
    photo, whole = dreaming.photo, await dream_result(dreaming)
    async with aclosing(dreaming.engine.dream(dreaming.ask(recipe=LONG))) as events:
        assert isinstance(await anext(events), Started)
        async with asyncio.timeout(5):
            recipe = replace(QUICK, amount=30)
            again = await dreaming.engine.retouch(photo, whole.dream, recipe)
    assert again.picture != whole.picture


@pytest.mark.parametrize(
    ("photo", "dream", "code"),
    [
        (b"<html>", draw(format="JPEG"), ErrorCode.PICTURE_FORMAT),
        (draw(format="PNG"), b"", ErrorCode.PICTURE_EMPTY),
        (draw(format="PNG"), draw(format="JPEG")[:900], ErrorCode.PICTURE_TRUNCATED),
        (draw(format="PNG"), draw(size=(96, 96), format="PNG"), ErrorCode.PICTURE_MISMATCH),
        (draw(format="PNG"), draw_header(60_000, 40_000), ErrorCode.PICTURE_TOO_LARGE),
        (draw_header(60_000, 40_000), draw(format="PNG"), ErrorCode.PICTURE_TOO_LARGE),
    ],
    ids=["no photo", "no dream", "truncated", "another's", "large dream", "large photo"],
)
async def test_a_second_thought_that_cannot_be_is_explained_and_the_next_one_works(
    dreaming: Dreaming, photo: bytes, dream: bytes, code: ErrorCode
) -> None:
    with pytest.raises(DreamError) as failure:
        await dreaming.engine.retouch(photo, dream, replace(QUICK, amount=50))
    assert failure.value.code == code
    good = dreaming.photo
    assert await dreaming.engine.retouch(good, good, replace(QUICK, amount=50))


IMAGINED = replace(
    QUICK, targets=(parse_target("logits@954"), parse_target("logits@543")), size=64, steps=3
)


async def test_a_picture_is_imagined_from_its_seed_alone(dreaming: Dreaming) -> None:
    pictures = []
    for seed in (3, 3, 4):
        recipe = replace(IMAGINED, seed=seed, amount=50)
        request = dreaming.ask(picture=None, recipe=recipe, picture_format="png")
        first, *between, finished = await dreaming.finish(request)
        assert isinstance(first, Started)
        assert isinstance(finished, Finished)
        assert isinstance(between[-1], Progress)
        assert between[-1].fraction == 1
        result = finished.result
        assert (result.width, result.height, result.unfinished) == (64, 64, None)
        assert result.recipe == replace(recipe, amount=100, grow_octaves=False)
        assert Image.open(io.BytesIO(result.picture)).size == (64, 64)
        pictures.append(result.picture)
    assert pictures[0] == pictures[1] != pictures[2]


async def test_imagining_shows_itself_and_can_be_cancelled_within_a_step(
    dreaming: Dreaming,
) -> None:
    recipe = replace(IMAGINED, steps=1000)
    request = dreaming.ask(picture=None, recipe=recipe, preview_side=48)
    events: list[DreamEvent] = []
    begin = time.monotonic()
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for event in dreaming.engine.dream(request):
            events.append(event)
            if isinstance(event, Progress) and event.preview:
                assert Image.open(io.BytesIO(event.preview)).size == (48, 48)
                begin = time.monotonic()
                await dreaming.engine.cancel(request.job_id)
    assert codes(events) == [ErrorCode.CANCELLED]
    await dreaming.until(lambda: not dreaming.engine.status.busy)
    assert time.monotonic() - begin < 1


async def test_imagining_ends_at_its_time_limit(dreaming: Dreaming) -> None:
    recipe = replace(IMAGINED, steps=1000)
    request = dreaming.ask(picture=None, recipe=recipe, time_limit_seconds=0.3)
    assert codes(await dreaming.finish(request)) == [ErrorCode.TIME_LIMIT]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"targets": QUICK.targets}, ErrorCode.RECIPE_INVALID),
        ({"targets": (parse_target("logits"),)}, ErrorCode.RECIPE_INVALID),
        ({"size": "full"}, ErrorCode.RECIPE_INVALID),
        ({"size": 16384}, ErrorCode.PICTURE_TOO_LARGE),
    ],
    ids=["layer", "no-channels", "full", "large"],
)
async def test_what_cannot_be_imagined_is_refused_before_it_starts(
    dreaming: Dreaming, changes: dict[str, Any], code: ErrorCode
) -> None:
    request = dreaming.ask(picture=None, recipe=replace(IMAGINED, **changes))
    (failed,) = await dreaming.finish(request)
    assert codes([failed]) == [code]


ZOOM = Zoom(seconds=1, speed=3.5, turn=20, fps=6, max_bytes=60_000)


async def test_a_zoom_is_a_film_as_long_as_asked_that_fits(dreaming: Dreaming) -> None:
    request = dreaming.ask(motion=ZOOM, preview_interval_seconds=0)
    *before, finished = await dreaming.finish(request)
    assert isinstance(finished, Finished)
    result = finished.result
    assert result.picture_format == "mp4"
    assert len(result.picture) <= 60_000
    assert result.frames == 6
    assert result.duration_seconds == pytest.approx(1)
    assert result.unfinished is None
    with av.open(io.BytesIO(result.picture), "r") as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
        assert film.streams.video[0].average_rate == 6
    assert [frame.shape for frame in frames] == [(result.height, result.width, 3)] * 6
    assert min(np.abs(np.subtract(*pair, dtype=int)).mean() for pair in pairwise(frames)) > 1
    progress = [event for event in before if isinstance(event, Progress)]
    places = [(event.octave, event.step, event.fraction) for event in progress]
    assert places == sorted(places)
    assert progress[-1].fraction == 1
    assert [event for event in progress if event.preview]


async def test_an_animation_keeps_its_format_its_times_and_its_length(dreaming: Dreaming) -> None:
    picture = draw_clip(duration=[100, 200, 300])
    *_, finished = await dreaming.finish(dreaming.ask(picture=picture, motion=Animation()))
    assert isinstance(finished, Finished)
    result = finished.result
    assert (result.picture_format, result.width, result.height) == ("gif", 96, 64)
    assert result.frames == 3
    assert result.duration_seconds == pytest.approx(0.6)
    film, clip = (Image.open(io.BytesIO(data)) for data in (result.picture, picture))
    for frame, milliseconds in enumerate([100, 200, 300]):
        film.seek(frame)
        clip.seek(frame)
        assert film.info["duration"] == milliseconds
        pixels, before = (np.asarray(image.convert("RGB"), int) for image in (film, clip))
        assert np.abs(pixels - before).mean() > 1


@pytest.mark.parametrize("motion", [ZOOM, Animation()], ids=["zoom", "animation"])
async def test_the_same_seed_gives_the_same_film(dreaming: Dreaming, motion: Motion) -> None:
    films = []
    for _ in range(2):
        request = dreaming.ask(picture=draw_clip(), motion=motion)
        *_, finished = await dreaming.finish(request)
        assert isinstance(finished, Finished)
        films.append(finished.result.picture)
    assert films[0] == films[1]


async def test_a_gif_that_would_not_fit_becomes_a_video(dreaming: Dreaming) -> None:
    request = dreaming.ask(picture=draw_clip(6), motion=Animation(max_bytes=20_000))
    *_, finished = await dreaming.finish(request)
    assert isinstance(finished, Finished)
    assert finished.result.picture_format == "mp4"
    assert len(finished.result.picture) <= 20_000


@pytest.mark.parametrize(
    ("picture", "motion", "code"),
    [
        (b"Dear bot, this is no picture.", ZOOM, ErrorCode.PICTURE_FORMAT),
        (draw(size=(1, 500), format="PNG"), ZOOM, ErrorCode.PICTURE_TOO_SMALL),
        (draw(format="PNG"), Animation(), ErrorCode.PICTURE_STILL),
        (draw_clip(duration=2000), Animation(max_seconds=5), ErrorCode.MOTION_TOO_LONG),
        (draw_clip()[:600], Animation(), ErrorCode.PICTURE_TRUNCATED),
        (draw_header(60_000, 40_000), Animation(), ErrorCode.PICTURE_TOO_LARGE),
    ],
    ids=["no picture", "1x500", "still", "long", "truncated", "large"],
)
async def test_what_can_not_move_is_explained_before_anything_is_dreamed(
    dreaming: Dreaming, picture: bytes, motion: Motion, code: ErrorCode
) -> None:
    events = await dreaming.finish(dreaming.ask(picture=picture, motion=motion))
    assert codes(events) == [code]
    assert not [event for event in events if isinstance(event, Progress)]


async def test_where_a_still_dream_will_do_a_picture_moves_if_it_can(dreaming: Dreaming) -> None:
    motion = Animation(or_still=True)
    *_, film = await dreaming.finish(dreaming.ask(picture=draw_clip(), motion=motion))
    assert isinstance(film, Finished)
    assert film.result.frames > 1
    *_, still = await dreaming.finish(dreaming.ask(picture=draw(format="PNG"), motion=motion))
    assert isinstance(still, Finished)
    assert (still.result.frames, still.result.picture_format) == (1, "jpeg")
    unreadable = dreaming.ask(picture=b"Dear bot, this is no picture.", motion=motion)
    assert codes(await dreaming.finish(unreadable)) == [ErrorCode.PICTURE_FORMAT]


async def test_a_film_can_be_cancelled_within_a_step(dreaming: Dreaming) -> None:
    request = dreaming.ask(recipe=LONG, motion=ZOOM)
    events: list[DreamEvent] = []
    begin = time.monotonic()
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for event in dreaming.engine.dream(request):
            events.append(event)
            if isinstance(event, Progress) and event.preview:
                begin = time.monotonic()
                assert await dreaming.engine.cancel(request.job_id)
    assert codes(events) == [ErrorCode.CANCELLED]
    await dreaming.until(lambda: not dreaming.engine.status.busy)
    assert time.monotonic() - begin < 1
    assert isinstance((await dreaming.finish(dreaming.ask()))[-1], Finished)


def cut_cell(page: Any, grid: Grid, number: int) -> Any:
    """The pixels of one picture of a page, as integers."""
    (left, top), (width, height) = grid.place(number), grid.cell
    return page[top : top + height, left : left + width, :3].astype(int)


def list_looks(*targets: str, **changes: Any) -> tuple[SheetCell, ...]:
    return tuple(
        SheetCell(title=target, recipe=replace(QUICK, targets=(parse_target(target),), **changes))
        for target in targets
    )


CHANNELS = Sheet(
    cells=tuple(
        SheetCell(
            title=str(channel),
            recipe=replace(QUICK, targets=(Target(layer="block3", channels=(channel,)),)),
        )
        for channel in range(5)
    ),
    columns=3,
)


async def test_a_sheet_shows_the_photo_and_each_look_at_the_size_asked_for(
    dreaming: Dreaming,
) -> None:
    sheet = Sheet(cells=list_looks("block3", "block2", "block1"), columns=2)
    request = dreaming.ask(
        sheet=sheet,
        recipe=replace(QUICK, size=48),
        picture_format="png",
        preview_interval_seconds=0,
    )
    *before, finished = await dreaming.finish(request)
    assert isinstance(finished, Finished)
    result = finished.result
    assert (result.unfinished, result.saw, result.frames) == (None, (), 1)
    assert result.recipe.size == 48
    page = show(result.picture)
    assert page.shape[:2] == (result.height, result.width)
    grid = plan_grid(4, (48, 32), 2)
    assert grid.size == (result.width, result.height)
    cells = [cut_cell(page, grid, number) for number in range(4)]
    assert np.abs(cells[0] - cells[1]).mean() > 1
    assert all(np.ptp(cell) > 50 for cell in cells)
    progress = [event for event in before if isinstance(event, Progress)]
    fractions = [event.fraction for event in progress]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    shown = [Image.open(io.BytesIO(event.preview)) for event in progress if event.preview]
    assert {image.size for image in shown} == {grid.size}


async def test_channels_are_imagined_each_as_if_it_were_alone(dreaming: Dreaming) -> None:
    pages = []
    for sheet in (CHANNELS, replace(CHANNELS, cells=CHANNELS.cells[3:])):
        recipe = replace(QUICK, size=32)
        request = dreaming.ask(picture=None, recipe=recipe, sheet=sheet, picture_format="png")
        *_, finished = await dreaming.finish(request)
        assert isinstance(finished, Finished)
        pages.append(show(finished.result.picture))
    few, alone = plan_grid(5, (32, 32), 3), plan_grid(2, (32, 32), 3)
    assert np.abs(cut_cell(pages[0], few, 3) - cut_cell(pages[1], alone, 0)).max() <= 1
    assert np.abs(cut_cell(pages[0], few, 3) - cut_cell(pages[0], few, 4)).mean() > 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sheet": Sheet(cells=list_looks("block3", "blok3"))}, ErrorCode.LAYER_UNKNOWN),
        (
            {"sheet": Sheet(cells=list_looks("block3"), columns=1), "picture": None},
            ErrorCode.RECIPE_INVALID,
        ),
        (
            {"sheet": Sheet(cells=list_looks("block3@99")), "picture": None},
            ErrorCode.LAYER_UNKNOWN,
        ),
        (
            {"sheet": Sheet(cells=list_looks("block3")), "picture": b"no picture"},
            ErrorCode.PICTURE_FORMAT,
        ),
        (
            {
                "sheet": Sheet(cells=list_looks("block3")),
                "recipe": replace(QUICK, size=16_384),
            },
            ErrorCode.PICTURE_TOO_LARGE,
        ),
    ],
    ids=["layer", "no channels", "channel", "no picture", "large"],
)
async def test_what_no_sheet_can_show_is_explained_before_anything_is_dreamed(
    dreaming: Dreaming, changes: dict[str, Any], code: ErrorCode
) -> None:
    events = await dreaming.finish(dreaming.ask(**changes))
    assert codes(events) == [code]
    assert not [event for event in events if isinstance(event, Progress)]


@pytest.mark.parametrize("has_photo", [True, False], ids=["photo", "channels"])
async def test_a_sheet_can_be_cancelled_within_a_step(dreaming: Dreaming, has_photo: bool) -> None:
    if has_photo:
        request = dreaming.ask(sheet=Sheet(cells=list_looks("block3") * 300))
    else:
        cells = list_looks("block3@1", steps=1000)
        request = dreaming.ask(picture=None, sheet=Sheet(cells=cells))
    events: list[DreamEvent] = []
    begin = time.monotonic()
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for event in dreaming.engine.dream(request):
            events.append(event)
            if isinstance(event, Progress) and event.preview:
                begin = time.monotonic()
                assert await dreaming.engine.cancel(request.job_id)
    assert codes(events) == [ErrorCode.CANCELLED]
    await dreaming.until(lambda: not dreaming.engine.status.busy)
    assert time.monotonic() - begin < 1


@pytest.mark.parametrize("kind", ["fake", "process"])
async def test_leaving_ends_every_dream_and_photo(
    kind: str, networks: Networks, tmp_path: Path
) -> None:
    request = DreamRequest(job_id="", picture=draw(format="PNG"), recipe=LONG)
    begin = time.monotonic()
    async with make_engine(kind, networks, tmp_path) as engine:
        dreaming = Dreaming(engine, request)
        tasks = [dreaming.start(dreaming.ask()) for _ in range(2)]
        await asyncio.sleep(0.1)
    for task in tasks:
        assert codes(await task) == [ErrorCode.ENGINE_CLOSED]
    assert codes(await dreaming.finish(dreaming.ask())) == [ErrorCode.ENGINE_CLOSED]
    with pytest.raises(DreamError) as failure:
        await engine.develop(dreaming.photo)
    assert failure.value.code == ErrorCode.ENGINE_CLOSED
    with pytest.raises(DreamError) as failure:
        await engine.shrink(dreaming.photo, max_bytes=100)
    assert failure.value.code == ErrorCode.ENGINE_CLOSED
    with pytest.raises(DreamError) as failure:
        await engine.retouch(dreaming.photo, dreaming.photo, QUICK)
    assert failure.value.code == ErrorCode.ENGINE_CLOSED
    assert time.monotonic() - begin < 5


async def test_what_a_dream_has_more_of_is_told_by_names_people_know(dreaming: Dreaming) -> None:
    recipe = replace(QUICK, targets=(parse_target("logits@281-285"),), steps=20, step_size=3.0)
    *_, finished = await dreaming.finish(dreaming.ask(recipe=recipe))
    assert isinstance(finished, Finished)
    saw = finished.result.saw
    assert 0 < len(saw) <= 3
    assert len(set(saw)) == len(saw)
    assert all(find(name) for name in saw)
