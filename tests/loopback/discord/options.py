"""A command as somebody types it: the options, checked as Discord's own client checks them."""

from dataclasses import dataclass, field
from typing import Any

from tests.loopback.discord.payloads.messages import attachment_payload
from tests.loopback.discord.payloads.people import member_payload, role_payload, user_payload
from tests.loopback.discord.payloads.places import partial_channel_payload
from tests.loopback.discord.rules.commands import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
    USER,
)
from tests.loopback.discord.world.channels import Channel
from tests.loopback.discord.world.guilds import Guild, Member, Role
from tests.loopback.discord.world.messages import File
from tests.loopback.discord.world.registry import World
from tests.loopback.discord.world.users import User

Json = dict[str, Any]

_PYTHON_TYPES: dict[int, type | tuple[type, ...]] = {
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    USER: (User, Member),
    CHANNEL: Channel,
    ROLE: Role,
    MENTIONABLE: (User, Member, Role),
    NUMBER: (int, float),
    ATTACHMENT: File,
}


class NotPossibleError(AssertionError):
    """What Discord's client doesn't let anybody do: a mistake of the test or of the bot."""


@dataclass(slots=True, kw_only=True)
class Resolver:
    """Turns values into ids, and keeps what Discord sends along with them."""

    world: World
    channel: Channel
    person: User
    resolved: dict[str, dict[str, Json]] = field(default_factory=dict)

    def resolve(self, kind: int, value: Any) -> Any:
        """The value as the option carries it."""
        if isinstance(value, File):
            attachment = self.world.keep_file(value, self.channel, is_ephemeral=True)
            payload = attachment_payload(attachment, self.world.links)
            return self._add("attachments", attachment.id, payload)
        if isinstance(value, Channel):
            payload = partial_channel_payload(value, self.person, self.world.bot)
            return self._add("channels", value.id, payload)
        if isinstance(value, Role):
            assert self.channel.guild is not None
            return self._add("roles", value.id, role_payload(value, self.channel.guild))
        if isinstance(value, User | Member):
            return self._add_user(value)
        return float(value) if kind == NUMBER else value

    def _add_user(self, value: User | Member) -> str:
        user = value.user if isinstance(value, Member) else value
        guild: Guild | None = self.channel.guild
        if guild is not None and (member := guild.find_member(user)):
            payload = member_payload(member, with_user=False)
            permissions = self.channel.permissions_of(user)
            self._add("members", user.id, payload | {"permissions": str(int(permissions))})
        return self._add("users", user.id, user_payload(user))

    def _add(self, kind: str, key: int, payload: Json) -> str:
        self.resolved.setdefault(kind, {})[str(key)] = payload
        return str(key)


def fill_options(
    command: Json, path: list[str], values: dict[str, Any], resolver: Resolver
) -> list[Json]:
    """The options of a finished command. ``path`` names the sub-command, if there are any."""
    chosen = _descend(command, path)
    options = chosen.get("options") or []
    for option in options:
        if option.get("required") and option["name"] not in values:
            raise NotPossibleError(f"{option['name']} is required")
    filled = [
        _fill(_find(options, name), value, resolver) for name, value in _rename(options, values)
    ]
    return _wrap(command, path, filled)


def fill_unfinished(
    command: Json, path: list[str], values: dict[str, Any], resolver: Resolver, *, focused: str
) -> list[Json]:
    """The options while somebody types the one that is ``focused``."""
    options = _descend(command, path).get("options") or []
    filled = []
    for name, value in _rename(options, values):
        option = _find(options, name)
        if name == focused.replace("_", "-") or name == focused:
            if not option.get("autocomplete"):
                raise NotPossibleError(f"{name} isn't completed")
            filled.append({"name": name, "type": option["type"], "value": value, "focused": True})
        else:
            filled.append(_fill(option, value, resolver))
    return _wrap(command, path, filled)


def _descend(command: Json, path: list[str]) -> Json:
    for name in path:
        command = _find(command.get("options") or [], name)
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in command.get("options") or []):
        raise NotPossibleError(f"{command['name']} needs a sub-command")
    return command


def _wrap(command: Json, path: list[str], filled: list[Json]) -> list[Json]:
    kinds = []
    for name in path:
        command = _find(command["options"], name)
        kinds.append(command["type"])
    for name, kind in zip(reversed(path), reversed(kinds), strict=True):
        filled = [{"name": name, "type": kind, "options": filled}]
    return filled


def _rename(options: list[Json], values: dict[str, Any]) -> list[tuple[str, Any]]:
    """Python's names have underscores where Discord's may have hyphens."""
    known = {option["name"] for option in options}
    return [
        (name if name in known else name.replace("_", "-"), value) for name, value in values.items()
    ]


def _find(options: list[Json], name: str) -> Json:
    found = next((option for option in options if option["name"] == name), None)
    if found is None:
        names = ", ".join(option["name"] for option in options)
        raise NotPossibleError(f"there is no {name} among {names}")
    return found


def _fill(option: Json, value: Any, resolver: Resolver) -> Json:
    name, kind = option["name"], option["type"]
    is_bool_for_number = isinstance(value, bool) and kind != BOOLEAN
    if is_bool_for_number or not isinstance(value, _PYTHON_TYPES[kind]):
        raise NotPossibleError(f"{name} can't be {value!r}")
    choices = option.get("choices") or []
    if choices and value not in [choice["value"] for choice in choices]:
        raise NotPossibleError(f"{value!r} isn't offered for {name}")
    _check_bounds(option, value)
    kinds = option.get("channel_types") or []
    if isinstance(value, Channel) and kinds and value.kind not in kinds:
        raise NotPossibleError(f"{name} takes other kinds of channels")
    return {"name": name, "type": kind, "value": resolver.resolve(kind, value)}


def _check_bounds(option: Json, value: Any) -> None:
    size = len(value) if isinstance(value, str) else value
    suffix = "length" if isinstance(value, str) else "value"
    lowest, highest = option.get(f"min_{suffix}"), option.get(f"max_{suffix}")
    if isinstance(value, str) and highest is None:
        highest = 6000
    if (lowest is not None and size < lowest) or (highest is not None and size > highest):
        raise NotPossibleError(f"{option['name']} can't be {value!r}: from {lowest} to {highest}")
