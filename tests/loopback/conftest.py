"""A loopback Discord and a loopback Telegram, and a small bot for each to try it with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

import aiohttp
import discord
import pytest
import yarl

from tests.loopback import telegram
from tests.loopback.discord import Channel, LoopbackDiscord, Person
from tests.loopback.raw_bot import RawBot
from tests.loopback.raw_telegram_bot import RawTelegramBot
from tests.loopback.small_bot import SmallBot
from tests.loopback.small_telegram_bot import SmallTelegramBot, run_until_polling
from tests.loopback.telegram import Chat, LoopbackTelegram

StartBot = Callable[..., Any]
StartTelegramBot = Callable[[LoopbackTelegram], Awaitable[SmallTelegramBot]]


@pytest.fixture
async def discord_server() -> AsyncIterator[LoopbackDiscord]:
    async with LoopbackDiscord() as server:
        yield server


@pytest.fixture
def channel(discord_server: LoopbackDiscord) -> Channel:
    return discord_server.add_guild("Home").add_channel("general")


@pytest.fixture
def ann(discord_server: LoopbackDiscord, channel: Channel) -> Person:
    assert channel.guild is not None
    return discord_server.add_person("Ann", channel.guild)


@pytest.fixture
async def raw_bot(discord_server: LoopbackDiscord) -> AsyncIterator[RawBot]:
    async with aiohttp.ClientSession() as session:
        yield RawBot(discord_server, session)


@pytest.fixture
async def start_bot(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StartBot]:
    """Starts a small bot at a loopback and returns it once it is connected; ends it afterwards."""
    async with AsyncExitStack() as stack:

        async def start(server: LoopbackDiscord, **options: Any) -> SmallBot:
            monkeypatch.setattr(discord.http.Route, "BASE", server.api_base)
            gateway = yarl.URL(server.gateway)
            monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
            bot = SmallBot(**options)
            task = asyncio.create_task(bot.start(server.token), name="small bot")
            stack.push_async_callback(_end, bot, task)
            async with asyncio.timeout(20):
                await asyncio.wait(
                    [task, asyncio.ensure_future(bot.started.wait())],
                    return_when=asyncio.FIRST_COMPLETED,
                )
            if task.done():
                await task
            return bot

        yield start


@pytest.fixture
async def telegram_server() -> AsyncIterator[LoopbackTelegram]:
    async with LoopbackTelegram() as server:
        yield server


@pytest.fixture
def ben(telegram_server: LoopbackTelegram) -> telegram.Person:
    return telegram_server.add_person("Ben")


@pytest.fixture
async def private(ben: telegram.Person) -> Chat:
    """The chat of Ben, who has started the bot."""
    await ben.send(ben.private_chat, "/start")
    return ben.private_chat


@pytest.fixture
def group(telegram_server: LoopbackTelegram, ben: telegram.Person) -> Chat:
    return telegram_server.add_supergroup("Home", ben)


@pytest.fixture
async def raw_telegram(telegram_server: LoopbackTelegram) -> AsyncIterator[RawTelegramBot]:
    async with aiohttp.ClientSession() as session:
        yield RawTelegramBot(telegram_server, session)


@pytest.fixture
async def start_telegram_bot() -> AsyncIterator[StartTelegramBot]:
    """Starts a small bot that polls a loopback; ends it afterwards."""
    async with AsyncExitStack() as stack:

        async def start(server: LoopbackTelegram) -> SmallTelegramBot:
            bot = SmallTelegramBot(server)
            stack.push_async_callback(bot.stop)
            await run_until_polling(bot, server)
            return bot

        yield start


async def _end(bot: SmallBot, task: "asyncio.Task[None]") -> None:
    await bot.close()
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
