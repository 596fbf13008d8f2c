"""A strict Telegram on this machine: the Bot API and its files on one free port."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.loopback.clock import Clock
from tests.loopback.telegram.desk import Desk
from tests.loopback.telegram.faults import Faults
from tests.loopback.telegram.floods import Floods
from tests.loopback.telegram.gatekeeper import Gatekeeper
from tests.loopback.telegram.ledger import Ledger
from tests.loopback.telegram.methods.application import ApplicationMethods
from tests.loopback.telegram.methods.editing import EditingMethods
from tests.loopback.telegram.methods.files import FileMethods
from tests.loopback.telegram.methods.places import PlaceMethods
from tests.loopback.telegram.methods.queries import QueryMethods
from tests.loopback.telegram.methods.sending import SendingMethods
from tests.loopback.telegram.methods.updates import UpdateMethods
from tests.loopback.telegram.people import Person
from tests.loopback.telegram.queries import Queries
from tests.loopback.telegram.updates import Updates
from tests.loopback.telegram.webhook import Pusher, Webhook
from tests.loopback.telegram.world.chats import Chat, Standing
from tests.loopback.telegram.world.registry import World
from tests.loopback.telegram.world.users import User

Found = TypeVar("Found")
Json = dict[str, Any]

TOKEN = "123456789:loopback-token-that-is-long-enough-to-be-one"


class LoopbackTelegram:
    """An async context manager that listens on 127.0.0.1 while it is entered.

    With ``privacy_mode`` the bot hears in groups only what is meant for it. What the bot did
    wrong is in ``violations``. ``proxies`` leads the addresses of webhooks, such as
    ``https://bot.example``, to where they are served. With a ``local_folder`` it is a server of
    one's own that hands out files there.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "PuppyslugBot",
        name: str = "Puppyslug",
        privacy_mode: bool = True,
        local_folder: Path | None = None,
    ) -> None:
        self.clock = Clock()
        self.ledger = Ledger()
        bot_id = int(token.partition(":")[0])
        self.bot = User(id=bot_id, name=name, username=username, is_bot=True)
        self.world = World(bot=self.bot, clock=self.clock, privacy_mode=privacy_mode)
        self.proxies: dict[str, str] = {}
        self._queries = Queries(self.world, self.ledger)
        self._desk = Desk(self.world, self.ledger)
        self._files = FileMethods(self.world, local_folder)
        self._application = ApplicationMethods(self.world)
        self._updates = Updates(self.world)
        self._pusher = Pusher(self.world, self._updates, self.proxies)
        self._polling = UpdateMethods(self.world, self._updates, self._pusher)
        self._gatekeeper = Gatekeeper(token, self.world, self.ledger, self._queries, self._files)
        for methods in (
            self._files,
            self._application,
            self._polling,
            SendingMethods(self._desk),
            EditingMethods(self._desk),
            PlaceMethods(self.world),
            QueryMethods(self.world, self._queries),
        ):
            self._gatekeeper.add_methods(methods.list_methods())
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.shut()

    async def open(self) -> None:
        """Listens, at the same port as before if there was one."""
        app = web.Application(client_max_size=512 * 2**20)
        app.router.add_route("*", "/{path:.*}", self._gatekeeper.serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self._pusher.start()

    async def shut(self) -> None:
        """Nothing listens any more, as if Telegram were out of reach."""
        self._queries.excuse_all()
        await self._pusher.stop()
        self._polling.break_polling()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def token(self) -> str:
        """What the bot has to know; another one makes the old one worthless."""
        return self._gatekeeper.token

    @token.setter
    def token(self, token: str) -> None:
        self._gatekeeper.token = token

    @property
    def api_base(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def violations(self) -> list[str]:
        """All that a bot must never do and this one did, in words."""
        return self.ledger.violations

    @property
    def faults(self) -> Faults:
        """Where tests inject what goes wrong."""
        return self._gatekeeper.faults

    @property
    def floods(self) -> Floods:
        return self._gatekeeper.floods

    @property
    def commands(self) -> dict[tuple[str, str], list[Json]]:
        """What the bot has set, by scope, such as ``default`` or ``chat:-100123``, and language."""
        return self._application.commands

    @property
    def descriptions(self) -> dict[tuple[str, str], str]:
        """``description`` and ``short_description`` in each language."""
        return self._application.descriptions

    @property
    def webhook(self) -> Webhook | None:
        """Where the bot wants its updates, if it has said so."""
        return self._pusher.webhook

    @property
    def incoming_file_bytes(self) -> int:
        """How large a file may be that the bot fetches."""
        return self._files.incoming_bytes

    @incoming_file_bytes.setter
    def incoming_file_bytes(self, limit: int) -> None:
        self._files.incoming_bytes = limit

    @property
    def photo_bytes(self) -> int:
        """The largest photo that the bot may send; one below the documented isn't announced."""
        return self._desk.limits.photo_bytes

    @photo_bytes.setter
    def photo_bytes(self, limit: int) -> None:
        self._desk.limits.photo_bytes = limit

    @property
    def document_bytes(self) -> int:
        """The largest document that the bot may send; one below the documented isn't announced."""
        return self._desk.limits.document_bytes

    @document_bytes.setter
    def document_bytes(self, limit: int) -> None:
        self._desk.limits.document_bytes = limit

    def add_person(self, name: str, *, language: str | None = "en") -> Person:
        """A person who hasn't written to the bot yet."""
        return Person(self.world, self._queries, self.world.add_user(name, language=language))

    def add_group(self, title: str, *people: Person, admins: tuple[Person, ...] = ()) -> Chat:
        """A basic group with the bot, these people and administrators."""
        return self._fill(self.world.add_chat("group", title), people, admins)

    def add_supergroup(
        self,
        title: str,
        *people: Person,
        admins: tuple[Person, ...] = (),
        is_forum: bool = False,
    ) -> Chat:
        """A supergroup with the bot, these people and administrators; a forum has topics."""
        chat = self.world.add_chat("supergroup", title, is_forum=is_forum)
        return self._fill(chat, people, admins)

    def _fill(self, chat: Chat, people: tuple[Person, ...], admins: tuple[Person, ...]) -> Chat:
        for person in people:
            chat.add_member(person.user)
        for person in admins:
            chat.promote(person.user)
        self.world.move_bot(chat, Standing.MEMBER)
        return chat

    def migrate(self, chat: Chat) -> Chat:
        """A group becomes a supergroup; its messages stay where they were."""
        assert chat.type == "group"
        new = self.world.add_chat("supergroup", chat.title)
        new.users, new.standings = dict(chat.users), dict(chat.standings)
        leaving = self.world.post_service(chat, {"migrate_to_chat_id": new.id})
        chat.migrated_to = new
        self.world.tell_of_message(leaving)
        arriving = self.world.post_service(new, {"migrate_from_chat_id": chat.id})
        self.world.tell_of_message(arriving)
        return new

    def excuse_presses(self) -> None:
        """The bot was killed: it can't know which of the presses so far it has answered."""
        self._queries.excuse_all()

    async def wait_until_polling(self, timeout_seconds: float = 30.0) -> None:
        """Until the bot waits for updates, or has set a webhook."""
        await self.wait_until(
            lambda: self._polling.is_polled or self.webhook is not None,
            "poll for updates",
            timeout_seconds=timeout_seconds,
        )

    async def wait_until(
        self,
        look: Callable[[], Found | None],
        what: str = "such thing",
        *,
        timeout_seconds: float = 10.0,
    ) -> Found:
        """The first true result; looked for again whenever something happens here."""
        return await self.world.changes.wait_for(look, what, timeout_seconds=timeout_seconds)
