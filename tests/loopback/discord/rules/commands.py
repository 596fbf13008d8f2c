"""What Discord takes as an application's commands."""

import re
from collections.abc import Iterator
from typing import Any

from tests.loopback.discord.rejections import invalid_form
from tests.loopback.discord.rules.values import (
    check_choice,
    check_dict,
    check_integer,
    check_list,
    check_text,
)

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = 6, 7, 8, 9, 10, 11
_NESTED = (SUBCOMMAND, GROUP)
_WITH_CHOICES = (STRING, INTEGER, NUMBER)

_MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
_LONGEST_TOGETHER = 8000
# Devanagari and Thai write vowels with signs that are no letters.
_NAME = re.compile(r"[-_'\w\u0900-\u097F\u0E00-\u0E7F]{1,32}")
_LOCALES = """
id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi
th zh-CN ja zh-TW ko
"""
LOCALES = tuple(_LOCALES.split())


def check_commands(commands: Any) -> list[dict[str, Any]]:
    """Checks all commands of an application; raises RejectedError. Returns them as they came."""
    if not isinstance(commands, list):
        raise invalid_form("_", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        _check_command(check_dict(command, str(index)), str(index))
        key = (command.get("type", SLASH), command["name"])
        if key in seen:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            raise invalid_form(str(index), code, "Application command names must be unique")
        seen.add(key)
    for kind, most in _MOST.items():
        if sum(command.get("type", SLASH) == kind for command in commands) > most:
            message = f"Maximum number of application commands reached ({most})."
            raise invalid_form("_", "BASE_TYPE_MAX_LENGTH", message)
    return commands


def _check_command(command: dict[str, Any], path: str) -> None:
    kind = command.get("type", SLASH)
    check_choice(kind, f"{path}.type", (SLASH, USER_MENU, MESSAGE_MENU))
    _check_settings(command, path)
    if kind == SLASH:
        _check_named(command, path)
        _check_options(command.get("options"), path, nestable=_NESTED)
        if sum(len(text) for text in _texts(command)) > _LONGEST_TOGETHER:
            message = f"Command exceeds maximum size ({_LONGEST_TOGETHER})"
            raise invalid_form(path, "APPLICATION_COMMAND_TOO_LARGE", message)
        return
    check_text(command.get("name"), f"{path}.name", 32, shortest=1, is_required=True)
    for name in check_localizations(command, path, "name").values():
        check_text(name, f"{path}.name_localizations", 32, shortest=1)
    if command.get("description"):
        code = "APPLICATION_COMMAND_DESCRIPTION_NOT_ALLOWED"
        raise invalid_form(f"{path}.description", code, "Context menus have no description")
    check_list(command.get("options"), f"{path}.options", 0)


def _check_settings(command: dict[str, Any], path: str) -> None:
    for name, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        for value in check_list(command.get(name), f"{path}.{name}", 3):
            check_choice(value, f"{path}.{name}", allowed)
    permissions = command.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdigit():
        raise invalid_form(
            f"{path}.default_member_permissions", "NUMBER_TYPE_COERCE", "Value is not snowflake."
        )


def _check_named(item: dict[str, Any], path: str) -> None:
    """The name and the description of a slash command or one of its options."""
    _check_name(item.get("name"), f"{path}.name")
    for locale, name in check_localizations(item, path, "name").items():
        _check_name(name, f"{path}.name_localizations.{locale}")
    described = f"{path}.description"
    check_text(item.get("description"), described, 100, shortest=1, is_required=True)
    for locale, text in check_localizations(item, path, "description").items():
        check_text(text, f"{path}.description_localizations.{locale}", 100, shortest=1)


def _check_name(name: Any, path: str) -> None:
    text = check_text(name, path, 32, shortest=1, is_required=True) or ""
    if not _NAME.fullmatch(text) or text != text.lower():
        message = "Command name is invalid"
        raise invalid_form(path, "APPLICATION_COMMAND_INVALID_NAME", message)


def check_localizations(item: dict[str, Any], path: str, what: str) -> dict[str, Any]:
    """The translations of a name or description, by locale."""
    place = f"{path}.{what}_localizations"
    found = check_dict(item.get(f"{what}_localizations") or {}, place)
    for locale in found:
        check_choice(locale, f"{place}.{locale}", LOCALES)
    return found


def _check_options(options: Any, path: str, *, nestable: tuple[int, ...]) -> None:
    """``nestable`` are the kinds of sub-commands that there may be at this depth."""
    checked = check_list(options, f"{path}.options", 25)
    names: set[str] = set()
    was_optional = False
    for index, option in enumerate(checked):
        place = f"{path}.options.{index}"
        _check_option(check_dict(option, place), place, nestable=nestable)
        if option["name"] in names:
            code = "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"
            raise invalid_form(f"{place}.name", code, "Option name already exists")
        names.add(option["name"])
        if option.get("required") and was_optional:
            code = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
            raise invalid_form(place, code, "Required options must be before non-required options")
        was_optional = not option.get("required")
    nested = [option["type"] in _NESTED for option in checked]
    if any(nested) and not all(nested):
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        raise invalid_form(f"{path}.options", code, "Sub-commands cannot be mixed with options")


def _check_option(option: dict[str, Any], path: str, *, nestable: tuple[int, ...]) -> None:
    check_integer(option.get("type"), f"{path}.type", SUBCOMMAND, ATTACHMENT)
    kind = option["type"]
    if kind in _NESTED and kind not in nestable:
        code = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"
        raise invalid_form(f"{path}.type", code, "Sub-commands cannot be nested deeper")
    _check_named(option, path)
    if kind in _NESTED:
        inner = (SUBCOMMAND,) if kind == GROUP else ()
        _check_options(option.get("options"), path, nestable=inner)
        return
    _check_choices(option, path)
    for bound in ("min_value", "max_value"):
        if option.get(bound) is not None and kind not in (INTEGER, NUMBER):
            raise invalid_form(f"{path}.{bound}", "BASE_TYPE_FORBIDDEN", "Only numbers have bounds")
    for bound in ("min_length", "max_length"):
        if option.get(bound) is not None:
            check_integer(option[bound], f"{path}.{bound}", 0, 6000)


def _check_choices(option: dict[str, Any], path: str) -> None:
    choices = check_list(option.get("choices"), f"{path}.choices", 25)
    if option["type"] not in _WITH_CHOICES and (choices or option.get("autocomplete")):
        code = "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID"
        raise invalid_form(f"{path}.choices", code, "This type of option has no choices")
    if choices and option.get("autocomplete"):
        code = "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID"
        raise invalid_form(f"{path}.autocomplete", code, "Choices exclude autocompletion")
    for index, choice in enumerate(choices):
        check_offer(choice, f"{path}.choices.{index}", option["type"])


def check_offer(choice: Any, path: str, kind: int) -> None:
    """One choice of an option of this type, fixed or suggested."""
    check_dict(choice, path)
    check_text(choice.get("name"), f"{path}.name", 100, shortest=1, is_required=True)
    for locale, name in check_localizations(choice, path, "name").items():
        check_text(name, f"{path}.name_localizations.{locale}", 100, shortest=1)
    value = choice.get("value")
    if kind == STRING:
        check_text(value, f"{path}.value", 100, shortest=1, is_required=True)
    elif not isinstance(value, int | float) or isinstance(value, bool):
        raise invalid_form(f"{path}.value", "NUMBER_TYPE_COERCE", f'Value "{value}" is no number.')


def _texts(item: dict[str, Any]) -> Iterator[str]:
    """All that counts towards a command's size: the longest of each name and its translations."""
    for what in ("name", "description"):
        translated = (item.get(f"{what}_localizations") or {}).values()
        yield max((item.get(what) or "", *translated), key=len)
    for choice in item.get("choices") or ():
        translated = (choice.get("name_localizations") or {}).values()
        yield max((choice["name"], *translated), key=len)
        yield str(choice["value"])
    for option in item.get("options") or ():
        yield from _texts(option)
