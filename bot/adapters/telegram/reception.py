"""Takes what happens in Telegram and sees to it that each of it is answered, side by side."""

import asyncio

import structlog
from telegram import Message, Update

from bot.adapters.telegram.hearing import hear
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.membership import note_membership, note_migration
from bot.adapters.telegram.presses import press

_FAREWELL_SECONDS = 2.0
"""How long those who are stopped may take to say so."""

_log = structlog.get_logger(__name__)


class Reception:
    """Nobody waits for anybody else's answer."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._handling: set[asyncio.Task[None]] = set()

    async def take(self, update: Update) -> None:
        """Returns at once; the update is answered meanwhile."""
        task = asyncio.create_task(self._handle(update), name=f"telegram {update.update_id}")
        self._handling.add(task)
        task.add_done_callback(self._handling.discard)

    async def wait_handled(self, timeout_seconds: float) -> None:
        """Returns once everybody who turned to the bot is answered, or the time is up."""
        if self._handling:
            await asyncio.wait(self._handling, timeout=timeout_seconds)
        if late := {*self._handling}:
            for task in late:
                task.cancel()
            await asyncio.wait(late, timeout=_FAREWELL_SECONDS)

    async def _handle(self, update: Update) -> None:
        try:
            if update.callback_query is not None:
                await press(update.callback_query, self._host)
            elif update.my_chat_member is not None:
                await note_membership(update.my_chat_member, self._host)
            elif update.message is not None:
                await self._hear(update.message)
        except Exception:  # noqa: BLE001 (a fault of the program, for the log alone)
            _log.exception("telegram_update_failed", update_id=update.update_id)

    async def _hear(self, message: Message) -> None:
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            await note_migration(message, self._host)
        else:
            await hear(message, self._host)
