"""Takes what happens in Telegram and sees to it that each of it is answered, side by side.

Telegram forgets what was taken, so it is kept until it is answered, whatever happens to the bot.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Sequence

import structlog
from telegram import Message, Update

from bot.adapters.telegram.albums import AlbumKey, key_of
from bot.adapters.telegram.concern import may_concern
from bot.adapters.telegram.hearing import hear
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.membership import note_membership, note_migration
from bot.adapters.telegram.place import PLATFORM
from bot.adapters.telegram.presses import press
from bot.adapters.telegram.problems import is_leaving
from bot.adapters.telegram.updates import read_update
from bot.errors import BotError
from bot.records import Heard

PATIENCE_SECONDS = 5.0
"""How long records that are away may take to come back before people hear of it."""

_STOP_SECONDS = 2.0
"""How long those who are stopped may take."""
_MOST_REMEMBERED = 10_000

_log = structlog.get_logger(__name__)


class Reception:
    """Nobody waits for anybody else's answer."""

    def __init__(self, host: Host, *, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._host = host
        self._patience_seconds = patience_seconds
        self._inbox = host.records.inbox
        self._handling: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[int, None] = OrderedDict()
        self._albums: dict[AlbumKey, list[str]] = {}
        self._answered: set[str] = set()
        self._away_since: float | None = None

    async def take(self, updates: Sequence[Update]) -> None:
        """Returns once those that may concern the bot are kept; they are answered meanwhile. Each
        is taken once, even if Telegram tells of it again.

        Raises BotError with RECORDS_UNAVAILABLE where they can't be kept: then none of them is
        taken. After ``patience_seconds`` of that they are taken all the same, as somebody should
        tell people why they get no dreams.
        """
        new = [update for update in updates if update.update_id not in self._seen]
        heard = [_write(update) for update in new if may_concern(update, self._host.username)]
        self._remember(new)
        try:
            kept = await self._keep(heard)
        except BaseException:
            for update in new:
                self._seen.pop(update.update_id, None)
            raise
        for update in new:
            self._begin(update, is_kept=_key_of(update) in kept)

    async def take_leftovers(self) -> None:
        """What earlier runs of the bot have taken and not answered; raises BotError as above."""
        heard = await self._inbox.load(PLATFORM)
        found = [read_update(each.payload, self._host.bot) for each in heard]
        updates = sorted(found, key=lambda update: update.update_id)
        self._remember(updates)
        for update in updates:
            self._begin(update, is_kept=True)
        if updates:
            _log.info("telegram_leftovers", updates=len(updates))

    async def wait_handled(self, timeout_seconds: float) -> None:
        """Returns once everybody who turned to the bot is answered, or the time is up: the bot's
        next run answers the others.
        """
        if self._handling:
            await asyncio.wait(self._handling, timeout=timeout_seconds)
        if late := {*self._handling}:
            for task in late:
                task.cancel()
            await asyncio.wait(late, timeout=_STOP_SECONDS)

    async def _keep(self, heard: Sequence[Heard]) -> frozenset[str]:
        """The keys of what is kept."""
        if not heard:
            return frozenset()
        try:
            await self._inbox.add(PLATFORM, *heard)
        except BotError as error:
            now = asyncio.get_running_loop().time()
            if self._away_since is None:
                self._away_since = now
            if now - self._away_since < self._patience_seconds:
                raise
            _log.warning("telegram_updates_not_kept", updates=len(heard), error=str(error))
            return frozenset()
        self._away_since = None
        return frozenset(each.key for each in heard)

    def _begin(self, update: Update, *, is_kept: bool) -> None:
        album = key_of(update.message) if update.message is not None else None
        keys = self._hold(update, album) if is_kept else []
        handling = self._handle(update, keys, album)
        task = asyncio.create_task(handling, name=f"telegram {update.update_id}")
        self._handling.add(task)
        task.add_done_callback(self._handling.discard)

    def _hold(self, update: Update, album: AlbumKey | None) -> list[str]:
        """The keys of what is answered with the update: an album's first picture answers all."""
        key = _key_of(update)
        if album is None:
            return [key]
        if album in self._albums:
            self._albums[album].append(key)
            return []
        self._albums[album] = [key]
        return self._albums[album]

    async def _handle(self, update: Update, keys: list[str], album: AlbumKey | None) -> None:
        try:
            await self._answer(update)
        except Exception as error:  # noqa: BLE001 (a fault of the program, for the log alone)
            if is_leaving(error):
                return
            _log.exception("telegram_update_failed", update_id=update.update_id)
        finally:
            if keys and album is not None:
                del self._albums[album]
        await self._forget(keys)

    async def _answer(self, update: Update) -> None:
        if update.callback_query is not None:
            await press(update.callback_query, self._host)
        elif update.my_chat_member is not None:
            await note_membership(update.my_chat_member, self._host)
        elif update.message is not None:
            await self._hear(update.message)

    async def _hear(self, message: Message) -> None:
        if message.migrate_to_chat_id or message.migrate_from_chat_id:
            await note_migration(message, self._host)
        else:
            await hear(message, self._host)

    async def _forget(self, keys: Iterable[str]) -> None:
        """What can't be removed now is tried again with the next."""
        self._answered.update(keys)
        if not (answered := {*self._answered}):
            return
        try:
            await self._inbox.remove(PLATFORM, answered)
        except BotError as error:
            _log.warning("inbox_not_emptied", updates=len(answered), error=str(error))
        else:
            self._answered -= answered

    def _remember(self, updates: Iterable[Update]) -> None:
        for update in updates:
            self._seen[update.update_id] = None
        while len(self._seen) > _MOST_REMEMBERED:
            self._seen.popitem(last=False)


def _write(update: Update) -> Heard:
    return Heard(key=_key_of(update), payload=update.to_dict())


def _key_of(update: Update) -> str:
    return str(update.update_id)
