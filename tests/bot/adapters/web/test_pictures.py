import io

import pytest
from PIL import Image

from tests.bot.adapters.web.guest import Guest, draw_photo


def draw_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>"
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0)}
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "olive").save(data, "JPEG", exif=exif, comment=b"<html>")
    return data.getvalue()


async def test_pictures_are_images_and_nothing_else(guest: Guest) -> None:
    picture = await guest.post_photo()
    for address in (picture["src"], picture["thumbnail"]):
        async with guest.session.get(address) as response:
            assert response.status == 200
            assert response.content_type == "image/jpeg"
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in response.headers["Content-Security-Policy"]
            assert "immutable" in response.headers["Cache-Control"]
            Image.open(io.BytesIO(await response.read())).verify()


async def test_what_a_visitor_sent_is_never_given_out_as_it_came(guest: Guest) -> None:
    sent = draw_with_place()
    assert b"<script>" in sent
    _, body = await guest.post("", sent)
    async with guest.session.get(body["post"]["pictures"][0]["src"]) as response:
        data = await response.read()
    assert b"<script>" not in data
    assert b"<html>" not in data
    assert not Image.open(io.BytesIO(data)).getexif()


async def test_a_polyglot_of_picture_and_page_comes_out_as_a_picture(guest: Guest) -> None:
    _, body = await guest.post("", draw_photo() + b"<html><script>alert(1)</script>")
    async with guest.session.get(body["post"]["pictures"][0]["src"]) as response:
        assert response.content_type == "image/jpeg"
        assert b"<script>" not in await response.read()


async def test_a_transparent_picture_stays_transparent(guest: Guest) -> None:
    data = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 90)).save(data, "PNG")
    _, body = await guest.post("", data.getvalue())
    async with guest.session.get(body["post"]["pictures"][0]["src"]) as response:
        assert response.content_type == "image/png"
        assert Image.open(io.BytesIO(await response.read())).mode == "RGBA"


async def test_a_download_has_a_name_of_ours(guest: Guest) -> None:
    picture = await guest.post_photo()
    async with guest.session.get(picture["src"] + "?download") as response:
        disposition = response.headers["Content-Disposition"]
    assert disposition == f'attachment; filename="puppyslug-{picture["id"]}.jpg"'


@pytest.mark.parametrize("name", ["0" * 20, "x", "..%2f..%2froom.sqlite3", "%00", "room.sqlite3"])
async def test_a_picture_that_is_not_there_is_told_so(guest: Guest, name: str) -> None:
    for path in (f"/pictures/{name}", f"/pictures/{name}/thumbnail"):
        status, body = await guest.get(path)
        assert (status, body["error"]["code"]) == (404, "not_found")
