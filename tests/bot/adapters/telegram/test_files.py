from dataclasses import replace

import pytest

from bot.adapters.telegram.files import send_as_files
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.place import Place
from bot.records import Records, Wish, WishPicture
from tests.bot.conftest import MakePhoto, MakeWish
from tests.loopback.telegram import Chat, Message, Person


@pytest.fixture
async def post(private: Chat, ann: Person) -> Message:
    return await ann.send(private, "as a file, please")


async def keep(records: Records, wish: Wish, results: dict[int, bytes]) -> Wish:
    await records.add_wish(wish, [b"picture"] * len(wish.pictures), None)
    for index, picture in results.items():
        await records.add_dream(wish.id, index, picture, {})
    return wish


async def send(host: Host, wish: Wish, post: Message) -> bool:
    place = Place(chat_id=post.chat.id, is_private=True)
    return await send_as_files(wish, place, host, reply_to=post.id)


async def test_one_dream_is_one_file(
    host: Host, records: Records, post: Message, make_wish: MakeWish, make_photo: MakePhoto
) -> None:
    wish = await keep(records, make_wish(), {0: make_photo()})
    assert await send(host, wish, post)
    [message] = post.chat.bot_messages
    assert message.reply_to is post
    assert message.media is not None
    assert (message.media.kind, message.media.file_name) == ("document", "cats.png")
    assert message.media.data == make_photo()


async def test_several_are_one_album_of_files_named_by_their_numbers(
    host: Host, records: Records, post: Message, make_wish: MakeWish, make_photo: MakePhoto
) -> None:
    wish = make_wish(pictures=(WishPicture(),) * 3)
    await keep(records, wish, {0: make_photo(), 2: make_photo()})
    assert await send(host, wish, post)
    first, second = post.chat.bot_messages
    assert first.media_group_id == second.media_group_id is not None
    assert first.reply_to is post
    assert [message.media.file_name for message in (first, second) if message.media] == [
        "cats-1.png",
        "cats-3.png",
    ]


async def test_in_a_topic_they_stay_there(
    host: Host,
    records: Records,
    forum: Chat,
    ann: Person,
    make_wish: MakeWish,
    make_photo: MakePhoto,
) -> None:
    topic = forum.add_topic("Dreams")
    post = await ann.send(forum, "please", topic=topic)
    wish = await keep(records, make_wish(), {0: make_photo()})
    place = Place(chat_id=forum.id, thread_id=topic.thread_id)
    assert await send_as_files(wish, place, host, reply_to=post.id)
    assert forum.bot_messages[0].topic is topic


async def test_what_is_more_than_telegram_takes_is_made_smaller(
    host: Host, records: Records, post: Message, make_wish: MakeWish, make_photo: MakePhoto
) -> None:
    large = make_photo(900, 700) + bytes(60_000)
    wish = await keep(records, make_wish(), {0: large})
    assert await send(replace(host, document_bytes=50_000), wish, post)
    [message] = post.chat.bot_messages
    assert message.media is not None
    assert len(message.media.data) <= 50_000
    assert message.media.file_name == "cats.jpg"


async def test_what_is_not_kept_any_more_is_not_sent(
    host: Host, records: Records, post: Message, make_wish: MakeWish
) -> None:
    wish = await keep(records, make_wish(), {0: b"dream"})
    await records.purge(-60)
    assert not await send(host, wish, post)
    assert not await send(host, replace(wish, id="f" * 16), post)
    assert post.chat.bot_messages == []
