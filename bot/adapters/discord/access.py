"""What moderators have set for their servers and channels, and who is one."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import discord

from bot.adapters.discord.languages import Asking
from bot.adapters.discord.place import channel_scope, server_scope
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records

_MODERATES = discord.Permissions(manage_messages=True, manage_guild=True, administrator=True)


class Access:
    """The settings of all places. Reading them waits for nothing, so that people needn't either."""

    def __init__(self, records: Records) -> None:
        self._book = records.chat_settings
        self._changing = asyncio.Lock()

    def settings_at(self, guild_id: int | None, channel_ids: Sequence[int]) -> ChatSettings:
        """What holds in a channel: ``channel_ids`` go from the narrowest on, a thread before its
        parent.
        """
        settings = self.own_settings(server_scope(guild_id)) if guild_id else ChatSettings()
        for channel_id in reversed(channel_ids):
            settings = self.own_settings(channel_scope(channel_id)).over(settings)
        return settings

    def own_settings(self, scope_id: str) -> ChatSettings:
        """What was set for one server or one channel itself."""
        return self._book.find(scope_id)

    def settings_for(self, asking: Asking) -> ChatSettings:
        """What holds where somebody turns to the bot."""
        guild_id = asking.guild.id if asking.guild else None
        return self.settings_at(guild_id, thread_and_parent(asking.channel))

    def check(self, asking: Asking) -> None:
        """Raises BotError with NOT_ALLOWED_HERE where the channel or the person's roles aren't
        among the allowed ones.

        A server that the bot isn't in has no say in what people install for themselves.
        """
        if isinstance(asking, discord.Interaction) and not asking.is_guild_integration():
            return
        if not self.allows_channel(asking):
            raise BotError(
                BotErrorCode.NOT_ALLOWED_HERE,
                "I don't dream in this channel.",
                "Try another channel, or ask a moderator of this server.",
            )
        person = asking.user if isinstance(asking, discord.Interaction) else asking.author
        roles = self.settings_for(asking).roles
        if roles and not _has_role(person, roles):
            raise BotError(
                BotErrorCode.NOT_ALLOWED_HERE,
                "I dream here only for some roles, and you have none of them.",
                "A moderator of this server can tell you more.",
            )

    def allows_channel(self, asking: Asking) -> bool:
        """Whether the channel, the thread's channel or their category is allowed."""
        allowed = self.settings_for(asking).channels
        found = (str(channel_id) for channel_id in _all_ids(asking.channel))
        return not allowed or any(channel_id in allowed for channel_id in found)

    async def change(self, scope_id: str, alter: Callable[[ChatSettings], ChatSettings]) -> None:
        """Alters one scope's own settings; raises BotError if they can't be kept."""
        async with self._changing:
            await self._book.save(scope_id, alter(self.own_settings(scope_id)))

    @staticmethod
    def is_moderator(person: object, channel: object) -> bool:
        """Whether somebody may manage the channel's messages or the server."""
        granted = _permissions_of(person, channel)
        return granted is not None and bool(granted.value & _MODERATES.value)


def may_set(interaction: discord.Interaction[Any]) -> bool:
    """Whether somebody may change settings, whatever Discord's own list of commands allows them."""
    granted = interaction.permissions
    return interaction.guild_id is not None and (granted.manage_guild or granted.administrator)


def thread_and_parent(channel: object) -> list[int]:
    """The ids of a channel, a thread's before its parent's."""
    own = getattr(channel, "id", None)
    parent = channel.parent_id if isinstance(channel, discord.Thread) else None
    return [found for found in (own, parent) if found]


def _all_ids(channel: object) -> list[int]:
    category = getattr(channel, "category_id", None)
    if isinstance(channel, discord.Thread):
        category = channel.parent.category_id if channel.parent else None
    return [*thread_and_parent(channel), *([category] if category else [])]


def _has_role(person: object, roles: Sequence[str]) -> bool:
    own = person.roles if isinstance(person, discord.Member) else []
    return any(str(role.id) in roles for role in own)


def _permissions_of(person: object, channel: object) -> discord.Permissions | None:
    if not isinstance(person, discord.Member):
        return None
    if person.resolved_permissions is not None:  # Discord's own word, of an interaction
        return person.resolved_permissions
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return None  # nobody knows what its channel grants
    if isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return channel.permissions_for(person)
    return None
