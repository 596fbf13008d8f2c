"""The bot's life with Telegram: tokens, second pollers, webhooks, outages, crowds, neighbours."""

import asyncio
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from tests.bot.adapters.web.guest import Guest
from tests.end_to_end.bot_process import BotProcess, run_bot, start_bot, wait_until_connected
from tests.end_to_end.conftest import build_town, build_village
from tests.end_to_end.photos import measure, take_photo, take_telegram_photo
from tests.end_to_end.telegram_looks import dream_in, is_result, result_of
from tests.loopback.discord import LoopbackDiscord
from tests.loopback.telegram import File, LoopbackTelegram, Message
from tests.ports import find_port

pytestmark = pytest.mark.timeout(150)

PHOTO = take_telegram_photo()


@pytest.mark.parametrize(
    "token", ["987654321:a-token-that-telegram-does-not-know-at-all", "nonsense"]
)
async def test_a_wrong_token_is_told_and_ends_the_bot(tmp_path: Path, token: str) -> None:
    async with LoopbackTelegram() as telegram:
        bot = await start_bot(telegram, tmp_path, TELEGRAM_TOKEN=token)
        assert await bot.wait() == 78
    log = bot.read_log()
    assert "TELEGRAM_TOKEN" in log
    assert "BotFather" in log
    assert token not in log
    assert "Traceback" not in log


async def test_a_token_that_is_revoked_ends_the_bot(tmp_path: Path) -> None:
    async with LoopbackTelegram() as telegram:
        bot = await start_bot(telegram, tmp_path)
        await telegram.wait_until_polling()
        telegram.faults.fail("getUpdates", status=401)
        person = telegram.add_person("Ann")
        await person.send(person.private_chat, "/help")  # ends the long poll
        assert await bot.wait() == 78
    assert "TELEGRAM_TOKEN" in bot.read_log()
    assert "Traceback" not in bot.read_log()


async def test_of_two_bots_with_one_token_one_goes_and_the_other_stays(tmp_path: Path) -> None:
    async with LoopbackTelegram() as telegram:
        village = build_village(telegram)
        bots = []
        for name in ("first", "second"):
            (tmp_path / name).mkdir()
            bots.append(await start_bot(telegram, tmp_path / name))
            await telegram.wait_until_polling()
        ends = [asyncio.create_task(bot.process.wait()) for bot in bots]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED, timeout=60)
        assert [end.result() for end in ends if end.done()] == [78]
        stays = bots[0 if ends[1].done() else 1]
        chat = village.ann.private_chat
        asked = await village.ann.send(chat, "cats size=96", photo=PHOTO)
        assert (await result_of(asked)).media
        await stays.stop()
        for bot in bots:
            assert "Another program" in bot.read_log()
            assert "Traceback" not in bot.read_log()


async def test_a_telegram_that_is_away_at_the_start_is_waited_for(tmp_path: Path) -> None:
    telegram = LoopbackTelegram()
    await telegram.open()
    village = build_village(telegram)
    await telegram.shut()
    bot = await start_bot(telegram, tmp_path, PUPPYSLUG_ROOM_BIND="127.0.0.1:0")
    await wait_for_words(bot, "telegram_unreachable")
    await telegram.open()
    try:
        await wait_until_connected(telegram)
        chat = village.ann.private_chat
        await telegram.shut()
        await wait_for_words(bot, "telegram_unreachable", times=2)
        await telegram.open()
        asked = await village.ann.send(chat, "cats size=96", photo=PHOTO)
        assert (await result_of(asked)).media
        await bot.stop()
        assert "Traceback" not in bot.read_log()
    finally:
        await telegram.shut()


async def test_through_a_webhook_everything_works_and_after_it_polling(
    tmp_path: Path,
) -> None:
    port = find_port()
    async with LoopbackTelegram() as telegram:
        village = build_village(telegram)
        async with run_bot(
            telegram,
            tmp_path,
            TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}/telegram/hook",
            TELEGRAM_WEBHOOK_SECRET="a-secret_of_the_webhook",
            TELEGRAM_WEBHOOK_BIND=f"127.0.0.1:{port}",
        ) as bot:
            assert telegram.webhook is not None
            assert telegram.webhook.secret_token == "a-secret_of_the_webhook"
            await refuse_strangers(port)
            group = village.found_group()
            asked = await village.ann.send(group, "/dream", photo=PHOTO)
            offer = await group.wait_for_message(lambda m: m.reply_to is asked)
            await (await village.ann.press(offer, text="Cats")).answered()
            assert (await result_of(asked)).media
            files = [PHOTO, take_telegram_photo("coffee")]
            await village.bob.send_album(village.bob.private_chat, files, "birds size=96")
            await village.bob.private_chat.wait_for_message(is_result, timeout_seconds=60)
            assert "a-secret_of_the_webhook" not in bot.read_log()
        assert not telegram.ledger.find("getUpdates")
        # Nobody is there, and then somebody who asks instead of being called.
        late = await village.ann.send(village.ann.private_chat, "cats size=96", photo=PHOTO)
        async with run_bot(telegram, tmp_path):
            await telegram.wait_until(lambda: telegram.webhook is None, "removed webhook")
            assert (await result_of(late)).media
        assert telegram.violations == []


