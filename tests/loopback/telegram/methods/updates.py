"""Methods by which the bot gets its updates: long polling and the webhook."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.loopback.faults import break_connection
from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.methods.table import Methods
from tests.loopback.telegram.rejections import TERMINATED, RejectedError, bad_request, conflict
from tests.loopback.telegram.updates import Updates
from tests.loopback.telegram.webhook import Pusher, Webhook, check_webhook
from tests.loopback.telegram.world.registry import World

Json = dict[str, Any]

_MOST_UPDATES, _LONGEST_POLL_SECONDS = 100, 50
_MOST_CONNECTIONS = 100
_LOOK_SECONDS = 0.1
_WEBHOOK_IS_ACTIVE = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
    " first"
)


@dataclass(slots=True)
class _Poll:
    """A request that waits for updates, until something ends it."""

    call: Call
    until: float
    rejection: RejectedError | None = None
    is_over: bool = False

    @property
    def is_gone(self) -> bool:
        """Whether nobody waits for the answer any more."""
        transport = self.call.request.transport
        return transport is None or transport.is_closing()

    @property
    def has_ended(self) -> bool:
        return self.is_over or self.is_gone or time.monotonic() >= self.until


class UpdateMethods:
    """Only one request may wait for updates, and none while there is a webhook."""

    def __init__(self, world: World, updates: Updates, pusher: Pusher) -> None:
        self._world = world
        self._updates = updates
        self._pusher = pusher
        self._poll: _Poll | None = None

    def list_methods(self) -> Methods:
        return {
            "getUpdates": self.get_updates,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.get_webhook_info,
        }

    @property
    def is_polled(self) -> bool:
        """Whether a request waits for updates."""
        return self._poll is not None and not self._poll.has_ended

    def end_polling(self, rejection: RejectedError | None = None) -> None:
        """The waiting request is answered, with nothing or with an error."""
        if self._poll is not None:
            self._poll.rejection, self._poll.is_over = rejection, True
            self._poll = None
            self._updates.arrived.set()

    def break_polling(self) -> None:
        """The waiting request loses its connection."""
        if self._poll is not None:
            break_connection(self._poll.call.request)
            self.end_polling()

    async def get_updates(self, call: Call) -> list[Json]:
        if self._pusher.webhook is not None:
            raise conflict(_WEBHOOK_IS_ACTIVE)
        timeout = call.integer("timeout")
        limit = call.integer("limit", _MOST_UPDATES)
        if timeout < 0 or not 1 <= limit <= _MOST_UPDATES:
            raise bad_request("timeout must not be negative, and limit from 1 to 100")
        self.end_polling(conflict(TERMINATED))
        if call.text("allowed_updates"):
            self._updates.allowed = call.json_list("allowed_updates")
        self._updates.confirm(call.integer("offset"))
        poll = _Poll(call, time.monotonic() + min(timeout, _LONGEST_POLL_SECONDS))
        self._poll = poll
        self._world.changes.notify()
        try:
            return await self._wait(poll, limit)
        finally:
            if self._poll is poll:
                self._poll = None

    async def _wait(self, poll: _Poll, limit: int) -> list[Json]:
        while True:
            if poll.rejection is not None and not poll.is_gone:
                raise poll.rejection
            if poll.is_over or poll.is_gone:
                return []
            if pending := self._updates.look(limit):
                return [self._updates.hand_over(update) for update in pending]
            if poll.has_ended:
                return []
            self._updates.arrived.clear()
            left = max(0.0, poll.until - time.monotonic())
            with suppress(TimeoutError):
                async with asyncio.timeout(min(left, _LOOK_SECONDS)):
                    await self._updates.arrived.wait()

    async def set_webhook(self, call: Call) -> bool:
        if not call.text("url"):
            return await self.delete_webhook(call)
        allowed = tuple(call.json_list("allowed_updates"))
        if call.text("allowed_updates"):
            self._updates.allowed = allowed
        webhook = Webhook(
            url=call.text("url"),
            secret_token=call.text("secret_token"),
            allowed_updates=tuple(self._updates.allowed),
            max_connections=call.integer("max_connections", 40),
        )
        if not 1 <= webhook.max_connections <= _MOST_CONNECTIONS:
            raise bad_request("invalid max_connections specified")
        check_webhook(webhook)
        if call.flag("drop_pending_updates"):
            self._updates.drop()
        self.end_polling(conflict("terminated by setWebhook request"))
        await self._pusher.stop()
        self._pusher.webhook = webhook
        self._pusher.start()
        self._world.changes.notify()
        return True

    async def delete_webhook(self, call: Call) -> bool:
        if call.flag("drop_pending_updates"):
            self._updates.drop()
        await self._pusher.stop()
        self._pusher.webhook = None
        return True

    async def get_webhook_info(self, _call: Call) -> Json:
        webhook = self._pusher.webhook or Webhook(url="")
        info: Json = {
            "url": webhook.url,
            "has_custom_certificate": False,
            "pending_update_count": self._updates.count,
        }
        if webhook.url:
            info["max_connections"] = webhook.max_connections
        if self._updates.allowed:
            info["allowed_updates"] = list(self._updates.allowed)
        if webhook.last_error:
            info["last_error_message"] = webhook.last_error
            info["last_error_date"] = int(webhook.last_error_at)
        return info
