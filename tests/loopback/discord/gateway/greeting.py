"""How a bot introduces itself to the gateway, and how it is greeted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tests.loopback.discord.gateway.codes import Close, RefusedError
from tests.loopback.discord.gateway.sessions import Session
from tests.loopback.discord.payloads.people import own_payload
from tests.loopback.discord.world.events import KNOWN_INTENTS, PRIVILEGED, Intent
from tests.loopback.discord.world.guilds import Guild
from tests.loopback.discord.world.registry import Application, World

if TYPE_CHECKING:
    from tests.loopback.discord.gateway.server import GatewaySettings

Json = dict[str, Any]


def check_identify(
    data: Json, settings: "GatewaySettings", application: Application
) -> tuple[tuple[int, int], Intent]:
    """The shard and the intents of an IDENTIFY; raises RefusedError."""
    if data.get("token") != settings.token:
        raise RefusedError(Close.AUTHENTICATION_FAILED)
    shard = data.get("shard")
    if shard is None and settings.requires_sharding:
        raise RefusedError(Close.SHARDING_REQUIRED)
    number, count = shard or (0, 1)
    if not 0 <= number < count:
        raise RefusedError(Close.INVALID_SHARD)
    asked = data.get("intents")
    if not isinstance(asked, int) or not 0 <= asked <= KNOWN_INTENTS:
        raise RefusedError(Close.INVALID_INTENTS)
    granted = application.privileged
    if application.has_message_content:
        granted |= Intent.MESSAGE_CONTENT
    if Intent(asked) & PRIVILEGED & ~granted:
        raise RefusedError(Close.DISALLOWED_INTENTS)
    return (number, count), Intent(asked)


def ready_payload(
    session: Session, world: World, settings: "GatewaySettings", guilds: Sequence[Guild]
) -> Json:
    """All guilds are unavailable at first; they come one by one after it."""
    return {
        "v": 10,
        "user": own_payload(world.bot),
        "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
        "session_id": session.id,
        "resume_gateway_url": settings.resume_address,
        "shard": list(session.shard),
        "application": {"id": str(world.application.id), "flags": world.application.flags},
        "private_channels": [],
        "presences": [],
        "relationships": [],
        "user_settings": {},
        "session_type": "normal",
        "geo_ordered_rtc_regions": [],
        "_trace": [],
    }
