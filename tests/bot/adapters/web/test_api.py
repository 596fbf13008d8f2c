import pytest

from bot.adapters.web.api import DREAMS_PER_PAGE, POSTS_PER_PAGE
from bot.adapters.web.posts import Picture
from bot.adapters.web.store import Store
from dream_core import Presets
from tests.bot.adapters.web.conftest import ADA, MakeDreamWish, OpenRoom, make_picture
from tests.bot.adapters.web.guest import Guest, draw_photo


async def test_all_presets_are_told_with_the_usual_one(guest: Guest, presets: Presets) -> None:
    _, body = await guest.get("/api/presets")
    assert [preset["name"] for preset in body["presets"]] == list(presets)
    assert body["usual"] in presets
    assert body["strengths"] == {"least": 1, "most": 10, "usual": 5}


async def test_a_presets_thumbnail_is_there_or_not_named(guest: Guest) -> None:
    _, body = await guest.get("/api/presets")
    for preset in body["presets"]:
        if preset["thumbnail"] is not None:
            async with guest.session.get(preset["thumbnail"]) as response:
                assert response.content_type == "image/webp"


@pytest.mark.parametrize(
    ("text", "label"), [("/", "/dream"), ("/dream pup", "Puppyslug"), ("/dream str", "strength")]
)
async def test_commands_are_completed(guest: Guest, text: str, label: str) -> None:
    async with guest.session.get("/api/complete", params={"text": text}) as response:
        suggestions = (await response.json())["suggestions"]
    assert label in [suggestion["label"] for suggestion in suggestions]
    assert all(text.endswith(suggestion["replaces"]) for suggestion in suggestions)


async def test_plain_words_complete_to_nothing(guest: Guest) -> None:
    assert (await guest.get("/api/complete?text=hello"))[1] == {"suggestions": []}
    assert (await guest.get("/api/complete"))[1] == {"suggestions": []}


@pytest.mark.parametrize("before", ["x", "-1", "1e3", "9" * 30, "٣"])
@pytest.mark.parametrize("path", ["/api/posts", "/api/dreams"])
async def test_a_page_that_cannot_be_is_refused(guest: Guest, path: str, before: str) -> None:
    status, body = await guest.get(f"{path}?before={before}")
    assert (status, body["error"]["code"]) == (400, "usage")


async def test_older_posts_come_page_by_page(open_room: OpenRoom, store_file: Store) -> None:
    async with store_file as store:
        for number in range(POSTS_PER_PAGE + 5):
            await store.add_message(ADA, str(number))
    async with open_room() as room, Guest(room.address) as guest:
        async with guest.listen() as (_, hello):
            assert hello["more"] is True
        oldest = hello["posts"][0]["id"]
        _, body = await guest.get(f"/api/posts?before={oldest}")
    assert [post["text"] for post in body["posts"]] == ["0", "1", "2", "3", "4"]
    assert body["more"] is False


async def test_the_gallery_comes_page_by_page(
    open_room: OpenRoom, store_file: Store, make_dream_wish: MakeDreamWish
) -> None:
    photo = make_picture()
    wishes = [make_dream_wish(photo) for _ in range(DREAMS_PER_PAGE + 3)]
    async with store_file as store:
        await store.add_message(ADA, "", pictures=[photo])
        for wish in wishes:
            result = Picture(id=wish.result_id, picture_format="jpeg", width=3, height=2)
            await store.finish_dream(wish, result, wish.recipe.as_dict())
    async with open_room() as room, Guest(room.address) as guest:
        _, first = await guest.get("/api/dreams")
        _, second = await guest.get(f"/api/dreams?before={first['before']}")
    shown = [dream["id"] for dream in first["dreams"] + second["dreams"]]
    assert shown == [wish.id for wish in reversed(wishes)]
    assert second["before"] is None


async def test_a_finished_dream_has_its_own_address(guest: Guest) -> None:
    picture = await guest.post_photo()
    async with guest.listen() as (ears, _):
        await guest.send("/api/dreams", {"picture": picture["id"], "options": "puppyslug seed=3"})
        dream = (await ears.dream("finished"))["dream"]
    async with guest.session.get(dream["page"]) as response:
        assert response.status == 200
    _, body = await guest.get(f"/api/dreams/{dream['id']}")
    assert body["result"] == dream["result"]
    assert body["facts"]["seed"] == 3
    _, gallery = await guest.get("/api/dreams")
    assert [shown["id"] for shown in gallery["dreams"]] == [dream["id"]]


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"picture": "0" * 20, "options": ""}, 404, "not_found"),
        ({"picture": "../x", "options": ""}, 404, "not_found"),
        ({"options": "puppyslug"}, 404, "not_found"),
        ({"picture": "0" * 20, "options": "strength=99"}, 400, "usage"),
        ({"picture": "0" * 20, "options": ["eyes"]}, 400, "usage"),
    ],
)
async def test_an_order_that_cannot_be_is_refused(
    guest: Guest, values: object, status: int, code: str
) -> None:
    answered, body = await guest.send("/api/dreams", values)
    assert (answered, body["error"]["code"]) == (status, code)


async def test_posting_without_end_is_slowed_down(guest: Guest, other: Guest) -> None:
    answers = [await guest.post(f"{number}") for number in range(20)]
    assert answers[0][0] == 201
    status, body = answers[-1]
    assert (status, body["error"]["code"]) == (429, "too_fast")
    assert "s." in body["error"]["hint"]
    assert (await other.post("me too", draw_photo()))[0] == 201
