"""The parts that the Telegram adapter stands on: all real but the engine, which doesn't dream, and
Telegram itself, which is a strict one on this machine.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from bot.adapters.telegram import TelegramAdapter, TelegramSettings
from bot.adapters.telegram.access import Access
from bot.adapters.telegram.adapter import ALLOWED_UPDATES
from bot.adapters.telegram.administrators import Administrators
from bot.adapters.telegram.albums import Albums
from bot.adapters.telegram.client import build_bot
from bot.adapters.telegram.delivery import Patience
from bot.adapters.telegram.dreaming import Dreaming
from bot.adapters.telegram.floods import Paces
from bot.adapters.telegram.hearing import build_grammar
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.polling import Poller
from bot.adapters.telegram.reception import Reception
from bot.adapters.telegram.sources import Sources
from bot.adapters.telegram.status_message import Bot
from bot.records import Records
from bot.service import DreamService
from bot.wishes import Pace, PictureReader
from dream_core import Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.conftest import MakePhoto
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person

MakeAdapter = Callable[..., TelegramAdapter]
Connect = Callable[..., Awaitable[TelegramAdapter]]

GATHER_SECONDS = 0.15
HASTE = Paces(overall=(1000, 1.0), private=(1000, 1.0), group=(1000, 1.0))
"""Tests of anything but floods don't wait for Telegram's pace."""
QUICK = Pace(progress_seconds=0.2, position_seconds=0.2)
PATIENCE = Patience(
    pauses_seconds=(0.05, 0.05), posting_seconds=5.0, telling_seconds=2.0, glance_seconds=2.0
)


@pytest.fixture
async def telegram_server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LoopbackTelegram]:
    """A Telegram to which nobody may do anything wrong; the bot is in privacy mode."""
    monkeypatch.setenv("NO_PROXY", "*")
    async with LoopbackTelegram() as server:
        yield server
        assert server.violations == []


@pytest.fixture
def settings(telegram_server: LoopbackTelegram) -> TelegramSettings:
    """What leads to the loopback Telegram."""
    return TelegramSettings(token=telegram_server.token, api_base=telegram_server.api_base)


@pytest.fixture
async def bot(telegram_server: LoopbackTelegram, settings: TelegramSettings) -> AsyncIterator[Bot]:
    """The library's client, which knows who it is; it sends as fast as it is asked to."""
    telegram_server.floods.limits = ()
    async with build_bot(settings, paces=HASTE) as bot:
        yield bot


@pytest.fixture
def host(
    bot: Bot, engine: FakeEngine, service: DreamService, records: Records, presets: Presets
) -> Host:
    """All that answers people, without the pauses of real life. Nobody tells it anything."""
    return make_host(bot, engine=engine, service=service, records=records, presets=presets)


DOCUMENT_BYTES = 50 * 10**6


def make_host(
    bot: Bot, *, engine: FakeEngine, service: DreamService, records: Records, presets: Presets
) -> Host:
    access = Access(records, bot)
    dreaming = Dreaming(
        service=service,
        engine=engine,
        records=records,
        presets=presets,
        access=access,
        bot=bot,
        document_bytes=DOCUMENT_BYTES,
        private_pace=QUICK,
        group_pace=QUICK,
        patience=PATIENCE,
    )
    return Host(
        bot=bot,
        username=bot.username,
        grammar=build_grammar(presets, bot.username),
        dreaming=dreaming,
        access=access,
        administrators=Administrators(bot),
        sources=Sources(bot, largest_bytes=20 * 2**20),
        reader=PictureReader(),
        service=service,
        records=records,
        presets=presets,
        engine=engine,
        document_bytes=DOCUMENT_BYTES,
        albums=Albums(gather_seconds=GATHER_SECONDS),
    )


@asynccontextmanager
async def hearing(host: Host, server: LoopbackTelegram) -> AsyncIterator[Reception]:
    """Polls, and has everything answered until it is left."""
    reception = Reception(host)
    poller = Poller(host.bot, reception.take, allowed_updates=ALLOWED_UPDATES)
    polling = asyncio.create_task(poller.run())
    await server.wait_until_polling()
    try:
        yield reception
    finally:
        polling.cancel()
        await asyncio.wait([polling])
        await reception.wait_handled(2.0)
        await host.service.drain(0)


@pytest.fixture
async def awake(host: Host, telegram_server: LoopbackTelegram) -> AsyncIterator[Host]:
    """The host, which hears what happens on the loopback Telegram and answers it."""
    async with hearing(host, telegram_server):
        yield host


@pytest.fixture
def make_adapter(
    settings: TelegramSettings,
    engine: FakeEngine,
    service: DreamService,
    records: Records,
    presets: Presets,
) -> MakeAdapter:
    """Makes adapters that lead to the loopback Telegram, by other settings where they are given."""

    def make(other: TelegramSettings | None = None) -> TelegramAdapter:
        return TelegramAdapter(
            other or settings, engine=engine, service=service, records=records, presets=presets
        )

    return make


@pytest.fixture
async def connect(
    telegram_server: LoopbackTelegram, make_adapter: MakeAdapter
) -> AsyncIterator[Connect]:
    """Connects an adapter to the loopback Telegram; leaves afterwards."""
    async with AsyncExitStack() as stack:

        async def enter(**values: Any) -> TelegramAdapter:
            adapter = await stack.enter_async_context(make_adapter(**values))
            await telegram_server.wait_until_polling()
            return adapter

        yield enter


@pytest.fixture
def ann(telegram_server: LoopbackTelegram) -> Person:
    """Somebody who has a private chat with the bot."""
    person = telegram_server.add_person("Ann")
    person.private_chat.has_started = True
    return person


@pytest.fixture
def ben(telegram_server: LoopbackTelegram) -> Person:
    """Somebody else, who never wrote to the bot."""
    return telegram_server.add_person("Ben")


@pytest.fixture
def admin(telegram_server: LoopbackTelegram) -> Person:
    """An administrator of the group."""
    return telegram_server.add_person("Ada")


@pytest.fixture
def group(telegram_server: LoopbackTelegram, ann: Person, ben: Person, admin: Person) -> Chat:
    """A supergroup with all of them."""
    return telegram_server.add_supergroup("Home", ann, ben, admins=(admin,))


@pytest.fixture
def forum(telegram_server: LoopbackTelegram, ann: Person, ben: Person, admin: Person) -> Chat:
    """A supergroup with topics, and with all of them."""
    return telegram_server.add_supergroup("Forum", ann, ben, admins=(admin,), is_forum=True)


@pytest.fixture
def private(ann: Person) -> Chat:
    """Ann's chat with the bot alone."""
    return ann.private_chat


@pytest.fixture(scope="session")
def photo(make_photo: MakePhoto) -> File:
    """A picture as people send it."""
    return File(name="photo.png", data=make_photo(), content_type="image/png")
