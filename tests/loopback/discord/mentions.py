"""Whom a message pings."""

import re
from collections.abc import Iterable
from typing import Any

from tests.loopback.discord.permissions import Permission
from tests.loopback.discord.world.messages import Message

_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)\b")


def find_notified(message: Message) -> set[int]:
    """Ids of the users and roles that a new message notifies; everybody has the guild's id."""
    allowed = message.allowed_mentions
    notified = set(_allowed(message.mentioned_ids, "users", allowed))
    notified |= set(_allowed(map(int, _ROLE.findall(message.content)), "roles", allowed))
    guild = message.channel.guild
    may_ping_all = message.channel.permissions_of(message.author) & Permission.MENTION_EVERYONE
    if guild and may_ping_all and _EVERYONE.search(message.content):
        notified |= set(_allowed([guild.id], "everyone", allowed))
    pings_author = allowed is None or allowed.get("replied_user", False)
    if message.reference is not None and pings_author:
        notified.add(message.reference.author.id)
    return notified - {message.author.id}


def _allowed(ids: Iterable[int], kind: str, allowed: dict[str, Any] | None) -> list[int]:
    """Those of the ids that may be notified; without a word about it, all of them."""
    if allowed is None or kind in (allowed.get("parse") or ()):
        return list(ids)
    named = {int(one) for one in allowed.get(kind) or ()}
    return [one for one in ids if one in named]