async def refuse_strangers(port: int) -> None:
    """Nobody but Telegram is heard, and what isn't an update does no harm."""
    address = f"http://127.0.0.1:{port}/telegram/hook"
    secret = {"X-Telegram-Bot-Api-Secret-Token": "a-secret_of_the_webhook"}
    async with aiohttp.ClientSession() as session:
        for headers, data, status in (
            ({}, b"{}", 403),
            ({"X-Telegram-Bot-Api-Secret-Token": "wrong"}, b"{}", 403),
            (secret, b"no json", 400),
            (secret, b"[1, 2]", 400),
        ):
            async with session.post(address, data=data, headers=headers) as answer:
                assert answer.status == status


async def test_a_server_of_ones_own_on_the_same_disk_takes_larger_files(tmp_path: Path) -> None:
    async with LoopbackTelegram(local_folder=tmp_path / "files") as telegram:
        telegram.incoming_file_bytes = 2000 * 2**20
        village = build_village(telegram)
        padded = PHOTO.data + bytes(25 * 2**20)
        large = File(name="large.jpg", data=padded)
        async with run_bot(telegram, tmp_path, PUPPYSLUG_MAX_UPLOAD_MB="30") as bot:
            chat = village.ann.private_chat
            asked = await village.ann.send(chat, "cats size=96", document=large)
            assert (await result_of(asked)).media
            assert telegram.token not in bot.read_log()
        assert telegram.violations == []


async def test_told_to_stop_it_finishes_what_it_accepted(tmp_path: Path) -> None:
    async with LoopbackTelegram() as telegram:
        village = build_village(telegram)
        chat = village.ann.private_chat
        async with run_bot(telegram, tmp_path) as bot:
            photo = take_telegram_photo(side=512)
            asked = await village.ann.send(chat, "puppyslug strong size=512", photo=photo)
            await chat.wait_for_message(lambda m: "%" in m.words, timeout_seconds=30)
            ending = asyncio.create_task(bot.stop())
            await wait_for_words(bot, "draining")
            late = await village.ann.send(chat, "/queue")
            await ending
        assert is_result(await chat.wait_for_message(lambda m: m.reply_to is asked))
        assert not [m for m in chat.bot_messages if m.reply_to is late]
        async with run_bot(telegram, tmp_path):
            await chat.wait_for_message(lambda m: m.reply_to is late)
        # What was taken isn't taken again.
        assert len([m for m in chat.bot_messages if m.reply_to is asked]) == 1
        assert telegram.violations == []


async def test_a_hundred_people_at_once_are_all_answered(tmp_path: Path) -> None:
    async with LoopbackTelegram() as telegram:
        people = [telegram.add_person(f"Person {number}") for number in range(100)]
        async with run_bot(telegram, tmp_path, PUPPYSLUG_DRAIN_TIME="0"):
            begun = asyncio.get_running_loop().time()
            asked = [
                await person.send(person.private_chat, "cats size=96", photo=PHOTO)
                for person in people
            ]
            for message in asked:
                await message.chat.wait_for_message(partial(is_answer, message), timeout_seconds=30)
            assert asyncio.get_running_loop().time() - begun < 30
        assert telegram.ledger.flood_count == 0
        assert telegram.violations == []


async def test_one_bot_serves_discord_telegram_and_the_room_with_one_engine(
    tmp_path: Path,
) -> None:
    port = find_port()
    async with LoopbackTelegram() as telegram, LoopbackDiscord() as discord:
        village, town = build_village(telegram), build_town(discord)
        room = f"127.0.0.1:{port}"
        async with run_bot(telegram, tmp_path, discord, PUPPYSLUG_ROOM_BIND=room) as bot:
            asked = await village.ann.send(
                village.ann.private_chat, "cats size=96 seed=7", photo=PHOTO
            )
            slash = await town.ann.slash(
                town.channel, "dream", picture=take_photo(), preset="cats", size="96", seed=7
            )
            in_room = await dream_in_room(f"http://{room}")
            in_telegram = dream_in(await result_of(asked))
            in_discord = await slash.wait_for_message(
                lambda m: any("deeper" in part.get("custom_id", "") for part in m.buttons),
                timeout_seconds=60,
            )
            assert in_telegram.data == in_discord.attachments[0].data
            assert max(measure(in_telegram)) == in_room == 96
            assert bot.read_log().count("worker-0 is ready") == 1
            assert "worker-1" not in bot.read_log()
        assert telegram.violations == []
        assert discord.violations == []


def is_answer(asked: Message, message: Message) -> bool:
    return message.reply_to is asked and bool(message.words)


async def dream_in_room(address: str) -> int:
    """Posts the photo in the room; returns the longest side of its dream."""
    async with Guest(address) as guest, guest.listen() as (ears, _):
        status, _ = await guest.post("/dream cats size=96 seed=7", PHOTO.data)
        assert status == 201
        result = (await ears.dream("finished"))["dream"]["result"]
        return max(int(result["width"]), int(result["height"]))


async def wait_for_words(bot: BotProcess, words: str, *, times: int = 1) -> None:
    async with asyncio.timeout(40):
        while bot.read_log().count(words) < times:  # noqa: ASYNC110 (a file tells nobody)
            await asyncio.sleep(0.1)
