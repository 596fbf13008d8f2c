"""Lets Telegram tell what happens: an address of the bot's own that only Telegram knows to use."""

import asyncio
import hmac
from collections.abc import Sequence
from typing import Self

import structlog
import yarl
from aiohttp import web
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram.faults import describe_fault, explain_loss
from bot.adapters.telegram.polling import Take, choose_pause
from bot.adapters.telegram.settings import WebhookSettings
from bot.adapters.telegram.status_message import Bot
from bot.adapters.telegram.updates import read_update
from bot.errors import BotError, BotErrorCode, SettingError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (its name, not the secret)
_LARGEST_UPDATE = 2 * 2**20

_log = structlog.get_logger(__name__)


class Webhook:
    """An async context manager that listens, and gives each update to ``take``.

    Entering raises BotError with ADDRESS_IN_USE where it can't listen.
    """

    def __init__(
        self, settings: WebhookSettings, bot: Bot, take: Take, *, allowed_updates: Sequence[str]
    ) -> None:
        self._settings = settings
        self._bot = bot
        self._take = take
        self._allowed_updates = allowed_updates
        self._runner: web.AppRunner | None = None
        self.port = settings.port
        self.is_reached = False
        """Whether Telegram has taken the address."""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_LARGEST_UPDATE)
        app.router.add_post(yarl.URL(self._settings.url).path or "/", self._receive)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._settings.host, self._settings.port).start()
        except OSError as error:
            await runner.cleanup()
            raise BotError(
                BotErrorCode.ADDRESS_IN_USE,
                f"The bot can't listen for Telegram at {self._settings.host}:"
                f"{self._settings.port}: {error.strerror}.",
                "Set TELEGRAM_WEBHOOK_BIND to another HOST:PORT.",
            ) from error
        self._runner = runner
        self.port = runner.addresses[0][1]
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def register(self) -> None:
        """Tells Telegram the address, again and again until it takes it.

        Raises SettingError where the token is void, or Telegram doesn't take the address.
        """
        failures = 0
        while True:
            try:
                await self._bot.set_webhook(
                    self._settings.url,
                    secret_token=self._settings.secret,
                    allowed_updates=self._allowed_updates,
                )
            except TelegramError as error:
                if fatal := explain_loss(error):
                    raise fatal from None
                if isinstance(error, BadRequest):
                    raise _refused(self._settings.url, error) from error
                failures += 1
                _log.warning("telegram_webhook_not_set", reason=describe_fault(error))
                await asyncio.sleep(choose_pause(error, failures))
            else:
                self.is_reached = True
                _log.info("telegram_webhook_set", url=self._settings.url)
                return

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="replace"), self._settings.secret.encode()):
            return web.Response(status=403)
        try:
            update = read_update(await request.json(), self._bot)
        except (ValueError, LookupError, TypeError):  # no JSON, or none of an update
            return web.Response(status=400)
        try:
            await self._take([update])
        except BotError as error:
            _log.warning("telegram_updates_not_taken", error=str(error))
            return web.Response(status=503)  # Telegram sends it again
        return web.Response()


def _refused(url: str, error: BadRequest) -> SettingError:
    return SettingError(
        f"Telegram doesn't take the address in TELEGRAM_WEBHOOK_URL, {url}: {error.message}.",
        "Telegram must be able to reach it from the internet, with a valid certificate.",
    )
