"""What a bot in privacy mode hears in groups."""

import aiohttp
import pytest

from tests.loopback.raw_telegram_bot import RawTelegramBot, draw
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person

PHOTO = File(name="a.png", data=draw())


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        ("hello", False),
        ("/dream", True),
        ("/dream cats", True),
        ("/dream@PuppyslugBot", True),
        ("/dream@puppyslugbot", True),
        ("/dream@OtherBot", False),
        ("please /dream", False),
        ("please @PuppyslugBot", True),
        ("mail me@PuppyslugBot", False),
        ("@PuppyslugBotty", False),
    ],
)
@pytest.mark.parametrize("is_caption", [False, True])
async def test_privacy_mode(
    raw_telegram: RawTelegramBot,
    group: Chat,
    ben: Person,
    text: str,
    is_heard: bool,
    is_caption: bool,
) -> None:
    await ben.send(group, text, photo=PHOTO if is_caption else None)
    heard = await raw_telegram.hear_messages()
    assert [message.get("text") or message["caption"] for message in heard] == (
        [text] if is_heard else []
    )


async def test_replies_to_the_bot_are_heard_and_those_to_others_are_not(
    raw_telegram: RawTelegramBot, group: Chat, ben: Person
) -> None:
    own = await raw_telegram.said(group, "hello")
    answer = await ben.send(group, "to you", reply_to=own)
    await ben.send(group, "to myself", reply_to=answer)
    [heard] = await raw_telegram.hear_messages()
    assert heard["text"] == "to you"
    assert heard["reply_to_message"]["message_id"] == own.id
    assert heard["reply_to_message"]["from"]["username"] == "PuppyslugBot"
    assert "is_topic_message" not in heard


async def test_the_answered_message_comes_whole_but_not_the_one_before(
    raw_telegram: RawTelegramBot, group: Chat, ben: Person
) -> None:
    first = await ben.send(group, "first")
    shown = await ben.send(group, "look", photo=PHOTO, reply_to=first)
    await ben.send(group, "/dream", reply_to=shown)
    [heard] = await raw_telegram.hear_messages()
    answered = heard["reply_to_message"]
    assert (answered["caption"], len(answered["photo"])) == ("look", 1)
    assert "reply_to_message" not in answered
    assert heard["message_thread_id"] == first.id


@pytest.mark.parametrize("opened", ["by the server", "by an administrator"])
async def test_without_privacy_mode_or_as_an_administrator_all_is_heard(opened: str) -> None:
    async with LoopbackTelegram(privacy_mode=opened != "by the server") as server:
        ann = server.add_person("Ann")
        chat = server.add_group("Open", ann)
        if opened == "by an administrator":
            chat.promote_bot()
        await ann.send(chat, "hello")
        async with aiohttp.ClientSession() as session:
            bot = RawTelegramBot(server, session)
            assert [m["text"] for m in await bot.hear_messages()] == ["hello"]


@pytest.mark.parametrize(("text", "count"), [("look", 0), ("/dream", 3)])
async def test_an_album_is_heard_whole_or_not_at_all(
    raw_telegram: RawTelegramBot, group: Chat, ben: Person, text: str, count: int
) -> None:
    await ben.send_album(group, [PHOTO] * 3, text)
    heard = await raw_telegram.hear_messages()
    assert len(heard) == count
    if heard:
        assert len({message["media_group_id"] for message in heard}) == 1
        assert [message.get("caption", "") for message in heard] == [text, "", ""]
