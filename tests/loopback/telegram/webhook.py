"""Brings updates to the address that the bot has set."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import yarl

from tests.loopback.telegram.rejections import bad_request
from tests.loopback.telegram.updates import Update, Updates
from tests.loopback.telegram.world.registry import World

Json = dict[str, Any]

PORTS = (80, 88, 443, 8443)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 1.0
_TIMEOUT_SECONDS = 10.0


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Where the bot wants its updates. ``last_error`` is why the last attempt failed, if it did."""

    url: str
    secret_token: str = ""
    allowed_updates: tuple[str, ...] = ()
    max_connections: int = 40
    last_error: str = ""
    last_error_at: float = 0.0


def check_webhook(webhook: Webhook) -> None:
    """Raises RejectedError. Plain HTTP and any port will do on this machine alone."""
    url = yarl.URL(webhook.url)
    is_here = url.host in _LOOPBACK
    if url.scheme != "https" and not (is_here and url.scheme == "http"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not is_here and url.port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not _SECRET.fullmatch(webhook.secret_token):
        raise bad_request("secret token contains unallowed characters")


class Pusher:
    """Posts one update after the other, again and again until the bot takes it.

    ``proxies`` leads addresses, such as ``https://bot.example``, to where they are served.
    """

    def __init__(self, world: World, updates: Updates, proxies: Mapping[str, str]) -> None:
        self.webhook: Webhook | None = None
        self._world = world
        self._updates = updates
        self._proxies = proxies
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, if there is a webhook."""
        if self.webhook is not None and self._task is None:
            self._task = asyncio.create_task(self._push(self.webhook), name="loopback webhook")

    async def stop(self) -> None:
        """Waits until it has ended."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _push(self, webhook: Webhook) -> None:
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_SECONDS)
        pause = _FIRST_PAUSE_SECONDS
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                update = await self._wait_for_update()
                error = await self._post(session, webhook, update)
                if not error:
                    self._updates.confirm(update.id + 1)
                    pause = _FIRST_PAUSE_SECONDS
                    continue
                webhook.last_error, webhook.last_error_at = error, self._world.clock.now()
                self._world.changes.notify()
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _wait_for_update(self) -> Update:
        while not (pending := self._updates.look(1)):
            self._updates.arrived.clear()
            await self._updates.arrived.wait()
        return pending[0]

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> str:
        """What went wrong, empty if the bot took the update."""
        headers = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        payload = self._updates.hand_over(update)
        address = self._lead(webhook.url)
        try:
            async with session.post(address, json=payload, headers=headers) as answer:
                if answer.ok:
                    return ""
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except TimeoutError:
            return "Read timeout expired"
        except aiohttp.ClientError:
            return "Connection refused"

    def _lead(self, address: str) -> str:
        for public, served in self._proxies.items():
            if address.startswith(public):
                return served + address.removeprefix(public)
        return address
