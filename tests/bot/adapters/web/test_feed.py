import base64
import json
from typing import Any

from bot.adapters.web.feed import Feed
from bot.adapters.web.hub import Hub, Mailbox
from bot.adapters.web.posts import Dream, DreamState, Picture, Post, Visitor
from bot.adapters.web.removal import Removal
from bot.adapters.web.views import Views
from bot.conversation import Queued
from bot.texts import Phrases
from dream_core import Progress

ADA = Visitor(id="0123", name="Ada")
PHOTO = Picture(id="0" * 20, picture_format="jpeg", width=3, height=2)


def make_post(state: DreamState) -> Post:
    dream = Dream(
        id="d" * 20,
        state=state,
        owner=ADA,
        words="",
        photo=PHOTO,
        preset="gone",
        strength=5,
        facts={},
    )
    return Post(id=1, revision=1, author=ADA, posted_at=0.0, dream=dream)


async def collect(mailbox: Mailbox) -> list[dict[str, Any]]:
    messages = await mailbox.collect()
    assert messages is not None
    return [json.loads(message) for message in messages if '"presence"' not in message]


async def test_a_place_in_the_queue_and_progress_are_told_apart() -> None:
    hub = Hub()
    feed = Feed(hub, Views({}, Phrases))
    with hub.subscribe("a") as mailbox:
        feed.tell_progress("d", Queued(job_id="j", position=2, wait_seconds=30.0))
        [queued] = await collect(mailbox)
        assert (queued["position"], queued["wait_seconds"]) == (2, 30.0)
        grown = Progress(
            job_id="j", fraction=1 / 3, octave=2, octaves=4, step=3, steps=10, preview=b"jpeg"
        )
        feed.tell_progress("d", grown)
        progress, preview = await collect(mailbox)
    assert (progress["fraction"], progress["octave"], progress["octaves"]) == (0.3333, 2, 4)
    assert "position" not in progress
    assert base64.b64decode(preview["jpeg"]) == b"jpeg"


async def test_progress_without_a_preview_leaves_an_unsent_preview_be() -> None:
    hub = Hub()
    feed = Feed(hub, Views({}, Phrases))
    with hub.subscribe("a") as mailbox:
        for preview in (b"jpeg", None):
            feed.tell_progress(
                "d",
                Progress(
                    job_id="j", fraction=0.5, octave=1, octaves=1, step=1, steps=1, preview=preview
                ),
            )
        assert {message["type"] for message in await collect(mailbox)} == {"progress", "preview"}


async def test_an_end_replaces_all_progress() -> None:
    hub = Hub()
    feed = Feed(hub, Views({}, Phrases))
    post = make_post(DreamState.CANCELLED)
    with hub.subscribe("a") as mailbox:
        feed.tell_progress("d" * 20, Queued(job_id="j", position=1, wait_seconds=None))
        feed.tell_end(post)
        [message] = await collect(mailbox)
    assert message["post"]["dream"]["state"] == "cancelled"
    with hub.subscribe("b") as mailbox:
        assert await collect(mailbox) == []


async def test_what_is_removed_is_taken_out_of_the_mailboxes_and_told() -> None:
    hub = Hub()
    feed = Feed(hub, Views({}, Phrases))
    answer = Post(id=2, revision=8, author=ADA, posted_at=0.0, text="oh")
    with hub.subscribe("a") as mailbox:
        feed.tell_post(make_post(DreamState.WAITING))
        grown = Progress(
            job_id="j", fraction=0.5, octave=1, octaves=1, step=1, steps=1, preview=b"jpeg"
        )
        for dream in ("d" * 20, "e" * 20):
            feed.tell_progress(dream, grown)
        feed.tell_removal(
            Removal(
                revision=9, posts=(1,), dreams=("d" * 20,), under_way=("e" * 20,), changed=(answer,)
            )
        )
        changed, removed = await collect(mailbox)
    assert changed["post"]["id"] == 2
    assert removed == {"type": "removed", "posts": [1], "revision": 9}
    with hub.subscribe("b") as mailbox:
        assert await collect(mailbox) == []
