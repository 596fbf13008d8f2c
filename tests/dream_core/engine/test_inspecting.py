import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from dream_core import (
    Animation,
    DreamError,
    DreamRequest,
    ErrorCode,
    Motion,
    Recipe,
    Sheet,
    SheetCell,
    Zoom,
)
from dream_core.engine.inspecting import inspect_film, inspect_networks, inspect_still
from dream_core.engine.messages import StartDream
from dream_core.engine.settings import EngineSettings
from tests.clips import draw_clip
from tests.dream_core.engine.conftest import MakeOrder

PLENTY = 10**6
CLIP = draw_clip(duration=100)


def draw(size: tuple[int, int], colour: str = "white") -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


def inspect(order: StartDream, *, size: int | None = None, **changes: Any) -> None:
    request = replace(order.request, **changes)
    if size is not None:
        request = replace(request, recipe=replace(request.recipe, size=size))
    if inspect_still(request, max_pixels=PLENTY):
        inspect_film(request, max_pixels=PLENTY)


def make_sheet(recipe: Recipe) -> Sheet:
    return Sheet(cells=tuple(SheetCell(title=str(each), recipe=recipe) for each in range(3)))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"picture": b"no picture"}, ErrorCode.PICTURE_FORMAT),
        ({"picture": b""}, ErrorCode.PICTURE_EMPTY),
        ({"picture": draw((96, 64))[:60]}, ErrorCode.PICTURE_TRUNCATED),
        ({"picture": draw((900, 12))}, ErrorCode.PICTURE_TOO_SMALL),
        ({"size": 4000}, ErrorCode.PICTURE_TOO_LARGE),
        ({"guide": b"no picture"}, ErrorCode.PICTURE_FORMAT),
        ({"guide": draw((8, 8))}, ErrorCode.PICTURE_TOO_SMALL),
        ({"mask": b"no picture"}, ErrorCode.PICTURE_FORMAT),
        ({"mask": draw((30, 20), "black")}, ErrorCode.MASK_EMPTY),
        ({"picture": CLIP, "motion": Animation(max_seconds=0.2)}, ErrorCode.MOTION_TOO_LONG),
        ({"picture": CLIP, "motion": Animation(), "size": 2000}, ErrorCode.PICTURE_TOO_LARGE),
        ({"picture": CLIP, "motion": Animation(), "guide": b"no"}, ErrorCode.PICTURE_FORMAT),
        ({"motion": Animation()}, ErrorCode.PICTURE_STILL),
        ({"motion": Zoom(), "size": 2000}, ErrorCode.PICTURE_TOO_LARGE),
        ({"motion": Zoom(seconds=15), "size": 1280}, ErrorCode.MOTION_TOO_LONG),
        ({"motion": Zoom(), "picture": b"no picture"}, ErrorCode.PICTURE_FORMAT),
    ],
)
def test_what_no_worker_could_dream_is_refused(
    changes: dict[str, Any], code: ErrorCode, make_order: MakeOrder, photo: bytes
) -> None:
    with pytest.raises(DreamError) as refused:
        inspect(make_order(photo), **changes)
    assert refused.value.code == code
    assert refused.value.hint


@pytest.mark.parametrize(
    ("picture", "motion"),
    [
        (None, None),
        (draw((96, 64)), None),
        (CLIP, None),
        (CLIP, Animation()),
        (CLIP, Zoom()),
        (draw((96, 64)), Animation(or_still=True)),
    ],
)
def test_what_can_be_dreamed_is_let_through(
    picture: bytes | None, motion: Motion | None, make_order: MakeOrder
) -> None:
    inspect(make_order(), picture=picture, motion=motion, guide=CLIP)


@pytest.mark.parametrize("size", [(30, 20), (300, 40)])
def test_a_mask_may_have_any_size(
    size: tuple[int, int], make_order: MakeOrder, photo: bytes
) -> None:
    inspect(make_order(photo), mask=draw(size))


def test_a_page_has_a_limit(make_order: MakeOrder, photo: bytes) -> None:
    order = make_order(photo)
    sheet = make_sheet(order.request.recipe)
    for moving in (photo, CLIP):
        inspect(order, picture=moving, sheet=sheet)
    with pytest.raises(DreamError, match="The sheet would have"):
        inspect(order, sheet=sheet, size=800)


def test_a_network_that_nobody_fetches_must_be_here(
    settings: EngineSettings, make_order: MakeOrder
) -> None:
    request = make_order().request
    gone = replace(settings.networks[request.recipe.network], package="carrier_of_nothing")
    without = replace(settings, networks={**settings.networks, gone.name: gone})
    inspect_networks(request, settings)
    for wanted in (request, sheet_of(request)):
        with pytest.raises(DreamError) as refused:
            inspect_networks(wanted, without)
        assert refused.value.code == ErrorCode.NETWORK_UNAVAILABLE
        assert "pip install" in refused.value.hint


def sheet_of(request: DreamRequest) -> DreamRequest:
    return replace(request, sheet=make_sheet(request.recipe))
