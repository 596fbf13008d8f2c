"""Films that come in and come out: they play, can be kept, and few have second thoughts."""

import io

import pytest
from PIL import Image

from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.guest import Guest, Json, draw_photo
from tests.clips import draw_clip

ZOOM = "zoom speed=3 seconds=1"


async def make_zoom(guest: Guest) -> Json:
    async with guest.listen() as (ears, _):
        status, _body = await guest.post(f"/dream {ZOOM} seed=5", draw_photo(64, 48))
        assert status == 201
        dream: Json = (await ears.dream("finished"))["dream"]
        return dream


async def test_a_zoom_is_a_film_with_a_still_thumbnail(guest: Guest) -> None:
    dream = await make_zoom(guest)
    assert dream["result"]["moves"]
    facts = dream["facts"]
    assert (facts["form"], facts["speed"], facts["seconds"]) == ("zoom", 3.0, 1.0)
    assert facts["duration_seconds"] == pytest.approx(1.0, abs=0.1)
    async with guest.session.get(dream["result"]["src"]) as response:
        assert response.content_type == "video/mp4"
        policy = response.headers["Content-Security-Policy"]
        data = await response.read()
    assert data[4:8] == b"ftyp"
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    async with guest.session.get(dream["result"]["thumbnail"]) as response:
        assert response.content_type == "image/jpeg"
        Image.open(io.BytesIO(await response.read())).verify()


async def test_a_part_of_a_film_can_be_fetched_and_the_whole_has_a_name(guest: Guest) -> None:
    source = (await make_zoom(guest))["result"]["src"]
    async with guest.session.get(source, headers={"Range": "bytes=4-7"}) as response:
        assert (response.status, await response.read()) == (206, b"ftyp")
        assert response.content_type == "video/mp4"
    async with guest.session.get(f"{source}?download") as response:
        assert response.headers["Content-Disposition"].endswith('.mp4"')


async def test_what_can_be_done_with_a_film_has_no_second_thoughts(guest: Guest) -> None:
    dream = await make_zoom(guest)
    assert {"again", "preset"} <= {*dream["actions"]}
    assert not {"stronger", "weaker", "colours", "blend", "deeper"} & {*dream["actions"]}


async def test_its_code_asks_for_the_same_zoom(guest: Guest) -> None:
    dream = await make_zoom(guest)
    assert dream["code"].endswith("zoom speed=3 seconds=1")
    async with guest.listen() as (ears, _):
        await guest.post(dream["code"], draw_photo(64, 48))
        again = (await ears.dream("finished"))["dream"]
    for name in ("seed", "form", "speed", "seconds"):
        assert again["facts"][name] == dream["facts"][name]


async def test_a_still_dream_is_not_taken_from_a_film_of_the_same_seed(guest: Guest) -> None:
    film = await make_zoom(guest)
    words = f"puppyslug seed=5 size={film['facts']['size']}"
    async with guest.listen() as (ears, _):
        await guest.send("/api/dreams", {"picture": film["photo"]["id"], "options": words})
        still = (await ears.dream("finished"))["dream"]
        await guest.send(
            "/api/dreams", {"picture": film["photo"]["id"], "options": f"{words} {ZOOM}"}
        )
        again = (await ears.dream("finished"))["dream"]
    assert (still["result"]["moves"], again["result"]["moves"]) == (False, True)
    assert "stronger" in still["actions"]


async def test_a_zoom_that_cannot_be_is_refused_at_once(guest: Guest) -> None:
    photo = await guest.post_photo()
    values = {"picture": photo["id"], "options": "zoom speed=1.1 seconds=1"}
    status, body = await guest.send("/api/dreams", values)
    assert (status, body["error"]["code"]) == (400, "recipe_invalid")


async def test_what_moves_comes_in_as_a_film_of_ours(guest: Guest) -> None:
    clip = draw_clip(comment=b"<script>alert(1)</script>")
    assert b"<script>" in clip
    _, body = await guest.post("look", clip)
    (picture,) = body["post"]["pictures"]
    assert (picture["moves"], picture["width"], picture["height"]) == (True, 96, 64)
    async with guest.session.get(picture["src"]) as response:
        assert response.content_type == "video/mp4"
        assert b"<script>" not in await response.read()


@pytest.mark.parametrize(
    ("words", "moves"), [("", True), ("still", False), ("zoom speed=3 seconds=1", True)]
)
async def test_a_film_is_dreamed_moving_unless_somebody_wants_it_otherwise(
    guest: Guest, words: str, moves: bool
) -> None:
    async with guest.listen() as (ears, _):
        await guest.post(f"/dream {words}", draw_clip())
        dream = (await ears.dream("finished"))["dream"]
    assert dream["photo"]["moves"]
    assert dream["result"]["moves"] is moves
    assert ("stronger" in dream["actions"]) is not moves


async def test_a_still_dream_of_a_film_has_second_thoughts(
    guest: Guest, engine: FakeEngine
) -> None:
    async with guest.listen() as (ears, _):
        await guest.post("/dream still seed=5", draw_clip())
        dream = (await ears.dream("finished"))["dream"]
        engine.step_seconds = 3600.0
        words = f"puppyslug seed=5 still amount=50 size={dream['facts']['size']}"
        await guest.send("/api/dreams", {"picture": dream["photo"]["id"], "options": words})
        weaker = (await ears.dream("finished"))["dream"]
    assert (weaker["facts"]["amount"], weaker["facts"]["dream_seconds"]) == (50, 0.0)


async def test_a_film_that_is_too_long_is_refused_in_words(guest: Guest) -> None:
    status, body = await guest.post("look", draw_clip(duration=6000))
    assert (status, body["error"]["code"]) == (400, "motion_too_long")
    assert "15 seconds" in body["error"]["sentence"]
