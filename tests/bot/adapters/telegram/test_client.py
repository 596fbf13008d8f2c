import subprocess
import sys
from pathlib import Path

from bot.adapters.telegram import TelegramSettings
from bot.adapters.telegram.client import build_bot
from bot.adapters.telegram.floods import ChatRateLimiter
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person

TOKEN = "123456789:a-token-of-the-length-of-real-tokens"


FIRST_CALL = """
import asyncio, sys
from bot.adapters.telegram import TelegramSettings
from bot.adapters.telegram.client import build_bot
from telegram.error import NetworkError

async def call() -> None:
    bot = build_bot(TelegramSettings(token="1:a", api_base="http://127.0.0.1:1"))
    before = set(sys.modules)
    try:
        await bot.initialize()
    except NetworkError:
        print(sorted(set(sys.modules) - before))
    await bot.shutdown()

asyncio.run(call())
"""


def test_the_first_call_imports_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_CALL],
        cwd=Path(__file__).parents[4],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_without_an_address_it_leads_to_telegram_itself() -> None:
    bot = build_bot(TelegramSettings(token=TOKEN))
    assert bot.base_url == f"https://api.telegram.org/bot{TOKEN}"
    assert bot.base_file_url == f"https://api.telegram.org/file/bot{TOKEN}"


def test_a_server_of_ones_own_has_messages_and_files() -> None:
    bot = build_bot(TelegramSettings(token=TOKEN, api_base="http://127.0.0.1:8081"))
    assert bot.base_url == f"http://127.0.0.1:8081/bot{TOKEN}"
    assert bot.base_file_url == f"http://127.0.0.1:8081/file/bot{TOKEN}"


def test_it_keeps_to_telegrams_pace() -> None:
    assert isinstance(build_bot(TelegramSettings(token=TOKEN)).rate_limiter, ChatRateLimiter)


async def test_it_knows_who_it_is_and_fetches_files(
    telegram_server: LoopbackTelegram,
    settings: TelegramSettings,
    private: Chat,
    ann: Person,
    photo: File,
) -> None:
    message = await ann.send(private, document=photo)
    assert message.media is not None
    async with build_bot(settings) as bot:
        assert bot.username == "PuppyslugBot"
        file = await bot.get_file(message.media.file_id)
        assert bytes(await file.download_as_bytearray()) == photo.data
