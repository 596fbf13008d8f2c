"""Dreams that grow only where somebody painted."""

import io
from pathlib import Path

import pytest
from aiohttp import FormData
from PIL import Image

from bot.adapters.web.masks import LARGEST_MASK_BYTES
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Ears, Guest, Json, draw_photo

FOREVER = 60.0


def draw_mask(*, left: int = 0) -> bytes:
    """White on the left half, from that column of 40 on; transparent elsewhere."""
    data = io.BytesIO()
    mask = Image.new("RGBA", (40, 30))
    mask.paste((255, 255, 255, 255), (left, 0, 20, 30))
    mask.save(data, "PNG")
    return data.getvalue()


async def order(guest: Guest, photo: Json, mask: bytes, **values: str) -> tuple[int, Json]:
    form = FormData(default_to_multipart=True)
    for name, value in {"picture": photo["id"], "options": "puppyslug seed=5", **values}.items():
        form.add_field(name, value)
    form.add_field("mask", io.BytesIO(mask), filename="mask.png", content_type="image/png")
    async with guest.session.post("/api/dreams", data=form) as response:
        return response.status, await response.json()


async def dream_masked(guest: Guest, ears: Ears) -> Json:
    """A finished dream of a photo's left half."""
    photo = await guest.post_photo()
    assert (await order(guest, photo, draw_mask()))[0] == 201
    dream: Json = (await ears.dream("finished"))["dream"]
    return dream


async def read_pixels(guest: Guest, picture: Json) -> Image.Image:
    async with guest.session.get(picture["src"]) as response:
        return Image.open(io.BytesIO(await response.read())).convert("RGB")


def list_masks(tmp_path: Path) -> set[str]:
    return {path.stem for path in (tmp_path / "room" / "pictures").glob("??/*.mask")}


async def test_a_photo_is_dreamed_where_the_mask_is_white(guest: Guest) -> None:
    async with guest.listen() as (ears, _):
        masked = await dream_masked(guest, ears)
        await guest.send("/api/dreams", {"picture": masked["photo"]["id"], "options": "puppyslug"})
        whole = (await ears.dream("finished"))["dream"]
    photo = await read_pixels(guest, masked["photo"])
    width, height = photo.size

    def differs(dream: Image.Image, left: int) -> bool:
        box = (left, 0, left + width // 4, height)
        pairs = zip(dream.crop(box).tobytes(), photo.crop(box).tobytes(), strict=True)
        return max(abs(one - other) for one, other in pairs) > 24

    left, right = 0, width - width // 4
    pixels = await read_pixels(guest, masked["result"])
    assert (differs(pixels, left), differs(pixels, right)) == (True, False)
    assert differs(await read_pixels(guest, whole["result"]), right)


async def test_a_post_brings_the_mask_of_its_picture_along(guest: Guest) -> None:
    form = FormData(default_to_multipart=True)
    form.add_field("text", "/dream puppyslug")
    form.add_field("mask", draw_mask(), filename="mask.png")
    form.add_field("picture", draw_photo(), filename="photo.jpg")
    async with guest.listen() as (ears, _):
        async with guest.session.post("/api/posts", data=form) as response:
            assert response.status == 201
        assert (await ears.dream("finished"))["dream"]["facts"]["mask"]


@pytest.mark.parametrize(
    ("mask", "options", "code"),
    [
        (b"no picture", "puppyslug", "picture_format"),
        (bytes(LARGEST_MASK_BYTES + 1), "puppyslug", "upload_too_large"),
        (draw_mask(left=20), "puppyslug", "mask_empty"),
        (draw_mask(), "puppyslug zoom", "usage"),
        (draw_mask(), "puppyslug sheet", "usage"),
        (draw_mask(), "imagine banana", "usage"),
    ],
)
async def test_what_cannot_be_a_mask_is_refused_before_anything_is_accepted(
    guest: Guest, tmp_path: Path, mask: bytes, options: str, code: str
) -> None:
    photo = await guest.post_photo()
    status, body = await order(guest, photo, mask, options=options)
    assert (status // 100, body["error"]["code"]) == (4, code)
    assert len((await guest.get("/api/posts"))[1]["posts"]) == 1
    assert list_masks(tmp_path) == set()


async def test_the_same_mask_is_used_again_by_the_dream_that_had_it(guest: Guest) -> None:
    async with guest.listen() as (ears, _):
        first = await dream_masked(guest, ears)
        again = {"picture": first["photo"]["id"], "options": "puppyslug", "mask_of": first["id"]}
        assert (await guest.send("/api/dreams", again))[0] == 201
        second = (await ears.dream("finished"))["dream"]
        await guest.send("/api/dreams", {**again, "mask_of": ""})
        whole = (await ears.dream("finished"))["dream"]
    assert second["facts"]["mask"] == first["facts"]["mask"]
    assert "mask" not in whole["facts"]
    for unknown in (whole["id"], "0" * 20):
        status, body = await guest.send("/api/dreams", {**again, "mask_of": unknown})
        assert (status, body["error"]["code"]) == (404, "not_found")


async def test_another_finish_is_of_the_dream_with_the_same_mask(
    guest: Guest, engine: FakeEngine
) -> None:
    async with guest.listen() as (ears, _):
        first = await dream_masked(guest, ears)
        engine.step_seconds = FOREVER
        words = f"puppyslug seed=5 amount=50 size={first['facts']['size']}"
        values = {"picture": first["photo"]["id"], "options": words}
        await guest.send("/api/dreams", values)
        await ears.dream("waiting")
        await order(guest, first["photo"], draw_mask(left=10), options=words)
        await ears.dream("waiting")
        await guest.send("/api/dreams", {**values, "mask_of": first["id"]})
        finished = (await ears.dream("finished"))["dream"]
    assert finished["facts"]["mask"] == first["facts"]["mask"]


async def test_a_masked_dream_goes_on_after_a_restart_and_its_mask_goes_with_it(
    open_bot: OpenRoom, engine: FakeEngine, tmp_path: Path
) -> None:
    engine.step_seconds = FOREVER
    async with open_bot() as room, Guest(room.address) as guest, guest.listen() as (ears, _):
        await order(guest, await guest.post_photo(), draw_mask())
        waiting = (await ears.dream("waiting"))["dream"]
    assert list_masks(tmp_path) == {waiting["id"]}
    engine.step_seconds = 0.0
    async with (
        open_bot() as room,
        Guest.back(room.address, guest) as again,
        again.listen() as (ears, hello),
    ):
        dream = hello["posts"][-1]["dream"]
        if dream["state"] != "finished":
            dream = (await ears.dream("finished"))["dream"]
        assert dream["facts"]["mask"] == waiting["facts"]["mask"]
        await again.post("/forget")
    assert list_masks(tmp_path) == set()


async def test_a_crash_leaves_no_mask_of_nobodys_dream(open_room: OpenRoom, tmp_path: Path) -> None:
    async with open_room() as room, Guest(room.address) as guest, guest.listen() as (ears, _):
        dream = await dream_masked(guest, ears)
    kept = tmp_path / "room" / "pictures" / dream["id"][:2]
    (kept / f"{dream['id'][:2]}{'0' * 18}.mask").write_bytes(draw_mask())
    async with open_room():
        assert list_masks(tmp_path) == {dream["id"]}
