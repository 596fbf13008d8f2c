"""A strict Discord on this machine: REST, gateway and files on one free port."""

from collections.abc import Callable
from typing import Self, TypeVar

from aiohttp import web

from tests.loopback.clock import Clock
from tests.loopback.discord.cdn import FileRoutes, Signer
from tests.loopback.discord.desk import USUAL_FILE_BYTES, Desk
from tests.loopback.discord.faults import Faults
from tests.loopback.discord.floods import Floods
from tests.loopback.discord.gateway.controls import Connections
from tests.loopback.discord.gateway.discovery import DiscoveryRoutes
from tests.loopback.discord.gateway.server import GatewayServer, GatewaySettings
from tests.loopback.discord.interactions import Interaction
from tests.loopback.discord.ledger import Ledger
from tests.loopback.discord.payloads.interactions import interaction_payload
from tests.loopback.discord.people import Person
from tests.loopback.discord.permissions import INVITED, USUAL, Permission
from tests.loopback.discord.rest.application import ApplicationRoutes
from tests.loopback.discord.rest.gatekeeper import API, Gatekeeper
from tests.loopback.discord.rest.interactions import CallbackRoutes, Interactions
from tests.loopback.discord.rest.messages import MessageRoutes
from tests.loopback.discord.rest.places import PlaceRoutes
from tests.loopback.discord.rest.webhooks import WebhookRoutes
from tests.loopback.discord.world.channels import Channel
from tests.loopback.discord.world.events import Event
from tests.loopback.discord.world.guilds import Guild, Role, make_guild
from tests.loopback.discord.world.registry import World

Found = TypeVar("Found")

_GATEWAY, _RESUME = "/gw", "/gw-resume"


class LoopbackDiscord:
    """An async context manager that listens on 127.0.0.1 while it is entered.

    ``message_content`` grants the privileged intent, ``shards`` is how many the bot is told to
    use. What the bot did wrong is in ``violations``. ``interaction_file_bytes`` is the limit that
    interactions tell of, where it is set; ``desk.true_file_bytes`` one that nobody tells of.
    """

    def __init__(
        self,
        *,
        token: str = "loopback.bot.token",
        name: str = "Puppyslug",
        message_content: bool = False,
        shards: int = 1,
        heartbeat_seconds: float = 41.25,
    ) -> None:
        self.token = token
        self.clock = Clock()
        self.ledger = Ledger()
        self.files = Signer(self.clock)
        self.world = World(name=name, links=self.files, clock=self.clock)
        self.world.application.has_message_content = message_content
        self.desk = Desk(self.world, self.ledger)
        self.interactions = Interactions()
        self.interaction_file_bytes: int | None = None
        self._settings = GatewaySettings(
            token=token, shards=shards, heartbeat_seconds=heartbeat_seconds
        )
        self._gateway = GatewayServer(self.world, self.ledger, self._settings)
        self.connections = Connections(self._gateway, self.world.changes)
        self._discovery = DiscoveryRoutes(self._gateway)
        self._gatekeeper = Gatekeeper(token, self.clock, self.ledger)
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.shut()

    async def open(self) -> None:
        """Listens, at the same port as before if there was one."""
        app = web.Application(
            middlewares=[self._gatekeeper.middleware()], client_max_size=512 * 2**20
        )
        for path in (_GATEWAY, _RESUME):
            app.router.add_get(path, self._gateway.serve)
            app.router.add_get(f"{path}/", self._gateway.serve)
        app.add_routes(FileRoutes(self.world, self.files).list_routes())
        app.add_routes([_below_api(route) for route in self._list_routes()])
        self._runner = web.AppRunner(app, shutdown_timeout=0.5, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.files.base = f"http://127.0.0.1:{self._port}"
        self._discovery.address = self.gateway
        self._settings.resume_address = f"ws://127.0.0.1:{self._port}{_RESUME}"

    def _list_routes(self) -> list[web.RouteDef]:
        messages = MessageRoutes(self.desk)
        return [
            *self._discovery.list_routes(),
            *ApplicationRoutes(self.world).list_routes(),
            *messages.list_routes(),
            *PlaceRoutes(self.world, messages).list_routes(),
            *CallbackRoutes(self.desk, self.interactions).list_routes(),
            *WebhookRoutes(self.desk, self.interactions).list_routes(),
        ]

    async def shut(self) -> None:
        """Nothing listens any more, as if Discord were out of reach."""
        for wire in tuple(self._gateway.wires):
            wire.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def api_base(self) -> str:
        return f"http://127.0.0.1:{self._port}{API}"

    @property
    def gateway(self) -> str:
        return f"ws://127.0.0.1:{self._port}{_GATEWAY}"

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

    def add_guild(
        self,
        name: str = "Guild",
        *,
        everyone: Permission = USUAL,
        bot: Permission | None = INVITED,
        tier: int = 0,
        locale: str = "en-US",
    ) -> Guild:
        """A guild. ``everyone`` is what all may there, ``bot`` what the bot's own role adds; None
        leaves the bot out.
        """
        owner = self.world.add_user(f"Owner of {name}")
        guild = make_guild(self.world, name, owner, everyone=everyone)
        guild.tier, guild.locale = tier, locale
        self.world.guilds[guild.id] = guild
        if bot is not None:
            guild.invite_bot(bot)
        return guild

    def add_person(
        self,
        name: str,
        *guilds: Guild,
        roles: tuple[Role, ...] = (),
        locale: str = "en-US",
        has_installed: bool = False,
    ) -> Person:
        """A person in these guilds; the roles are those of the first."""
        user = self.world.add_user(name, locale=locale)
        user.has_installed = has_installed
        for number, guild in enumerate(guilds):
            guild.add_member(user, *(roles if number == 0 else ()))
        return Person(self, user)

    def add_conversation(self, *people: Person) -> Channel:
        """A conversation of people without the bot."""
        return self.world.add_private(*(person.user for person in people))

    def find_file_bytes(self, channel: Channel) -> int:
        """The largest upload that the bot is told of with an interaction there."""
        if self.interaction_file_bytes is not None:
            return self.interaction_file_bytes
        return channel.guild.file_bytes if channel.guild else USUAL_FILE_BYTES

    def send_interaction(self, interaction: Interaction) -> None:
        """Keeps it and tells the bot."""
        self.interactions.add(interaction)
        self.world.publish(
            Event(
                name="INTERACTION_CREATE",
                build=lambda _: interaction_payload(interaction),
                guild=interaction.channel.guild,
            )
        )

    def blame_if_unanswered(self, interaction: Interaction) -> None:
        """Called once the time for it is over."""
        if not interaction.is_acknowledged and self._runner is not None:
            self.ledger.blame(f"{interaction} wasn't acknowledged within 3 s")

    async def wait_for_commands(self, *names: str, timeout_seconds: float = 30.0) -> None:
        """Until the bot has synced commands of these names, for everywhere."""

        def look() -> bool:
            synced = self.world.application.commands.get(None, [])
            return bool(synced) and set(names) <= {command["name"] for command in synced}

        await self.world.changes.wait_for(
            look, f"commands {names}", timeout_seconds=timeout_seconds
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


def _below_api(route: web.RouteDef) -> web.RouteDef:
    return web.RouteDef(route.method, API + route.path, route.handler, route.kwargs)
