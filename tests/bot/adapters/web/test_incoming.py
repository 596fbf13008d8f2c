import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import FormData, MultipartWriter

from bot.adapters.web.incoming import LONGEST_TEXT, MOST_PICTURES, write_bytes
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import PATIENCE_SECONDS, Guest, draw_photo

HTML = b"<html><script>alert(1)</script></html>"


async def test_a_photo_with_words_is_posted(guest: Guest) -> None:
    status, body = await guest.post("my <b>dog</b>", draw_photo(30, 20))
    assert status == 201
    assert body["post"]["text"] == "my <b>dog</b>"
    assert [(p["width"], p["height"]) for p in body["post"]["pictures"]] == [(30, 20)]


async def test_several_photos_stay_in_order(guest: Guest) -> None:
    _, body = await guest.post("", draw_photo(20, 10), draw_photo(10, 20), draw_photo(15, 15))
    assert [p["width"] for p in body["post"]["pictures"]] == [20, 10, 15]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture_empty"),
        (HTML, "picture_format"),
        (b"just text", "picture_format"),
        (draw_photo()[:-40], "picture_truncated"),
    ],
)
async def test_what_is_no_picture_is_refused_with_a_reason(
    guest: Guest, data: bytes, code: str
) -> None:
    status, body = await guest.post("look", data)
    assert status == 400
    assert body["error"]["code"] == code
    assert body["error"]["sentence"]
    assert body["refusals"][0]["file_name"] == "0.jpg"
    assert (await guest.get("/api/posts"))[1]["posts"] == []
    assert (await guest.post("look", draw_photo()))[0] == 201


async def test_a_bad_picture_does_not_stop_the_good_ones(guest: Guest) -> None:
    status, body = await guest.post("", draw_photo(), HTML, draw_photo())
    assert status == 201
    assert len(body["post"]["pictures"]) == 2
    assert [refusal["file_name"] for refusal in body["refusals"]] == ["1.jpg"]


async def test_a_picture_over_the_limit_is_refused_while_it_streams(open_room: OpenRoom) -> None:
    async with open_room(max_upload_bytes=5000) as room, Guest(room.address) as guest:
        status, body = await guest.post("", b"x" * 3_000_000)
        assert (status, body["error"]["code"]) == (413, "upload_too_large")
        assert "4.88 kB" in body["error"]["sentence"]
        assert (await guest.post("", draw_photo()))[0] == 201


async def test_too_many_pictures_are_refused(guest: Guest) -> None:
    status, body = await guest.post("", *[draw_photo(4, 4)] * (MOST_PICTURES + 1))
    assert (status, body["error"]["code"]) == (400, "usage")


async def test_a_text_over_the_limit_is_refused(guest: Guest) -> None:
    assert (await guest.post("a" * LONGEST_TEXT))[0] == 201
    status, body = await guest.post("a" * (LONGEST_TEXT + 1))
    assert (status, body["error"]["code"]) == (413, "text_too_long")
    assert (await guest.post("ä" * 50_000))[0] == 413


async def test_an_empty_post_is_refused(guest: Guest) -> None:
    status, body = await guest.post("  \n ")
    assert (status, body["error"]["code"]) == (400, "usage")


async def test_a_mistyped_command_is_refused_before_its_pictures_are_sent(guest: Guest) -> None:
    status, body = await guest.post("/dream puppyslgu", HTML)
    assert (status, body["error"]["code"]) == (400, "usage")
    assert "puppyslug" in body["error"]["hint"]
    assert "refusals" not in body


@pytest.mark.parametrize("text", ["\xff\xfe".encode("latin-1"), b"\xc3("])
async def test_words_that_are_no_text_are_refused(guest: Guest, text: bytes) -> None:
    form = FormData()
    form.add_field("text", text, content_type="text/plain", filename="x")
    async with guest.session.post("/api/posts", data=form) as response:
        assert response.status == 400


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"nonsense"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="text"'),
    ],
)
async def test_a_broken_form_gets_an_answer_and_the_next_works(
    guest: Guest, content_type: str, data: bytes
) -> None:
    headers = {"Content-Type": content_type}
    async with guest.session.post("/api/posts", data=data, headers=headers) as response:
        assert response.status == 400
        assert "error" in await response.json()
    assert (await guest.post("still here"))[0] == 201


@pytest.mark.parametrize(
    "data", [b"", b"[1]", b"{", b"\xff", b'{"name": 5}', json.dumps("x").encode()]
)
async def test_json_that_is_not_what_was_asked_for_is_refused(guest: Guest, data: bytes) -> None:
    async with guest.session.put("/api/me", data=data) as response:
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "usage"


async def test_json_over_the_limit_is_refused(guest: Guest) -> None:
    status, body = await guest.send("/api/me", {"name": "x" * 100_000}, "PUT")
    assert (status, body["error"]["code"]) == (413, "upload_too_large")


def test_sizes_are_written_for_people() -> None:
    assert write_bytes(20 * 2**20) == "20 MB"
    assert write_bytes(1536) == "1.5 kB"


async def test_words_do_not_wait_for_slow_pictures(guest: Guest) -> None:
    everything_sent = asyncio.Event()

    async def trickle() -> AsyncIterator[bytes]:
        yield b"start of a picture"
        await everything_sent.wait()

    async def upload() -> int:
        with MultipartWriter("form-data") as form:
            part = form.append(trickle(), {"Content-Type": "image/jpeg"})
            part.set_content_disposition("form-data", name="picture", filename="slow.jpg")
        async with guest.session.post("/api/posts", data=form) as response:
            return response.status

    async with asyncio.timeout(PATIENCE_SECONDS):
        uploads = [asyncio.create_task(upload()) for _ in range(5)]
        await asyncio.sleep(0.1)
        assert (await guest.post("hello"))[0] == 201
        assert not any(task.done() for task in uploads)
        everything_sent.set()
        assert await asyncio.gather(*uploads) == [400] * 5


async def test_who_leaves_while_sending_leaves_no_error_behind(
    guest: Guest, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = guest.address.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST /api/posts HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {guest.address}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000\r\n\r\n--x\r\n"
        'Content-Disposition: form-data; name="picture"; filename="a.jpg"\r\n\r\n'
    )
    writer.write(head.encode() + b"x" * 1000)
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.1)
    assert (await guest.post("still here"))[0] == 201
    assert "failed" not in caplog.text
