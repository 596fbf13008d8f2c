"""Where the bot may write, and how it learns where it is."""

from typing import Any

import pytest

from tests.loopback.raw_telegram_bot import RawTelegramBot, draw
from tests.loopback.telegram import Chat, LoopbackTelegram, NotPossibleError, Person, Topic


@pytest.fixture
def forum(telegram_server: LoopbackTelegram, ben: Person) -> Chat:
    return telegram_server.add_supergroup("Forum", ben, is_forum=True)


@pytest.fixture
def cats(forum: Chat) -> Topic:
    return forum.add_topic("Cats")


@pytest.fixture
def dogs(forum: Chat) -> Topic:
    return forum.add_topic("Dogs")


async def hear_moves(bot: RawTelegramBot) -> list[tuple[str, str]]:
    """What the bot was and is, in each update about that."""
    moves = [u["my_chat_member"] for u in await bot.hear() if "my_chat_member" in u]
    return [(m["old_chat_member"]["status"], m["new_chat_member"]["status"]) for m in moves]


async def test_the_bot_never_writes_first(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, ben: Person
) -> None:
    refused = await raw_telegram.say(ben.private_chat)
    assert (refused.status, refused.refusal) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    await ben.send(ben.private_chat, "/start")
    assert (await raw_telegram.say(ben.private_chat)).status == 200
    assert telegram_server.violations == []


