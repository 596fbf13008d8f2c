"""How Telegram is reached, and how it reaches the bot."""

from dataclasses import dataclass, field

CLOUD_API = "https://api.telegram.org"
CLOUD_INCOMING_BYTES = 20 * 2**20
CLOUD_DOCUMENT_BYTES = 50 * 10**6
OWN_DOCUMENT_BYTES = 2000 * 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSettings:
    """``url`` is where Telegram sends what happens, ``host`` and ``port`` where the bot listens
    for it; ``secret`` comes with each call.
    """

    url: str
    secret: str = field(repr=False)
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """The token is what Telegram knows the bot by, and is never shown.

    ``api_base`` is a Bot API server of one's own, ``incoming_bytes`` the largest file that is
    fetched from it. Without ``webhook`` the bot asks for what happens (long polling).
    """

    token: str = field(repr=False)
    api_base: str | None = None
    incoming_bytes: int = CLOUD_INCOMING_BYTES
    webhook: WebhookSettings | None = None

    @property
    def document_bytes(self) -> int:
        """The largest file that can be sent."""
        return CLOUD_DOCUMENT_BYTES if self.api_base is None else OWN_DOCUMENT_BYTES
