"""The webhook over real sockets: what the loopback's Telegram posts, and what anybody else may."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Sequence
from io import BytesIO

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from telegram import Update

from bot.adapters.telegram import WebhookSettings
from bot.adapters.telegram.adapter import ALLOWED_UPDATES
from bot.adapters.telegram.status_message import Bot
from bot.adapters.telegram.webhook import SECRET_HEADER, Webhook
from bot.errors import BotError, BotErrorCode, SettingError
from tests.bot.adapters.telegram.looks import wait_for
from tests.loopback.telegram import Chat, LoopbackTelegram, Person

SECRET = "open-sesame_1"
UNTAKEN = 666
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["update_id", "message", "callback_query", "x"]), inner)
    ),
    max_leaves=8,
)


class Heard:
    """What the webhook has passed on, and where it listens."""

    def __init__(self, webhook: Webhook, updates: list[Update]) -> None:
        self.webhook = webhook
        self.updates = updates
        self.address = f"http://127.0.0.1:{webhook.port}/hook"

    @property
    def texts(self) -> list[str | None]:
        return [update.message.text for update in self.updates if update.message]


def make_webhook(
    bot: Bot, updates: list[Update], *, url: str = "https://bot.example/hook", port: int = 0
) -> Webhook:
    async def take(taken: Sequence[Update]) -> None:
        if any(update.update_id == UNTAKEN for update in taken):
            raise BotError(BotErrorCode.RECORDS_UNAVAILABLE, "The disk is full.")
        updates.extend(taken)

    where = WebhookSettings(url=url, secret=SECRET, host="127.0.0.1", port=port)
    return Webhook(where, bot, take, allowed_updates=ALLOWED_UPDATES)


@pytest.fixture
async def heard(bot: Bot, telegram_server: LoopbackTelegram) -> AsyncIterator[Heard]:
    """A webhook that listens; Telegram's way to its public address leads there."""
    updates: list[Update] = []
    async with make_webhook(bot, updates) as webhook:
        telegram_server.proxies["https://bot.example"] = f"http://127.0.0.1:{webhook.port}"
        yield Heard(webhook, updates)


async def post(heard: Heard, body: bytes, *, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(heard.address, data=BytesIO(body)) as answer,
    ):
        return answer.status


async def test_telegram_brings_what_happens(
    heard: Heard, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    await heard.webhook.register()
    assert telegram_server.webhook is not None
    assert telegram_server.webhook.secret_token == SECRET
    assert set(telegram_server.webhook.allowed_updates) == set(ALLOWED_UPDATES)
    for number in range(3):
        await ann.send(private, f"{number}")
    await wait_for(lambda: heard.texts == ["0", "1", "2"])


async def test_what_cannot_be_taken_is_to_come_again(heard: Heard) -> None:
    bodies = [json.dumps({"update_id": number}).encode() for number in (5, UNTAKEN, 6)]
    assert [await post(heard, body) for body in bodies] == [200, 503, 200]
    assert [update.update_id for update in heard.updates] == [5, 6]


@pytest.mark.parametrize("secret", [None, "", "open-sesame", SECRET + "x", "öffne-dich"])
async def test_whoever_does_not_know_the_secret_is_refused(
    secret: str | None, heard: Heard
) -> None:
    assert await post(heard, b'{"update_id": 1}', secret=secret) == 403
    assert heard.updates == []


async def test_a_secret_that_is_no_text_at_all_is_refused(heard: Heard) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", heard.webhook.port)
    writer.write(
        b"POST /hook HTTP/1.1\r\nHost: a\r\n"
        + SECRET_HEADER.encode()
        + b": \xff\xfe\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
    )
    answer = await reader.read()
    writer.close()
    assert b" 403 " in answer.splitlines()[0]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"7", b"[]", b"[1]", b'"x"', b"\xff", b"{}", b'{"update_id": {}}']
)
async def test_what_is_no_update_is_refused(body: bytes, heard: Heard) -> None:
    assert await post(heard, body) == 400
    assert heard.updates == []


@given(JSON)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_no_json_is_a_fault_of_the_program(heard: Heard, value: object) -> None:
    assert await post(heard, json.dumps(value).encode()) in (200, 400)


async def test_an_update_that_cannot_be_read_is_taken_so_that_others_may_follow(
    heard: Heard,
) -> None:
    body = json.dumps({"update_id": 5, "message": {"unknown": 1}}).encode()
    with capture_logs() as logs:
        assert await post(heard, body) == 200
    assert [log["event"] for log in logs] == ["telegram_update_unreadable"]
    assert heard.texts == []


async def test_a_flood_of_bytes_is_refused(heard: Heard) -> None:
    assert await post(heard, b"x" * (3 * 2**20)) == 413


async def test_elsewhere_nobody_answers(heard: Heard) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(heard.address) as answer:
            assert answer.status == 405
        async with session.post(heard.address.replace("hook", "other")) as answer:
            assert answer.status == 404


async def test_an_address_without_a_path_is_the_root(bot: Bot) -> None:
    updates: list[Update] = []
    async with make_webhook(bot, updates, url="https://bot.example") as webhook:
        heard = Heard(webhook, updates)
        heard.address = f"http://127.0.0.1:{webhook.port}/"
        assert await post(heard, b'{"update_id": 1}') == 200


async def test_an_address_that_is_taken_names_the_setting(bot: Bot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BotError) as raised:
        await make_webhook(bot, [], port=taken.getsockname()[1]).__aenter__()
    assert raised.value.code == BotErrorCode.ADDRESS_IN_USE
    assert "TELEGRAM_WEBHOOK_BIND" in raised.value.hint


async def test_an_outage_at_the_start_passes(
    heard: Heard, telegram_server: LoopbackTelegram
) -> None:
    telegram_server.faults.fail("setWebhook", status=502)
    await heard.webhook.register()
    assert telegram_server.webhook is not None


async def test_a_void_token_is_told_without_the_token(
    heard: Heard, telegram_server: LoopbackTelegram
) -> None:
    token = telegram_server.token
    telegram_server.token = "987654321:another-token-that-is-just-as-long"
    with pytest.raises(SettingError, match="TELEGRAM_TOKEN") as raised:
        await heard.webhook.register()
    assert token not in repr(raised.value)


async def test_an_address_that_telegram_does_not_take_is_told(
    heard: Heard, telegram_server: LoopbackTelegram
) -> None:
    description = "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
    telegram_server.faults.fail("setWebhook", status=400, description=description)
    with pytest.raises(SettingError, match="TELEGRAM_WEBHOOK_URL") as raised:
        await heard.webhook.register()
    assert "failed to resolve host" in str(raised.value)
