import json

import pytest
from structlog.testing import capture_logs
from telegram.error import TelegramError

from bot.adapters.telegram.status_message import Bot
from bot.adapters.telegram.updates import UpdatesRequest, keep_readable, read_update
from tests.loopback.telegram import Chat, LoopbackTelegram, Person

BROKEN = {"update_id": 5, "message": {"unknown": 1}}


def test_one_that_cannot_be_read_keeps_its_number_alone() -> None:
    with capture_logs() as logs:
        assert keep_readable(BROKEN) == {"update_id": 5}
    assert logs[0]["event"] == "telegram_update_unreadable"
    assert "unknown" not in str(logs)


def test_what_nobody_knows_yet_is_no_reason_not_to_read_it() -> None:
    update = {"update_id": 5, "of_the_future": {"x": 1}}
    assert keep_readable(update) == update


@pytest.mark.parametrize("value", [{}, {"update_id": None}, {"update_id": "5"}, [], "x", None])
def test_what_is_no_update_raises(value: object) -> None:
    with pytest.raises((TypeError, KeyError)):
        keep_readable(value)  # type: ignore[arg-type]


def test_telegrams_answers_are_read_around_those_that_are_broken() -> None:
    answer = {"ok": True, "result": [{"update_id": 4}, BROKEN, {"update_id": 6}]}
    read = UpdatesRequest.parse_json_payload(json.dumps(answer).encode())
    assert [update["update_id"] for update in read["result"]] == [4, 5, 6]
    assert read["result"][1] == {"update_id": 5}


def test_a_refusal_is_left_alone() -> None:
    answer = {"ok": False, "description": "no"}
    assert UpdatesRequest.parse_json_payload(json.dumps(answer).encode()) == answer


@pytest.mark.parametrize(
    "answer", [[], "x", None, {"ok": True}, {"ok": True, "result": 1}, {"ok": True, "result": [1]}]
)
def test_an_answer_of_another_shape_is_an_outage(answer: object) -> None:
    with pytest.raises(TelegramError):
        UpdatesRequest.parse_json_payload(json.dumps(answer).encode())


async def test_what_is_read_can_be_answered(
    bot: Bot, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    heard: list[dict[str, object]] = []
    telegram_server.world.listeners.append(lambda event: heard.append(event.payload))
    await ann.send(private, "hello")
    update = read_update({"update_id": 5, "message": heard[0]}, bot)
    assert update.message is not None
    await update.message.reply_text("hello yourself")
    assert private.bot_messages[0].text == "hello yourself"
