"""What the loopback takes as a message, from the bot and to whom."""

from typing import Any

import pytest

from tests.loopback.raw_telegram_bot import RawTelegramBot, draw, keyboard
from tests.loopback.telegram import Chat, LoopbackTelegram, Person


def markup(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


def button(**action: Any) -> dict[str, Any]:
    return {"text": "Press", **action}


async def test_a_message_is_sent_and_answered(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    [question] = private.messages
    reply = await raw_telegram.say(
        private,
        "  <b>hi</b> & <i>\N{DOG FACE}</i> ",
        parse_mode="HTML",
        reply_markup=keyboard("Again"),
        reply_parameters={"message_id": question.id},
        disable_notification=True,
    )
    [message] = private.bot_messages
    assert message.text == message.words == "hi & \N{DOG FACE}"
    assert (message.reply_to, message.disable_notification) == (question, True)
    assert message.buttons == [{"text": "Again", "callback_data": "again"}]
    assert [revision.text for revision in message.revisions] == [message.text]
    assert reply.result["entities"] == [
        {"type": "bold", "offset": 0, "length": 2},
        {"type": "italic", "offset": 5, "length": 2},
    ]
    assert reply.result["from"]["is_bot"] is True
    assert reply.result["chat"] == {"id": ben.id, "type": "private", "first_name": "Ben"}
    assert reply.result["reply_to_message"]["text"] == "/start"
    assert telegram_server.violations == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "\N{DOG FACE}" * 2049}, "message is too long"),
        ({"reply_markup": markup(button(callback_data=""))}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": markup(button(callback_data="\N{EURO SIGN}" * 22))}, "BUTTON_DATA_IN"),
        ({"reply_markup": markup(button(url="ftp://a"))}, "BUTTON_URL_INVALID"),
        ({"reply_markup": markup(button())}, "text buttons are unallowed"),
        ({"reply_markup": markup({"text": "", "callback_data": "a"})}, "can't parse inline key"),
        ({"reply_markup": markup(button(callback_data="a", url="http://b"))}, "can't parse inli"),
        ({"reply_markup": {"inline_keyboard": [["a"]]}}, "can't parse inline keyboard button"),
        ({"reply_markup": {"inline_keyboard": "a"}}, 'field "inline_keyboard"'),
        ({"reply_markup": markup(*[button(callback_data="a")] * 101)}, "reply markup is too long"),
        ({"reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"reply_markup": []}, "object expected as reply markup"),
        ({"reply_markup": {"a": 1}}, "inline keyboard expected"),
        ({"parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"message_thread_id": 77}, "message thread not found"),
        ({"reply_parameters": {"message_id": 77}}, "message to be replied not found"),
        ({"chat_id": 12}, "chat not found"),
        ({"chat_id": "@somebody"}, "chat not found"),
        ({"chat_id": ""}, "chat_id is empty"),
        ({"message_thread_id": "x"}, "invalid message_thread_id specified"),
    ],
)
async def test_a_message_that_telegram_would_not_take(
    raw_telegram: RawTelegramBot, private: Chat, fields: dict[str, Any], reason: str
) -> None:
    reply = await raw_telegram.call("sendMessage", **{"chat_id": private.id, "text": "x", **fields})
    assert reply.status == 400
    assert reply.refusal.startswith(f"Bad Request: {reason}")
    assert private.bot_messages == []
    [violation] = raw_telegram.server.violations
    assert violation.startswith(f"sendMessage: 400 Bad Request: {reason}")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("\N{EURO SIGN}<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 3'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("1 <", "Unclosed start tag at byte offset 2"),
    ],
)
async def test_html_that_telegram_cannot_parse(
    raw_telegram: RawTelegramBot, private: Chat, text: str, reason: str
) -> None:
    reply = await raw_telegram.say(private, text, parse_mode="HTML")
    assert reply.refusal == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("text", "shown", "kinds"),
    [
        ("&lt;a&gt; &quot;&amp;&#39;", "<a> \"&'", []),
        ("a & b > c", "a & b > c", []),
        ("<code>x</code><pre>y</pre>", "xy", ["code", "pre"]),
        ("<tg-spoiler>x</tg-spoiler>", "x", ["spoiler"]),
        ("<blockquote>x <u>y</u> <s>z</s></blockquote>", "x y z", ["blockquote", "underline", "s"]),
        ('<a href="https://a.b/?c=1&amp;d=2">x</a>', "x", ["text_link"]),
        ("<b></b>x", "x", []),
    ],
)
async def test_html_that_telegram_parses(
    raw_telegram: RawTelegramBot, private: Chat, text: str, shown: str, kinds: list[str]
) -> None:
    message = await raw_telegram.said(private, text, parse_mode="HTML")
    assert message.text == shown
    found = [entity["type"] for entity in message.entities]
    assert len(found) == len(kinds)
    assert all(one.startswith(kind) for one, kind in zip(found, kinds, strict=True))
    if kinds == ["text_link"]:
        assert message.entities[0]["url"] == "https://a.b/?c=1&d=2"


async def test_the_lengths_are_those_after_parsing(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat
) -> None:
    assert (await raw_telegram.say(private, f"<b>{'x' * 4096}</b>", parse_mode="HTML")).result
    longest = f"<i>{'y' * 1024}</i>"
    shown = await raw_telegram.show(private, draw(), caption=longest, parse_mode="HTML")
    assert len(shown.result["caption"]) == 1024
    refused = await raw_telegram.show(private, draw(), caption="y" * 1025)
    assert refused.refusal == "Bad Request: message caption is too long"
    assert len(telegram_server.violations) == 1


@pytest.mark.parametrize("form", ["query", "form", "json", "parts"])
async def test_parameters_come_in_any_form(
    raw_telegram: RawTelegramBot, private: Chat, form: str
) -> None:
    fields: dict[str, Any] = {"chat_id": str(private.id), "text": "x"}
    if form == "query":
        reply = await raw_telegram.request("GET", "sendMessage", params=fields)
    elif form == "json":
        typed = {"chat_id": private.id, "reply_markup": keyboard("A"), "entities": None}
        reply = await raw_telegram.request("POST", "sendMessage", json={**fields, **typed})
    elif form == "parts":
        files = {"unused": ("a.txt", b"a")}
        reply = await raw_telegram.call("sendMessage", files=files, **fields)
    else:
        reply = await raw_telegram.request("POST", "SENDMESSAGE", data=fields)
    assert reply.result["text"] == "x"
    assert bool(private.bot_messages[0].buttons) == (form == "json")


async def test_json_that_is_none_is_refused(raw_telegram: RawTelegramBot) -> None:
    headers = {"Content-Type": "application/json"}
    for body in ("{", "[]"):
        reply = await raw_telegram.request("POST", "getMe", data=body, headers=headers)
        assert reply.status == 400


async def test_a_reply_to_a_deleted_message(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    [question] = private.messages
    await ben.delete(question)
    parameters = {"message_id": question.id}
    refused = await raw_telegram.say(private, reply_parameters=parameters)
    assert refused.refusal == "Bad Request: message to be replied not found"
    parameters["allow_sending_without_reply"] = True
    message = await raw_telegram.said(private, reply_parameters=parameters)
    assert message.reply_to is None
    assert telegram_server.violations == []


async def test_keyboards_of_other_kinds_do_not_show(
    raw_telegram: RawTelegramBot, private: Chat
) -> None:
    message = await raw_telegram.said(private, reply_markup={"remove_keyboard": True})
    assert message.keyboard == []


async def test_an_action_is_seen_for_what_it_is(
    raw_telegram: RawTelegramBot, private: Chat
) -> None:
    assert (
        await raw_telegram.call("sendChatAction", chat_id=private.id, action="upload_photo")
    ).result is True
    assert private.actions == [("upload_photo", None)]
    refused = await raw_telegram.call("sendChatAction", chat_id=private.id, action="dreaming")
    assert refused.refusal == "Bad Request: wrong parameter action in request"


@pytest.mark.parametrize(
    ("token", "status", "description"),
    [
        ("123456789:another-token-that-is-long-enough-to-be-one", 401, "Unauthorized"),
        ("nonsense", 404, "Not Found"),
    ],
)
async def test_a_wrong_token(
    raw_telegram: RawTelegramBot, token: str, status: int, description: str
) -> None:
    reply = await raw_telegram.call("getMe", token=token)
    assert (reply.status, reply.refusal) == (status, description)
    assert raw_telegram.server.violations == []


async def test_a_token_is_worthless_once_there_is_another(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot
) -> None:
    old = telegram_server.token
    telegram_server.token = f"{old}-new"
    assert (await raw_telegram.call("getMe", token=old)).status == 401
    assert (await raw_telegram.call("getMe")).status == 200


async def test_an_unknown_method(raw_telegram: RawTelegramBot) -> None:
    reply = await raw_telegram.call("sendDream")
    assert (reply.status, reply.refusal) == (404, "Not Found")
    assert raw_telegram.server.violations == ["sendDream: 404 Not Found"]


async def test_who_the_bot_is(raw_telegram: RawTelegramBot) -> None:
    me = (await raw_telegram.call("getMe")).result
    assert (me["id"], me["username"], me["is_bot"]) == (123456789, "PuppyslugBot", True)
    assert me["can_read_all_group_messages"] is False
