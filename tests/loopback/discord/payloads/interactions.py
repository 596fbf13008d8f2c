"""Interactions as the gateway tells of them."""

from typing import Any

from tests.loopback.discord.interactions import Interaction, InteractionKind, integration_owners
from tests.loopback.discord.payloads.people import member_payload, user_payload
from tests.loopback.discord.payloads.places import partial_channel_payload
from tests.loopback.discord.permissions import PRIVATE, Permission
from tests.loopback.discord.world.guilds import Guild

Json = dict[str, Any]

IN_GUILD, WITH_BOT, ELSEWHERE = 0, 1, 2


def context_of(interaction: Interaction) -> int:
    """Where it happened: in a guild, with the bot directly, or in another conversation."""
    if interaction.channel.guild is not None:
        return IN_GUILD
    return WITH_BOT if interaction.world.bot in interaction.channel.recipients else ELSEWHERE


def interaction_payload(interaction: Interaction) -> Json:
    world, channel = interaction.world, interaction.channel
    payload: Json = {
        "id": str(interaction.id),
        "application_id": str(world.application.id),
        "type": int(interaction.kind),
        "token": interaction.token,
        "version": 1,
        "data": interaction.data,
        "channel_id": str(channel.id),
        "channel": partial_channel_payload(channel, interaction.person, world.bot),
        "locale": interaction.person.locale,
        "context": context_of(interaction),
        "app_permissions": str(int(_own_permissions(interaction))),
        "authorizing_integration_owners": integration_owners(interaction),
        "attachment_size_limit": interaction.file_bytes,
        "entitlements": [],
        "entitlement_sku_ids": [],
    }
    payload |= _describe_person(interaction, channel.guild)
    if interaction.source is not None:
        payload["message"] = world.show_whole(interaction.source)
    if interaction.kind is InteractionKind.AUTOCOMPLETE:
        payload.pop("message", None)
    return payload


def _own_permissions(interaction: Interaction) -> Permission:
    channel = interaction.channel
    if channel.guild is not None and channel.guild.has_bot:
        return channel.permissions_of(interaction.world.bot)
    is_direct = context_of(interaction) == WITH_BOT
    return PRIVATE | (Permission.USE_EXTERNAL_EMOJIS if is_direct else Permission(0))


def _describe_person(interaction: Interaction, guild: Guild | None) -> Json:
    if guild is None:
        return {"user": user_payload(interaction.person)}
    member = guild.members[interaction.person.id]
    permissions = interaction.channel.permissions_of(interaction.person)
    return {
        "guild_id": str(guild.id),
        "guild_locale": guild.locale,
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "member": member_payload(member) | {"permissions": str(int(permissions))},
    }
