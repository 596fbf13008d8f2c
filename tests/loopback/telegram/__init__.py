"""A strict Telegram on this machine, for tests: it rejects what the real one rejects.

It speaks the Bot API and serves its files over real sockets, by long polling and webhooks. Tests
make people and groups there and let these act; what the bot does wrong is kept in ``violations``.
Its clock can be moved, its connections broken, its answers made to fail.
"""

from tests.loopback.faults import Cut
from tests.loopback.telegram.floods import Limit, Scope
from tests.loopback.telegram.people import NotPossibleError, Person
from tests.loopback.telegram.queries import Press
from tests.loopback.telegram.server import LoopbackTelegram
from tests.loopback.telegram.webhook import Webhook
from tests.loopback.telegram.world.chats import Chat, Standing, Topic
from tests.loopback.telegram.world.files import File, Media
from tests.loopback.telegram.world.messages import Message, Revision
from tests.loopback.telegram.world.users import User

__all__ = [
    "Chat",
    "Cut",
    "File",
    "Limit",
    "LoopbackTelegram",
    "Media",
    "Message",
    "NotPossibleError",
    "Person",
    "Press",
    "Revision",
    "Scope",
    "Standing",
    "Topic",
    "User",
    "Webhook",
]
