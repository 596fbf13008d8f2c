"""Answers that were promised, and what the next run makes of them."""

import asyncio

import discord
import pytest

from bot.adapters.discord.client import DreamClient
from bot.adapters.discord.promises import PLATFORM, Promises
from bot.records import Heard, Records
from tests.bot.adapters.discord.looks import wait_for_result
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person


async def leftovers(records: Records) -> list[str]:
    return [heard.key for heard in await records.inbox.load(PLATFORM)]


async def ignore(message: discord.Message) -> None:
    raise AssertionError(f"nobody asked to hear {message.id}")


async def test_an_answered_command_leaves_nothing_behind(
    client: DreamClient, channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    await wait_for_result(await ann.slash(channel, "dream", picture=photo))
    await client.promises.wait_settled()
    assert await leftovers(records) == []


async def test_a_mention_is_kept_while_its_picture_is_read(
    client: DreamClient,
    channel: Channel,
    ann: Person,
    photo: File,
    records: Records,
    discord_server: LoopbackDiscord,
) -> None:
    gate = discord_server.files.gate = asyncio.Event()
    bot = discord_server.world.bot
    post = await ann.post(channel, f"<@{bot.id}> cats", files=[photo])
    await discord_server.wait_until(lambda: discord_server.files.held, "picture that is asked for")
    assert await leftovers(records) == [str(post.id)]

    gate.set()
    await wait_for_result(channel)
    await client.promises.wait_settled()
    assert await leftovers(records) == []


async def test_a_task_that_is_cut_off_leaves_its_promise_to_the_next_run(
    client: DreamClient, channel: Channel, ann: Person, records: Records
) -> None:
    post = await ann.post(channel, "hello")
    heard = await client.get_partial_messageable(channel.id).fetch_message(post.id)
    promises = Promises(records)
    kept = asyncio.Event()

    async def answer() -> None:
        await promises.promise_reply(heard)
        kept.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(answer())
    await kept.wait()
    task.cancel()
    await asyncio.wait([task])
    await promises.wait_settled()
    assert await leftovers(records) == [str(post.id)]


async def test_the_next_run_hears_a_post_again(
    client: DreamClient, channel: Channel, ann: Person, records: Records
) -> None:
    post = await ann.post(channel, "hello")
    await records.inbox.add(PLATFORM, Heard(key=str(post.id), payload={"channel_id": channel.id}))
    heard: list[int] = []

    async def hear(message: discord.Message) -> None:
        heard.append(message.id)

    await Promises(records).redeem(client, hear)
    assert heard == [post.id]
    assert await leftovers(records) == []


async def test_a_post_that_is_gone_by_then_is_let_go(
    client: DreamClient, channel: Channel, records: Records
) -> None:
    await records.inbox.add(PLATFORM, Heard(key="404", payload={"channel_id": channel.id}))
    await Promises(records).redeem(client, ignore)
    assert await leftovers(records) == []


@pytest.mark.parametrize("payload", [{}, {"token": "t"}])
async def test_what_cannot_be_read_is_let_go(
    client: DreamClient, records: Records, payload: dict[str, str]
) -> None:
    await records.inbox.add(PLATFORM, Heard(key="1", payload=payload))
    await Promises(records).redeem(client, ignore)
    assert await leftovers(records) == []
