"""How updates come to an address of the bot's."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.loopback.raw_telegram_bot import RawTelegramBot
from tests.loopback.telegram import Chat, LoopbackTelegram, Person


def texts(updates: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


class Hook:
    """A web server that takes updates, or doesn't."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.taken: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.secrets: list[str | None] = []
        self.address = ""

    async def take_one(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            return await self.taken.get()

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.taken.put_nowait(await request.json())
        return web.Response(status=status)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield hook
    await runner.cleanup()


async def test_a_webhook_gets_the_updates_in_order_until_it_takes_them(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    private: Chat,
    ben: Person,
    hook: Hook,
) -> None:
    hook.statuses = [500, 403]
    url = f"{hook.address}/hook"
    await raw_telegram.call("setWebhook", url=url, secret_token="s3cret")
    assert telegram_server.webhook is not None
    assert (telegram_server.webhook.url, telegram_server.webhook.secret_token) == (url, "s3cret")
    await telegram_server.wait_until_polling()
    await ben.send(private, "one")
    await ben.send(private, "two")
    assert texts([await hook.take_one() for _ in range(3)]) == ["/start", "one", "two"]
    assert set(hook.secrets) == {"s3cret"}
    info = (await raw_telegram.call("getWebhookInfo")).result
    assert (info["url"], info["last_error_message"]) == (
        url,
        "Wrong response from the webhook: 403 Forbidden",
    )


async def test_a_public_address_leads_to_a_server_here(
    telegram_server: LoopbackTelegram,
    raw_telegram: RawTelegramBot,
    private: Chat,
    hook: Hook,
) -> None:
    await raw_telegram.call("setWebhook", url="https://bot.example:8443/hook")
    await telegram_server.wait_until(lambda: telegram_server.webhook and True)
    telegram_server.proxies["https://bot.example:8443"] = hook.address
    assert texts([await hook.take_one()]) == ["/start"]
    assert hook.secrets[-1] is None


async def test_there_is_either_a_webhook_or_polling(
    telegram_server: LoopbackTelegram, raw_telegram: RawTelegramBot, private: Chat, hook: Hook
) -> None:
    polling = asyncio.ensure_future(raw_telegram.call("getUpdates", offset=10**9, timeout=10))
    await telegram_server.wait_until_polling()
    await raw_telegram.call("setWebhook", url=f"{hook.address}/hook")
    assert (await polling).refusal == "Conflict: terminated by setWebhook request"
    refused = await raw_telegram.call("getUpdates")
    assert refused.status == 409
    assert refused.refusal == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete"
        " the webhook first"
    )
    await raw_telegram.call("deleteWebhook")
    assert telegram_server.webhook is None
    assert (await raw_telegram.call("getWebhookInfo")).result["url"] == ""
    assert (await raw_telegram.call("getUpdates")).status == 200


async def test_pending_updates_can_be_dropped(
    raw_telegram: RawTelegramBot, private: Chat, ben: Person
) -> None:
    assert (await raw_telegram.call("getWebhookInfo")).result["pending_update_count"] == 1
    await raw_telegram.call("setWebhook", url="", drop_pending_updates=True)
    assert await raw_telegram.hear() == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"url": "http://bot.example/a"}, "bad webhook: An HTTPS URL must be provided"),
        ({"url": "https://bot.example:9000/a"}, "bad webhook: Webhook can be set up only on po"),
        ({"url": "https://bot.example/a", "secret_token": "a b"}, "secret token contains unallo"),
        ({"url": "https://bot.example/a", "max_connections": 101}, "invalid max_connections"),
    ],
)
async def test_a_webhook_that_telegram_would_not_take(
    raw_telegram: RawTelegramBot, fields: dict[str, Any], reason: str
) -> None:
    reply = await raw_telegram.call("setWebhook", **fields)
    assert reply.refusal.startswith(f"Bad Request: {reason}")
    assert raw_telegram.server.webhook is None