async def test_a_person_blocks_the_bot_and_lets_it_write_again(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    sent = await raw_telegram.said(private)
    ben.block()
    refused = await raw_telegram.say(private)
    assert (refused.status, refused.refusal) == (403, "Forbidden: bot was blocked by the user")
    assert (await raw_telegram.edit(sent, "Text", text="y")).status == 403
    with pytest.raises(NotPossibleError):
        await ben.send(private, "hello")
    ben.unblock()
    assert (await raw_telegram.say(private)).status == 200
    assert await hear_moves(raw_telegram) == [("member", "kicked"), ("kicked", "member")]
    assert telegram_server.violations == []


@pytest.mark.parametrize("kind", ["group", "supergroup"])
async def test_the_bot_is_invited_and_kicked(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, ben: Person, kind: str
) -> None:
    is_group = kind == "group"
    add = telegram_server.add_group if is_group else telegram_server.add_supergroup
    chat = add("Home", ben)
    assert (chat.id > -(10**12)) == is_group
    assert (await raw_telegram.say(chat)).status == 200
    chat.kick_bot()
    refused = await raw_telegram.say(chat)
    assert (refused.status, refused.refusal) == (
        403,
        f"Forbidden: bot was kicked from the {kind} chat",
    )
    await ben.send(chat, "/dream")
    chat.invite_bot()
    assert (await raw_telegram.say(chat)).status == 200
    assert await hear_moves(raw_telegram) == [
        ("left", "member"),
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    await raw_telegram.call("leaveChat", chat_id=chat.id)
    refused = await raw_telegram.say(chat)
    assert refused.refusal == f"Forbidden: bot is not a member of the {kind} chat"
    assert await raw_telegram.hear_messages() == []
    assert telegram_server.violations == []


async def test_a_group_is_deleted(raw_telegram: RawTelegramBot, group: Chat, ben: Person) -> None:
    group.delete()
    refused = await raw_telegram.say(group)
    assert (refused.status, refused.refusal) == (403, "Forbidden: the group chat was deleted")
    with pytest.raises(NotPossibleError):
        await ben.send(group, "hello")


async def test_the_bot_may_not_write(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, group: Chat
) -> None:
    group.restrict_bot()
    refused = [
        await raw_telegram.say(group),
        await raw_telegram.show(group, draw()),
        await raw_telegram.show(group, draw(), "document"),
    ]
    assert [reply.refusal for reply in refused] == [
        f"Bad Request: not enough rights to send {what} to the chat"
        for what in ("text messages", "photos", "documents")
    ]
    group.invite_bot()
    assert (await raw_telegram.say(group)).status == 200
    assert telegram_server.violations == []


async def test_a_group_becomes_a_supergroup(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, ben: Person
) -> None:
    old = telegram_server.add_group("Home", ben)
    sent = await raw_telegram.said(old, "before")
    new = telegram_server.migrate(old)
    leaving, arriving = await raw_telegram.hear_messages()
    assert (leaving["chat"]["id"], leaving["migrate_to_chat_id"]) == (old.id, new.id)
    assert (arriving["chat"]["id"], arriving["migrate_from_chat_id"]) == (new.id, old.id)
    for refused in (
        await raw_telegram.say(old),
        await raw_telegram.edit(sent, "Text", text="x"),
        await raw_telegram.call("getChat", chat_id=old.id),
    ):
        assert refused.status == 400
        assert refused.refusal == "Bad Request: group chat was upgraded to a supergroup chat"
        assert refused.body["parameters"] == {"migrate_to_chat_id": new.id}
    assert (await raw_telegram.say(new, "after")).status == 200
    assert [message.text for message in old.bot_messages] == ["before"]
    assert [message.text for message in new.bot_messages] == ["after"]
    with pytest.raises(NotPossibleError):
        await ben.send(old, "x")
    await ben.send(new, "/dream")
    assert telegram_server.violations == []


async def test_numbers_of_messages_count_in_each_supergroup_for_itself(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    chats = [private, telegram_server.add_group("A", ben), telegram_server.add_supergroup("B", ben)]
    numbers = [(await raw_telegram.said(chat)).id for chat in chats]
    assert numbers == [3, 4, 2]


# Topics.


async def test_an_answer_goes_where_the_question_is(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, cats: Topic, ben: Person
) -> None:
    question = await ben.send(cats.chat, "/dream", topic=cats)
    [heard] = await raw_telegram.hear_messages()
    assert (heard["is_topic_message"], heard["message_thread_id"]) == (True, cats.thread_id)
    assert heard["chat"]["is_forum"] is True
    assert heard["reply_to_message"]["forum_topic_created"]["name"] == "Cats"
    by_itself = await raw_telegram.said(cats.chat, reply_parameters={"message_id": question.id})
    named = await raw_telegram.said(
        cats.chat,
        message_thread_id=cats.thread_id,
        reply_parameters={"message_id": question.id},
    )
    new = await raw_telegram.said(cats.chat, message_thread_id=cats.thread_id)
    assert [message.topic for message in (by_itself, named, new)] == [cats] * 3
    assert telegram_server.violations == []


async def test_an_answer_does_not_leave_its_topic(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    cats: Topic,
    dogs: Topic,
    ben: Person,
) -> None:
    question = await ben.send(cats.chat, "/dream", topic=cats)
    reply = {"message_id": question.id}
    refused = await raw_telegram.say(
        cats.chat, message_thread_id=dogs.thread_id, reply_parameters=reply
    )
    assert refused.refusal == "Bad Request: message to be replied not found"
    assert len(telegram_server.violations) == 1


async def test_the_general_topic_has_no_number(
    raw_telegram: RawTelegramBot, forum: Chat, ben: Person
) -> None:
    question = await ben.send(forum, "/dream")
    [heard] = await raw_telegram.hear_messages()
    assert "message_thread_id" not in heard
    message = await raw_telegram.said(forum, reply_parameters={"message_id": question.id})
    assert message.topic is None
    refused = await raw_telegram.say(forum, message_thread_id=1)
    assert refused.refusal == "Bad Request: message thread not found"


async def test_threads_of_answers_are_no_topics(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, group: Chat, ben: Person
) -> None:
    first = await ben.send(group, "look")
    await ben.send(group, "/dream", reply_to=first)
    [heard] = await raw_telegram.hear_messages()
    assert heard["message_thread_id"] == first.id
    assert "is_topic_message" not in heard
    refused = await raw_telegram.say(group, message_thread_id=first.id)
    assert refused.refusal == "Bad Request: message thread not found"
    assert len(telegram_server.violations) == 1


async def test_a_topic_is_closed_or_deleted(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, cats: Topic, ben: Person
) -> None:
    await ben.send(cats.chat, "/dream", topic=cats)
    cats.close()
    closed = await raw_telegram.say(cats.chat, message_thread_id=cats.thread_id)
    assert closed.refusal == "Bad Request: TOPIC_CLOSED"
    cats.delete()
    gone = await raw_telegram.say(cats.chat, message_thread_id=cats.thread_id)
    assert gone.refusal == "Bad Request: message thread not found"
    assert cats.chat.visible_messages == []
    assert telegram_server.violations == []


# Who is who.


async def test_who_is_in_a_chat(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, ben: Person
) -> None:
    ann, zoe = telegram_server.add_person("Ann"), telegram_server.add_person("Zoe")
    group = telegram_server.add_supergroup("Home", ben, admins=(ann,))

    async def status_of(user_id: int) -> str:
        reply = await raw_telegram.call("getChatMember", chat_id=group.id, user_id=user_id)
        return str(reply.result["status"]) if reply.status == 200 else reply.refusal

    statuses = [await status_of(person.id) for person in (ann, ben, zoe)]
    assert statuses == ["administrator", "member", "left"]
    assert await status_of(telegram_server.bot.id) == "member"
    assert await status_of(5) == "Bad Request: user not found"
    admins = (await raw_telegram.call("getChatAdministrators", chat_id=group.id)).result
    assert [admin["status"] for admin in admins] == ["creator", "administrator"]
    group.demote(ann.user)
    group.remove_member(ben.user)
    assert [await status_of(person.id) for person in (ann, ben)] == ["member", "left"]


async def test_a_private_chat_has_no_administrators(
    raw_telegram: RawTelegramBot, private: Chat
) -> None:
    refused = await raw_telegram.call("getChatAdministrators", chat_id=private.id)
    assert refused.refusal == "Bad Request: there are no administrators in the private chat"
    assert (await raw_telegram.call("leaveChat", chat_id=private.id)).status == 400


async def test_what_a_chat_is(
    raw_telegram: RawTelegramBot, private: Chat, group: Chat, forum: Chat
) -> None:
    shown: list[dict[str, Any]] = [
        (await raw_telegram.call("getChat", chat_id=chat.id)).result
        for chat in (private, group, forum)
    ]
    assert [chat["type"] for chat in shown] == ["private", "supergroup", "supergroup"]
    assert [chat.get("title") for chat in shown] == [None, "Home", "Forum"]
    assert [chat.get("is_forum", False) for chat in shown] == [False, False, True]
