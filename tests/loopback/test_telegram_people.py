"""What people do, and what the bot gets to see of it."""

import pytest

from tests.loopback.raw_telegram_bot import RawTelegramBot, draw
from tests.loopback.telegram import Chat, File, LoopbackTelegram, NotPossibleError, Person

PHOTO = File(name="a.png", data=draw())


async def test_every_kind_of_media_arrives(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    await raw_telegram.hear()
    webp = File(name="a.webp", data=draw(kind="WEBP"), content_type="image/webp")
    video_sticker = File(name="b.webm", data=b"webm", is_video=True)
    gif = File(name="a.mp4", data=b"mp4", content_type="video/mp4")
    await ben.send(private, "look", photo=PHOTO, has_spoiler=True)
    await ben.send(private, document=File(name="a.png", data=draw(), content_type="image/png"))
    await ben.send(private, sticker=webp)
    await ben.send(private, sticker=video_sticker)
    await ben.send(private, animation=gif)
    await ben.send(private, video=gif)
    photo, document, sticker, moving, animation, video = await raw_telegram.hear_messages()
    assert photo["has_media_spoiler"] is True
    assert [(size["width"], size["height"]) for size in photo["photo"]] == [(30, 20)]
    assert "file_name" not in photo["photo"][0]
    assert (document["document"]["file_name"], document["document"]["mime_type"]) == (
        "a.png",
        "image/png",
    )
    assert (sticker["sticker"]["width"], sticker["sticker"]["is_animated"]) == (30, False)
    assert moving["sticker"]["is_video"] is True
    assert animation["animation"]["file_id"] == animation["document"]["file_id"]
    assert video["video"]["mime_type"] == "video/mp4"


async def test_people_edit_their_own_messages(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    message = await ben.send(private, "one")
    shown = await ben.send(private, "two", photo=File(name="a.png", data=draw()))
    await ben.edit(message, "three")
    await ben.edit(shown, "four")
    edited = [u["edited_message"] for u in await raw_telegram.hear() if "edited_message" in u]
    assert [one.get("text") or one["caption"] for one in edited] == ["three", "four"]
    assert all("edit_date" in one for one in edited)


async def test_an_anonymous_administrator_writes_as_the_group(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, ben: Person
) -> None:
    group = telegram_server.add_supergroup("Home", admins=(ben,))
    message = await ben.send(group, "/dream", is_anonymous=True)
    [heard] = await raw_telegram.hear_messages()
    assert heard["from"]["username"] == "GroupAnonymousBot"
    assert heard["sender_chat"]["id"] == group.id
    assert message.sender is ben.user


async def test_what_is_deleted_is_no_longer_visible(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    message = await ben.send(private, "x")
    assert message in private.visible_messages
    await ben.delete(message)
    assert message not in private.visible_messages
    assert message in private.messages


async def test_people_can_only_do_what_telegrams_apps_offer(
    telegram_server: LoopbackTelegram, private: Chat, group: Chat, ben: Person
) -> None:
    ann = telegram_server.add_person("Ann")
    theirs = await ben.send(private, "mine")
    topic = telegram_server.add_supergroup("Forum", ben, is_forum=True).add_topic("Old")
    topic.close()
    impossible = [
        ann.send(group, "hello"),
        ben.send(private),
        ben.send(private, "x", sticker=PHOTO),
        ben.send(private, photo=PHOTO, document=PHOTO),
        ben.send(private, "x" * 4097),
        ben.send(private, "x" * 1025, photo=PHOTO),
        ben.send(group, "x", is_anonymous=True),
        ben.send(group, "x", reply_to=theirs),
        ben.send(topic.chat, "x", topic=topic),
        ben.send_album(private, [PHOTO]),
        ann.edit(theirs, "x"),
        ann.delete(await ben.send(group, "x")),
        ben.press(theirs, text="Again"),
    ]
    for attempt in impossible:
        with pytest.raises(NotPossibleError):
            await attempt
