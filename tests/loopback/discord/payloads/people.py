"""Users, members and roles as Discord's JSON."""

from typing import TYPE_CHECKING, Any

from tests.loopback.discord.clock import write_time

if TYPE_CHECKING:
    from tests.loopback.discord.world.guilds import Guild, Member, Role
    from tests.loopback.discord.world.users import User

Json = dict[str, Any]


def user_payload(user: "User") -> Json:
    return {
        "id": str(user.id),
        "username": user.name.lower().replace(" ", "_"),
        "global_name": None if user.is_bot else user.name,
        "discriminator": "0",
        "avatar": None,
        "bot": user.is_bot,
        "system": False,
        "public_flags": 0,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
    }


def own_payload(user: "User") -> Json:
    """What the bot hears of itself."""
    return user_payload(user) | {
        "verified": True,
        "email": None,
        "mfa_enabled": True,
        "locale": "en-US",
        "flags": 0,
    }


def member_payload(member: "Member", *, with_user: bool = True) -> Json:
    payload: Json = {
        "nick": member.nick,
        "avatar": None,
        "roles": [str(role.id) for role in member.roles],
        "joined_at": write_time(member.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    if with_user:
        payload["user"] = user_payload(member.user)
    return payload


def role_payload(role: "Role", guild: "Guild") -> Json:
    payload: Json = {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": guild.roles.index(role) if role in guild.roles else 0,
        "permissions": str(int(role.permissions)),
        "managed": role.is_managed,
        "mentionable": False,
        "flags": 0,
    }
    if role.is_managed:
        payload["tags"] = {"bot_id": str(guild.world.bot.id)}
    return payload
