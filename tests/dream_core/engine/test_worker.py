"""The dreamer in this process: what no caller of an engine could bring about."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from dream_core import Animation, DreamError, DreamResult, ErrorCode, Finished, Progress, Target
from dream_core.engine import worker
from dream_core.engine.child import ParentLink, StoppedError
from dream_core.engine.messages import ChildPlan, StartDevelop, StartDream, Stop
from dream_core.engine.settings import EngineSettings
from dream_core.engine.worker import Dreamer, open_device, open_role
from dream_core.errors import PictureError, UnavailableError

MakeOrder = Callable[..., StartDream]
CPU = torch.device("cpu")
PHOTOS = Path(__file__).parents[2] / "photos"


@pytest.fixture
def ends() -> Iterator[tuple["Connection[Any, Any]", ParentLink]]:
    theirs, ours = Pipe()
    with theirs, ours:
        yield theirs, ParentLink(ours)


Ends = tuple["Connection[Any, Any]", ParentLink]


def test_a_photo_comes_through_the_pixel_formats_unchanged() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    picture = worker._to_tensor(pixels, CPU)
    assert picture.shape == (3, 5, 7)
    assert picture.is_contiguous()
    assert picture[2, 4, 6] == pixels[4, 6, 2]
    assert np.array_equal(worker._to_pixels(picture), pixels)
    assert np.array_equal(worker._to_pixels(worker._to_levels(picture / 255)), pixels)


def test_a_dream_reports_its_progress_and_comes_back_as_a_picture(
    settings: EngineSettings, ends: Ends, photo: bytes, make_order: MakeOrder
) -> None:
    parent, link = ends
    answer = Dreamer(settings, CPU).perform(make_order(photo, steps=2), link)
    assert isinstance(answer, Finished)
    assert Image.open(io.BytesIO(answer.result.picture)).size == (96, 64)
    assert answer.result.device == "cpu"
    assert isinstance(parent.recv(), Progress)


def test_a_dream_is_finished_as_its_recipe_says_and_kept_as_it_was_before(
    settings: EngineSettings, ends: Ends, photo: bytes, make_order: MakeOrder
) -> None:
    dreamer = Dreamer(settings, CPU)

    def dream(**finish: Any) -> DreamResult:
        order = make_order(photo, steps=2)
        recipe = replace(order.request.recipe, **finish)
        request = replace(order.request, recipe=recipe, picture_format="png")
        answer = dreamer.perform(StartDream(request=request), ends[1])
        assert isinstance(answer, Finished)
        return answer.result

    def pixels(picture: bytes) -> Any:
        return np.asarray(Image.open(io.BytesIO(picture)), int)

    whole, half = dream(), dream(amount=50)
    assert whole.unfinished is None
    assert half.unfinished is not None
    assert Image.open(io.BytesIO(half.unfinished)).format == "JPEG"
    between = (pixels(photo) + pixels(whole.picture)) / 2
    assert np.abs(pixels(half.picture) - between).max() <= 0.5
    assert np.abs(pixels(whole.picture) - pixels(photo)).mean() > 1


def test_a_dream_stops_at_its_next_step(
    settings: EngineSettings, ends: Ends, photo: bytes, make_order: MakeOrder
) -> None:
    parent, link = ends
    parent.send(Stop(job_id="job"))
    with pytest.raises(StoppedError):
        Dreamer(settings, CPU).perform(make_order(photo, steps=1000), link)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory"),
        MemoryError(),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried"),
    ],
)
def test_running_out_of_memory_is_explained_and_the_next_dream_works(
    error: Exception,
    settings: EngineSettings,
    ends: Ends,
    photo: bytes,
    make_order: MakeOrder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    dreamer = Dreamer(settings, CPU)
    with monkeypatch.context() as patch:
        patch.setattr(worker, "dream", fail)
        with pytest.raises(DreamError) as failure:
            dreamer.perform(make_order(photo), ends[1])
    assert failure.value.code == ErrorCode.OUT_OF_MEMORY
    assert "smaller" in failure.value.hint
    assert isinstance(dreamer.perform(make_order(photo), ends[1]), Finished)


def test_a_photo_that_cannot_be_read_costs_no_download(
    settings: EngineSettings, ends: Ends, make_order: MakeOrder, tmp_path: Path
) -> None:
    # Nothing listens there: whoever wanted the weights first would fail over them.
    offline = replace(settings, cache_dir=tmp_path / "none", weights_mirror="http://127.0.0.1:1")
    order = make_order(b"no picture at all")
    recipe = replace(order.request.recipe, network="googlenet", targets=(Target(layer="conv1"),))
    order = StartDream(request=replace(order.request, recipe=recipe))
    with pytest.raises(PictureError) as failure:
        Dreamer(offline, CPU).perform(order, ends[1])
    assert failure.value.code == ErrorCode.PICTURE_FORMAT
    assert not offline.cache_dir.exists()


def test_a_guide_decides_what_the_dream_is_made_of(
    settings: EngineSettings, ends: Ends, photo: bytes, make_order: MakeOrder
) -> None:
    dreamer = Dreamer(settings, CPU)

    def dream_with(guide: str | None) -> bytes:
        order = make_order(photo, steps=2)
        data = (PHOTOS / f"{guide}.jpg").read_bytes() if guide else None
        request = replace(order.request, guide=data, picture_format="png")
        answer = dreamer.perform(StartDream(request=request), ends[1])
        assert isinstance(answer, Finished)
        assert answer.result.recipe.targets == order.request.recipe.targets
        return answer.result.picture

    dreams = [dream_with(guide) for guide in ("chelsea", "chelsea", "coffee", None)]
    assert dreams[0] == dreams[1]
    assert len(set(dreams)) == 3


def test_a_guide_that_cannot_be_read_costs_no_download(
    settings: EngineSettings, ends: Ends, photo: bytes, make_order: MakeOrder, tmp_path: Path
) -> None:
    offline = replace(settings, cache_dir=tmp_path / "none", weights_mirror="http://127.0.0.1:1")
    order = make_order(photo)
    recipe = replace(order.request.recipe, network="googlenet", targets=(Target(layer="conv1"),))
    request = replace(order.request, recipe=recipe, guide=b"no picture at all")
    with pytest.raises(PictureError, match="guide") as failure:
        Dreamer(offline, CPU).perform(StartDream(request=request), ends[1])
    assert failure.value.code == ErrorCode.PICTURE_FORMAT


def test_a_lost_device_ends_the_process(
    settings: EngineSettings,
    ends: Ends,
    photo: bytes,
    make_order: MakeOrder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    dreamer = Dreamer(settings, CPU)
    monkeypatch.setattr(dreamer, "_ascend", fail)
    monkeypatch.setattr(dreamer, "_synchronise", fail)
    with pytest.raises(SystemExit, match="illegal memory access"):
        dreamer.perform(make_order(photo), ends[1])


def test_networks_stay_loaded_but_not_all_of_them(
    settings: EngineSettings, ends: Ends, photo: bytes, make_order: MakeOrder
) -> None:
    lite = settings.networks["efficientnet-lite0"]
    names = ["first", "second", "third"]
    many = replace(settings, networks={name: replace(lite, name=name) for name in names})
    dreamer = Dreamer(many, CPU)
    for name in ["first", "first", *names]:
        order = make_order(photo)
        recipe = replace(order.request.recipe, network=name)
        dreamer.perform(StartDream(request=replace(order.request, recipe=recipe)), ends[1])
    loads = dreamer._load.cache_info()
    assert (loads.misses, loads.currsize) == (3, worker.NETWORKS_KEPT)


def test_a_dreamer_takes_no_photos(settings: EngineSettings, ends: Ends) -> None:
    order = StartDevelop(job_id="photo", picture=b"", max_pixels=1)
    with pytest.raises(TypeError):
        Dreamer(settings, CPU).perform(order, ends[1])


def test_the_cpu_is_always_there_and_auto_finds_it(settings: EngineSettings) -> None:
    assert open_device("cpu") == CPU
    if not torch.cuda.is_available():
        assert open_device("auto") == CPU
        plan = ChildPlan(module="", device="auto", threads=1, settings=settings)
        threads = torch.get_num_threads()
        try:
            assert open_role(plan).hello().device == "cpu"
            assert torch.get_num_threads() == 1
        finally:
            torch.set_num_threads(threads)


def test_a_device_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnavailableError, match=r"cuda:99.*cpu") as failure:
        open_device("cuda:99")
    assert failure.value.code == ErrorCode.DEVICE_UNAVAILABLE


def test_a_films_pictures_may_be_ones_that_nobody_may_write_to(
    settings: EngineSettings, ends: Ends, make_order: MakeOrder
) -> None:
    frames = [Image.new("RGBA", (64, 48), (200, 90 + 20 * turn, 40, 0)) for turn in range(2)]
    frames[1].paste((20, 30, 200, 255), (8, 8, 40, 40))
    stream = io.BytesIO()
    frames[0].save(stream, "PNG", save_all=True, append_images=frames[1:], duration=100)
    request = replace(make_order(stream.getvalue()).request, motion=Animation())
    answer = Dreamer(settings, CPU).perform(StartDream(request=request), ends[1])
    assert isinstance(answer, Finished)
    assert answer.result.frames == 2
    assert 0 < answer.result.dream_seconds < answer.result.total_seconds
