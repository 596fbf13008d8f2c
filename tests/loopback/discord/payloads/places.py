"""Guilds and channels as Discord's JSON."""

from typing import TYPE_CHECKING, Any

from tests.loopback.discord.clock import write_time
from tests.loopback.discord.payloads.people import member_payload, role_payload, user_payload

if TYPE_CHECKING:
    from tests.loopback.discord.world.channels import Channel
    from tests.loopback.discord.world.guilds import Guild
    from tests.loopback.discord.world.users import User

Json = dict[str, Any]


def channel_payload(channel: "Channel", reader: "User") -> Json:
    """A channel as the bot gets to see it; a conversation lists the others in it."""
    last = channel.visible_messages[-1:]
    payload: Json = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "last_message_id": str(last[0].id) if last else None,
        "flags": 0,
    }
    if channel.guild is None:
        others = [user for user in channel.recipients if user is not reader]
        payload["recipients"] = [user_payload(user) for user in others]
        if len(channel.recipients) > 2:
            payload |= {"name": None, "icon": None, "owner_id": str(channel.recipients[0].id)}
        return payload
    payload |= {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "rate_limit_per_user": 0,
    }
    return payload | (_thread_parts(channel) if channel.is_thread else _channel_parts(channel))


def _channel_parts(channel: "Channel") -> Json:
    return {
        "topic": channel.topic,
        "position": channel.position,
        "nsfw": channel.nsfw,
        "bitrate": 64000,
        "user_limit": 0,
        "permission_overwrites": [
            {
                "id": str(overwrite.target_id),
                "type": int(overwrite.is_member),
                "allow": str(int(overwrite.allow)),
                "deny": str(int(overwrite.deny)),
            }
            for overwrite in channel.overwrites.values()
        ],
    }


def _thread_parts(channel: "Channel") -> Json:
    assert channel.guild is not None
    made_at = write_time(channel.world.clock.now())
    return {
        "owner_id": str(channel.guild.owner.id),
        "message_count": len(channel.visible_messages),
        "total_message_sent": len(channel.messages),
        "member_count": 1,
        "thread_metadata": {
            "archived": channel.is_archived,
            "auto_archive_duration": 1440,
            "archive_timestamp": made_at,
            "create_timestamp": made_at,
            "locked": False,
        },
    }


def partial_channel_payload(channel: "Channel", person: "User", reader: "User") -> Json:
    """The channel of an interaction, with what the person may do there."""
    payload = channel_payload(channel, reader)
    payload.pop("permission_overwrites", None)
    if channel.guild is not None:
        payload["permissions"] = str(int(channel.permissions_of(person)))
    return payload


def guild_payload(guild: "Guild", bot: "User") -> Json:
    """All that a bot hears of a guild, without the members: those are privileged."""
    own = guild.members.get(bot.id)
    channels = [channel for channel in guild.channels if not channel.is_thread]
    threads = [channel for channel in guild.channels if channel.is_thread]
    return {
        **_guild_traits(guild),
        "roles": [role_payload(role, guild) for role in guild.roles],
        "emojis": [],
        "stickers": [],
        "joined_at": write_time(own.joined_at) if own else None,
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_payload(own)] if own else [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "channels": [channel_payload(channel, bot) for channel in channels],
        "threads": [channel_payload(thread, bot) for thread in threads],
    }


def _guild_traits(guild: "Guild") -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "banner": None,
        "description": None,
        "owner_id": str(guild.owner.id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "features": [],
        "mfa_level": 0,
        "nsfw_level": 0,
        "nsfw": False,
        "application_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "vanity_url_code": None,
        "premium_tier": guild.tier,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "preferred_locale": guild.locale,
        "max_members": 500000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
    }
