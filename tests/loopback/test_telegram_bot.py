"""python-telegram-bot's own client finds everything that it needs."""

import pytest
import telegram

from tests.loopback.conftest import StartTelegramBot
from tests.loopback.raw_telegram_bot import draw
from tests.loopback.small_telegram_bot import SmallTelegramBot
from tests.loopback.telegram import Chat, Cut, File, LoopbackTelegram, Person

PHOTO = File(name="a.jpg", data=draw(400, 300, kind="JPEG"))


async def test_a_photo_is_echoed_and_its_button_pressed(
    telegram_server: LoopbackTelegram,
    start_telegram_bot: StartTelegramBot,
    private: Chat,
    ben: Person,
) -> None:
    bot = await start_telegram_bot(telegram_server)
    assert telegram_server.commands == {
        ("default", ""): [{"command": "hello", "description": "Says hello"}]
    }
    question = await ben.send(private, "look", photo=PHOTO)
    echo = await private.wait_for_message(lambda message: message.media)
    assert echo.media is not None
    assert (echo.media.data, echo.caption, echo.reply_to) == (PHOTO.data, "an echo", question)
    press = await ben.press(echo, text="Again")
    assert (await press.answered())["text"] == "as you wish"
    await private.wait_for_message(lambda message: message.caption == "again again:7")
    assert echo.media is question.media
    assert len(echo.buttons) == 1
    assert bot.errors == []
    assert telegram_server.violations == []


async def test_a_command_is_answered_in_its_topic(
    telegram_server: LoopbackTelegram, start_telegram_bot: StartTelegramBot, ben: Person
) -> None:
    await start_telegram_bot(telegram_server)
    topic = telegram_server.add_supergroup("Forum", ben, is_forum=True).add_topic("Cats")
    await ben.send(topic.chat, "nothing for the bot", topic=topic)
    question = await ben.send(topic.chat, "/hello@PuppyslugBot", topic=topic)
    answer = await topic.chat.wait_for_message()
    assert (answer.text, answer.topic, answer.reply_to) == ("hello Ben", topic, question)
    assert answer.entities[0]["type"] == "text_link"
    assert telegram_server.violations == []


async def test_the_library_understands_every_update(
    telegram_server: LoopbackTelegram,
    start_telegram_bot: StartTelegramBot,
    private: Chat,
    ben: Person,
) -> None:
    bot = await start_telegram_bot(telegram_server)
    group = telegram_server.add_group("Home", ben)
    file = File(name="b.webm", data=b"webm", is_video=True)
    await ben.send(private, document=PHOTO)
    await ben.send(private, sticker=file)
    await ben.send(private, animation=file)
    await ben.send(private, video=file)
    telegram_server.migrate(group)
    await telegram_server.wait_until(lambda: telegram_server.ledger.find("getUpdates"))
    ben.block()
    ben.unblock()
    await ben.send(private, "the last")
    await telegram_server.wait_until(lambda: bot.heard and bot.heard[-1].text == "the last")
    seen = [message.effective_attachment for message in bot.heard]
    kinds = [type(attachment).__name__ for attachment in seen if attachment]
    assert kinds == ["Document", "Sticker", "Animation", "Video"]
    assert any(message.migrate_from_chat_id == group.id for message in bot.heard)
    assert bot.errors == []


async def test_the_library_reads_chats_members_and_the_webhook(
    telegram_server: LoopbackTelegram, start_telegram_bot: StartTelegramBot, ben: Person
) -> None:
    bot = (await start_telegram_bot(telegram_server)).app.bot
    group = telegram_server.add_supergroup("Home", admins=(ben,))
    assert (await bot.get_chat(group.id)).title == "Home"
    member = await bot.get_chat_member(group.id, ben.id)
    assert isinstance(member, telegram.ChatMemberAdministrator)
    owner, _ = await bot.get_chat_administrators(group.id)
    assert isinstance(owner, telegram.ChatMemberOwner)
    group.restrict_bot()
    own = await bot.get_chat_member(group.id, bot.id)
    assert isinstance(own, telegram.ChatMemberRestricted)
    assert (await bot.get_webhook_info()).url == ""


async def test_refusals_become_the_librarys_errors(
    telegram_server: LoopbackTelegram,
    start_telegram_bot: StartTelegramBot,
    private: Chat,
    ben: Person,
) -> None:
    bot = (await start_telegram_bot(telegram_server)).app.bot
    old = telegram_server.add_group("Home", ben)
    new = telegram_server.migrate(old)
    with pytest.raises(telegram.error.ChatMigrated) as migration:
        await bot.send_message(old.id, "x")
    assert migration.value.new_chat_id == new.id
    for when in Cut:
        telegram_server.faults.cut("sendMessage", when=when)
        with pytest.raises(telegram.error.NetworkError):
            await bot.send_message(private.id, "x")
    telegram_server.photo_bytes = 10
    with pytest.raises(telegram.error.NetworkError, match="Request Entity Too Large"):
        await bot.send_photo(private.id, draw())
    ben.block()
    with pytest.raises(telegram.error.Forbidden, match="blocked"):
        await bot.send_message(private.id, "x")
    assert telegram_server.violations == []


async def test_an_album_goes_out_as_one(
    telegram_server: LoopbackTelegram, start_telegram_bot: StartTelegramBot, private: Chat
) -> None:
    bot = (await start_telegram_bot(telegram_server)).app.bot
    media = [telegram.InputMediaPhoto(draw(), has_spoiler=True) for _ in range(3)]
    sent = await bot.send_media_group(private.id, media, caption="all")
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.words for message in private.bot_messages] == ["all", "", ""]
    assert all(message.has_spoiler for message in private.bot_messages)
    assert telegram_server.violations == []


async def test_a_flood_is_waited_for_by_the_librarys_rate_limiter(
    telegram_server: LoopbackTelegram,
    start_telegram_bot: StartTelegramBot,
    private: Chat,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    bot = (await start_telegram_bot(telegram_server)).app.bot
    telegram_server.faults.fail("sendMessage", status=429, retry_after=1)
    await bot.send_message(private.id, "x")
    answers = telegram_server.ledger.find("sendMessage")
    assert [answer.status for answer in answers] == [429, 200]
    assert telegram_server.ledger.flood_count == 0


async def test_the_bot_goes_and_comes_back(
    telegram_server: LoopbackTelegram,
    start_telegram_bot: StartTelegramBot,
    private: Chat,
    ben: Person,
) -> None:
    first = await start_telegram_bot(telegram_server)
    await first.stop_polling()
    await ben.send(private, "/hello")
    second = await start_telegram_bot(telegram_server)
    await private.wait_for_message(lambda message: message.text == "hello Ben")
    statuses = {answer.status for answer in telegram_server.ledger.find("getUpdates")}
    assert statuses == {200}
    assert (first.errors, second.errors) == ([], [])


async def test_updates_come_by_webhook(
    telegram_server: LoopbackTelegram, private: Chat, ben: Person
) -> None:
    bot = SmallTelegramBot(telegram_server)
    await bot.start()
    await bot.serve_webhook()
    try:
        await telegram_server.wait_until_polling()
        await ben.send(private, photo=PHOTO)
        echo = await private.wait_for_message(lambda message: message.media)
        press = await ben.press(echo, text="Again")
        await press.answered()
    finally:
        await bot.stop()
    assert bot.errors == []
    assert telegram_server.violations == []
