"""Floods, and faults that a test injects."""

import asyncio

import aiohttp
import pytest

from tests.loopback.conftest import StartBot
from tests.loopback.discord import Channel, Cut, LoopbackDiscord, Person
from tests.loopback.raw_bot import RawBot


async def test_the_sixth_message_in_five_seconds_is_too_much(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel
) -> None:
    answers = [await raw_bot.post(channel, {"content": str(number)}) for number in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    left = [answer.headers["X-RateLimit-Remaining"] for answer in answers]
    assert left == ["4", "3", "2", "1", "0", "0"]
    flood = answers[-1]
    assert 4 < flood.body["retry_after"] <= 5
    assert float(flood.headers["Retry-After"]) == flood.body["retry_after"]
    assert "Via" in flood.headers
    assert len({answer.headers["X-RateLimit-Bucket"] for answer in answers}) == 1
    assert discord_server.ledger.flood_count == 1
    assert discord_server.ledger.invalid_count == 1
    assert len(channel.messages) == 5


async def test_what_is_rejected_counts_too(raw_bot: RawBot, channel: Channel) -> None:
    answers = [await raw_bot.post(channel, {"content": ""}) for _ in range(6)]
    assert [answer.status for answer in answers] == [400] * 5 + [429]
    assert answers[1].headers["X-RateLimit-Remaining"] == "3"


async def test_each_channel_and_each_token_has_its_own_limit(
    raw_bot: RawBot, channel: Channel, ann: Person
) -> None:
    assert channel.guild is not None
    await raw_bot.sync()
    other = channel.guild.add_channel("other")
    interactions = [await ann.slash(channel, "dream") for _ in range(2)]
    for interaction in interactions:
        await raw_bot.answer(interaction, 5)
    for _ in range(5):
        assert (await raw_bot.post(channel, {"content": "x"})).status == 200
        assert (await raw_bot.post(other, {"content": "x"})).status == 200
        for interaction in interactions:
            assert (await raw_bot.edit_original(interaction, {"content": "x"})).status == 200
    for interaction in interactions:
        assert (await raw_bot.edit_original(interaction, {"content": "x"})).status == 429


async def test_more_than_fifty_requests_a_second_are_too_many(
    discord_server: LoopbackDiscord, raw_bot: RawBot
) -> None:
    asked = [raw_bot.ask("GET", "/users/@me") for _ in range(60)]
    answers = await asyncio.gather(*asked)
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) == 10
    assert refused[0].body["global"] is True


@pytest.mark.slow
async def test_a_library_that_heeds_the_headers_floods_nobody(
    discord_server: LoopbackDiscord, start_bot: StartBot, channel: Channel, ann: Person
) -> None:
    bot = await start_bot(discord_server)
    for _ in range(6):
        await ann.post(channel, bot.user.mention)
    await discord_server.wait_until(
        lambda: sum(message.author is discord_server.world.bot for message in channel.messages) == 6
    )
    assert discord_server.ledger.flood_count == 0


async def test_an_injected_429_is_waited_for(
    discord_server: LoopbackDiscord, start_bot: StartBot, channel: Channel, ann: Person
) -> None:
    bot = await start_bot(discord_server)
    path = r"/channels/\d+/messages"
    discord_server.faults.fail("POST", path, status=429, retry_after=0.05)
    await ann.post(channel, bot.user.mention)
    await channel.wait_for_message(lambda message: message.reference)
    assert [answer.status for answer in discord_server.ledger.find("POST", path)] == [429, 200]
    assert discord_server.ledger.flood_count == 0


@pytest.mark.parametrize(("status", "code"), [(500, 0), (502, 0), (400, 20009), (403, 50013)])
async def test_an_injected_fault_happens_so_many_times(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, status: int, code: int
) -> None:
    discord_server.faults.fail("POST", "/channels/.*", status=status, code=code, times=2)
    answers = [await raw_bot.post(channel, {"content": "x"}) for _ in range(3)]
    assert [answer.status for answer in answers] == [status, status, 200]
    assert answers[0].body["code"] == code
    assert len(channel.messages) == 1
    assert discord_server.violations == []
    assert discord_server.ledger.rejections == []


@pytest.mark.parametrize(("when", "messages"), [(Cut.BEFORE, 0), (Cut.MIDWAY, 1)])
async def test_a_connection_breaks_before_or_after_it_is_done(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel, when: Cut, messages: int
) -> None:
    discord_server.faults.cut("POST", "/channels/.*", when=when)
    with pytest.raises(aiohttp.ClientError):
        await raw_bot.post(channel, {"content": "x"})
    assert len(channel.messages) == messages
    assert (await raw_bot.post(channel, {"content": "y"})).status == 200


async def test_an_answer_can_be_held_back(
    discord_server: LoopbackDiscord, raw_bot: RawBot, channel: Channel
) -> None:
    gate = discord_server.faults.hold("POST", "/channels/.*")
    posting = asyncio.ensure_future(raw_bot.post(channel, {"content": "x"}))
    await asyncio.wait([posting], timeout=0.05)
    assert not posting.done()
    gate.set()
    assert (await posting).status == 200


async def test_out_of_reach_and_back(raw_bot: RawBot) -> None:
    server = raw_bot.server
    await server.shut()
    with pytest.raises(aiohttp.ClientConnectionError):
        await raw_bot.ask("GET", "/users/@me")
    await server.open()
    assert (await raw_bot.ask("GET", "/users/@me")).status == 200
