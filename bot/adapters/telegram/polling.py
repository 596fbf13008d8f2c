"""Asks Telegram for what happens, for as long as it is not told otherwise (long polling).

The library's own loop dies without a word when the token is revoked, and logs each outage with a
traceback.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import structlog
from telegram import Update
from telegram.error import Conflict, RetryAfter, TelegramError, TimedOut

from bot.adapters.telegram.faults import describe_fault, explain_loss, second_poller
from bot.adapters.telegram.floods import read_seconds
from bot.adapters.telegram.status_message import Bot
from bot.errors import BotError

POLL_SECONDS = 30
LONGEST_PAUSE_SECONDS = 60.0
CONFLICT_SECONDS = 12.0
"""How long a bot that just started lets another one finish, as at a change of versions."""
SETTLED_SECONDS = 5.0
"""A bot that asked for so long without another's asking too was there first."""
CONFLICT_PAUSE_SECONDS = 2.0
"""Two bots that both wait for long would take much time to notice each other."""
_CONFIRM_SECONDS = 3.0

Take = Callable[[Sequence[Update]], Awaitable[None]]
"""Raises BotError for updates that it can't take now: they have to come again."""

_log = structlog.get_logger(__name__)


class Poller:
    """Gives what happens to ``take``, each update once, until it is cancelled."""

    def __init__(
        self,
        bot: Bot,
        take: Take,
        *,
        allowed_updates: Sequence[str],
        conflict_seconds: float = CONFLICT_SECONDS,
        settled_seconds: float = SETTLED_SECONDS,
        conflict_pause_seconds: float = CONFLICT_PAUSE_SECONDS,
    ) -> None:
        self._bot = bot
        self._take = take
        self._allowed_updates = allowed_updates
        self._conflict_seconds = conflict_seconds
        self._settled_seconds = settled_seconds
        self._conflict_pause_seconds = conflict_pause_seconds
        self._offset: int | None = None
        self._alone_since: float | None = None
        self._conflict_since: float | None = None
        self._is_settled = False
        self.is_reached = False
        """Whether Telegram answered the last call that is over."""

    async def run(self) -> None:
        """Raises SettingError once there is no way back: the token is void, or another program
        had the bot first.
        """
        failures = 0
        poll_seconds = POLL_SECONDS
        has_webhook = True
        self._alone_since = asyncio.get_running_loop().time()
        while True:
            try:
                if has_webhook:
                    # One that was set before would keep all updates for itself.
                    await self._bot.delete_webhook()
                    has_webhook, self.is_reached = False, True
                updates = await self._ask(poll_seconds)
            except TelegramError as error:
                self.is_reached = False
                failures += 1
                self._heed(error)
                is_conflict = isinstance(error, Conflict)
                # After an outage it should be known soon that it is over.
                poll_seconds = POLL_SECONDS if is_conflict else 0
                # Somebody may have set one since, with another tool.
                has_webhook = has_webhook or (is_conflict and "webhook" in error.message.lower())
                pause = choose_pause(error, failures)
                await asyncio.sleep(self._conflict_pause_seconds if is_conflict else pause)
                continue
            if failures:
                _log.info("telegram_reached")
            failures, poll_seconds, self.is_reached = 0, POLL_SECONDS, True
            self._settle()
            await self._pass_on(updates)

    async def _pass_on(self, updates: Sequence[Update]) -> None:
        """Until they are taken: what isn't can't be confirmed, and would not be answered."""
        failures = 0
        while updates:
            try:
                await self._take(updates)
            except BotError as error:
                failures += 1
                _log.warning("telegram_updates_not_taken", error=str(error))
                await asyncio.sleep(double_pause(failures))
            else:
                self._offset = updates[-1].update_id + 1
                return

    async def confirm(self) -> None:
        """Tells Telegram what was taken last, so that it doesn't come again after a restart."""
        if self._offset is not None:
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(_CONFIRM_SECONDS):
                    await self._ask(0)

    async def _ask(self, seconds: int) -> Sequence[Update]:
        return await self._bot.get_updates(
            offset=self._offset, timeout=seconds, allowed_updates=self._allowed_updates
        )

    def _heed(self, error: TelegramError) -> None:
        """Raises SettingError as above; whatever else it is passes."""
        if fatal := explain_loss(error):
            raise fatal from None
        if not isinstance(error, Conflict):
            _log.warning("telegram_unreachable", reason=describe_fault(error))
            return
        # Whoever comes second goes; whoever was there first stays, and says what is the matter.
        self._settle()
        now = asyncio.get_running_loop().time()
        self._alone_since = now + self._conflict_pause_seconds
        if self._conflict_since is None:
            self._conflict_since = now
            _log.warning("telegram_second_poller", reason=str(second_poller()))
        if not self._is_settled and now - self._conflict_since >= self._conflict_seconds:
            raise second_poller() from None

    def _settle(self) -> None:
        """A newcomer may snatch what happens between two calls of whoever was there first: only
        time tells.
        """
        now = asyncio.get_running_loop().time()
        if self._alone_since is not None and now - self._alone_since >= self._settled_seconds:
            self._is_settled, self._conflict_since = True, None


def choose_pause(error: TelegramError, failures: int) -> float:
    """How long to leave Telegram alone, in seconds; twice as long each time."""
    if isinstance(error, RetryAfter):
        return read_seconds(error)
    if isinstance(error, TimedOut) and failures == 1:
        return 0.0  # as a long poll may end on a slow line
    return double_pause(failures)


def double_pause(failures: int) -> float:
    """How long to wait after so many failures, in seconds."""
    return min(LONGEST_PAUSE_SECONDS, 2.0 ** min(failures - 1, 10))
