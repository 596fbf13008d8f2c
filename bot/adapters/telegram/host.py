"""What everybody who answers in Telegram needs."""

from dataclasses import dataclass, field

from bot.adapters.telegram.access import Access
from bot.adapters.telegram.administrators import Administrators
from bot.adapters.telegram.albums import Albums
from bot.adapters.telegram.dreaming import Dreaming
from bot.adapters.telegram.sources import Sources
from bot.adapters.telegram.status_message import Bot
from bot.commands import Grammar
from bot.records import Records
from bot.service import DreamService
from bot.wishes import PictureReader
from dream_core import Presets
from dream_core.engine.protocol import DreamEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The adapter's parts. ``username`` is the bot's own, without its ``@``; ``document_bytes`` is
    the largest file that Telegram takes.
    """

    bot: Bot
    username: str
    grammar: Grammar
    dreaming: Dreaming
    access: Access
    administrators: Administrators
    sources: Sources
    reader: PictureReader
    service: DreamService
    records: Records
    presets: Presets
    engine: DreamEngine
    document_bytes: int
    albums: Albums = field(default_factory=Albums)

    @property
    def mention(self) -> str:
        """How the bot is spoken to."""
        return f"@{self.username}"
