"""What Discord's client offers to somebody: commands where they are installed, buttons to press."""

from typing import Any

from tests.loopback.discord.options import NotPossibleError
from tests.loopback.discord.payloads.interactions import ELSEWHERE, IN_GUILD, WITH_BOT
from tests.loopback.discord.permissions import Permission
from tests.loopback.discord.rules.commands import SLASH
from tests.loopback.discord.world.channels import Channel
from tests.loopback.discord.world.messages import Message
from tests.loopback.discord.world.registry import World
from tests.loopback.discord.world.users import User

Json = dict[str, Any]


def find_command(
    world: World, user: User, channel: Channel, *, name: str, kind: int = SLASH
) -> Json:
    """A synced command that somebody is offered there; raises NotPossibleError."""
    commands = world.application.commands
    guild = channel.guild
    offered = [*commands.get(guild.id if guild else -1, []), *commands.get(None, [])]
    for command in offered:
        if (command["type"], command["name"]) == (kind, name):
            _check_place(world, user, channel, command)
            _check_permissions(user, channel, command)
            return command
    raise NotPossibleError(f"the bot has no command {name} here")


def _check_place(world: World, user: User, channel: Channel, command: Json) -> None:
    guild = channel.guild
    is_direct = world.bot in channel.recipients
    context = IN_GUILD if guild else WITH_BOT if is_direct else ELSEWHERE
    if command["contexts"] is not None and context not in command["contexts"]:
        raise NotPossibleError(f"{command['name']} isn't offered in such a place")
    kinds = command["integration_types"]
    has_bot = guild.has_bot if guild else is_direct
    if not ((has_bot and 0 in kinds) or (user.has_installed and 1 in kinds)):
        raise NotPossibleError(f"{command['name']} isn't installed here")


def _check_permissions(user: User, channel: Channel, command: Json) -> None:
    if channel.guild is None:
        return
    permissions = channel.permissions_of(user)
    if not permissions & Permission.USE_APPLICATION_COMMANDS:
        raise NotPossibleError(f"{user.name} may not use commands here")
    needed = int(command["default_member_permissions"] or 0)
    if permissions & needed != needed:
        raise NotPossibleError(f"{user.name} may not use {command['name']}")


def find_component(
    message: Message,
    kinds: tuple[int, ...],
    *,
    label: str | None = None,
    custom_id: str | None = None,
) -> Json:
    """A button or list by its label or a part of its id; raises NotPossibleError."""
    for part in message.buttons:
        is_named = label is not None and part.get("label") == label
        is_meant = custom_id is not None and custom_id in part.get("custom_id", "")
        if part["type"] in kinds and (is_named or is_meant):
            if part.get("disabled"):
                raise NotPossibleError(f"{label or custom_id} is disabled")
            return part
    shown = [part.get("label") or part.get("custom_id") for part in message.buttons]
    raise NotPossibleError(f"there is no {label or custom_id} among {shown}")


def check_seeing(message: Message, user: User) -> None:
    """Raises NotPossibleError for what is gone or meant for somebody else."""
    if message.is_deleted or (message.is_ephemeral and message.viewer is not user):
        raise NotPossibleError(f"{user.name} doesn't see that message")
    if not message.channel.permissions_of(user):
        raise NotPossibleError(f"{user.name} doesn't see {message.channel.name}")
