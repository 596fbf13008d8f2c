import asyncio
import json

import pytest

from bot.adapters.web.hub import FULL_MAILBOX, Hub, Mailbox


async def collect(mailbox: Mailbox) -> list[dict[str, object]]:
    async with asyncio.timeout(5):
        messages = await mailbox.collect()
    assert messages is not None
    return [json.loads(message) for message in messages if '"presence"' not in message]


async def test_every_page_hears_what_is_published() -> None:
    hub = Hub()
    with hub.subscribe("a") as first, hub.subscribe("b") as second:
        hub.publish(("post", 1), {"type": "post", "text": "dög <b>"})
        assert (
            await collect(first) == await collect(second) == [{"type": "post", "text": "dög <b>"}]
        )


async def test_a_newer_message_replaces_an_unsent_one_and_moves_to_the_end() -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox:
        hub.publish(("post", 1), {"revision": 1})
        hub.publish(("post", 2), {"revision": 2})
        hub.publish(("post", 1), {"revision": 3})
        assert await collect(mailbox) == [{"revision": 2}, {"revision": 3}]


async def test_a_newcomer_gets_what_is_retained_until_it_is_forgotten() -> None:
    hub = Hub()
    hub.publish(("progress", "d"), {"fraction": 0.5}, retain=True)
    with hub.subscribe("a") as mailbox:
        assert await collect(mailbox) == [{"fraction": 0.5}]
    hub.forget(("progress", "d"))
    with hub.subscribe("a") as mailbox:
        assert await collect(mailbox) == []


async def test_forgetting_takes_unsent_messages_back() -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox:
        hub.publish(("progress", "d"), {"fraction": 0.5}, retain=True)
        hub.forget(("progress", "d"))
        assert await collect(mailbox) == []


async def test_presence_counts_visitors_not_pages() -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox, hub.subscribe("a"), hub.subscribe("b"):
        messages = await mailbox.collect()
        assert messages == ['{"type":"presence","visitors":2}']


async def test_a_page_that_stops_listening_is_let_go_before_it_fills_the_memory() -> None:
    hub = Hub()
    with hub.subscribe("slow") as slow, hub.subscribe("quick") as quick:
        for number in range(FULL_MAILBOX):
            hub.publish(("post", number), {})
        assert await slow.collect() is None
        assert await quick.collect() is None


@pytest.mark.parametrize("waiting", [True, False])
async def test_closing_wakes_whoever_waits(waiting: bool) -> None:
    hub = Hub()
    with hub.subscribe("a") as mailbox:
        await mailbox.collect()
        task = asyncio.create_task(mailbox.collect())
        if waiting:
            await asyncio.sleep(0)
        hub.close()
        async with asyncio.timeout(5):
            assert await task is None
