"""What Discord takes as buttons and lists under a message."""

from typing import Any

from tests.loopback.discord.rejections import invalid_form
from tests.loopback.discord.rules.values import (
    check_address,
    check_choice,
    check_dict,
    check_integer,
    check_list,
    check_text,
)

ROW, BUTTON, SELECT = 1, 2, 3
SELECTS = (3, 5, 6, 7, 8)
"""Lists of own options, of users, roles, both, and channels."""
LINK = 5
_PREMIUM = 6
_MOST_ROWS = 5
_MOST_BUTTONS = 5
_LONGEST_ID = 100
_MOST_OPTIONS = 25


def check_components(components: Any) -> list[dict[str, Any]]:
    """Returns the rows as Discord keeps them; raises RejectedError."""
    rows = check_list(components, "components", _MOST_ROWS)
    seen: set[str] = set()
    for index, row in enumerate(rows):
        path = f"components.{index}"
        check_choice(check_dict(row, path).get("type"), f"{path}.type", (ROW,))
        parts = check_list(
            row.get("components"), f"{path}.components", _MOST_BUTTONS, shortest=1, is_required=True
        )
        for number, part in enumerate(parts):
            place = f"{path}.components.{number}"
            _check_part(check_dict(part, place), place, is_alone=len(parts) == 1)
            _check_own_id(part, place, seen)
    return rows


def _check_part(part: dict[str, Any], path: str, *, is_alone: bool) -> None:
    check_choice(part.get("type"), f"{path}.type", (BUTTON, *SELECTS))
    if part["type"] == BUTTON:
        _check_button(part, path)
        return
    if not is_alone:
        message = "The specified component exceeds the maximum width"
        raise invalid_form(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)
    _check_select(part, path)


def _check_own_id(part: dict[str, Any], path: str, seen: set[str]) -> None:
    custom_id = part.get("custom_id")
    if custom_id in seen:
        message = "Component custom id cannot be duplicated"
        raise invalid_form(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", message)
    if custom_id is not None:
        seen.add(custom_id)


def _check_button(button: dict[str, Any], path: str) -> None:
    check_integer(button.get("style"), f"{path}.style", 1, _PREMIUM)
    check_text(button.get("label"), f"{path}.label", 80)
    if not button.get("label") and not button.get("emoji") and button["style"] != _PREMIUM:
        raise invalid_form(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or emoji")
    if button["style"] == LINK:
        check_address(button.get("url"), f"{path}.url", schemes=("http", "https", "discord"))
        if not button.get("url") or button.get("custom_id") is not None:
            message = "A url is required, and a custom id is not allowed"
            raise invalid_form(path, "BUTTON_COMPONENT_INVALID_URL", message)
        return
    _check_custom_id(button, path)


def _check_custom_id(part: dict[str, Any], path: str) -> None:
    check_text(
        part.get("custom_id"), f"{path}.custom_id", _LONGEST_ID, shortest=1, is_required=True
    )


def _check_select(select: dict[str, Any], path: str) -> None:
    _check_custom_id(select, path)
    check_text(select.get("placeholder"), f"{path}.placeholder", 150)
    least = check_integer(select.get("min_values", 1), f"{path}.min_values", 0, _MOST_OPTIONS)
    check_integer(select.get("max_values", 1), f"{path}.max_values", max(1, least), _MOST_OPTIONS)
    if select["type"] == SELECT:
        _check_options(select, path)
        return
    defaults = f"{path}.default_values"
    check_list(select.get("default_values"), defaults, select.get("max_values", 1))


def _check_options(select: dict[str, Any], path: str) -> None:
    options = check_list(
        select.get("options"), f"{path}.options", _MOST_OPTIONS, shortest=1, is_required=True
    )
    for number, option in enumerate(options):
        place = f"{path}.options.{number}"
        check_text(option.get("label"), f"{place}.label", 100, shortest=1, is_required=True)
        check_text(option.get("value"), f"{place}.value", 100, shortest=1, is_required=True)
        check_text(option.get("description"), f"{place}.description", 100)
    values = [option["value"] for option in options]
    if len(set(values)) != len(values):
        message = "The specified option value is already used"
        raise invalid_form(f"{path}.options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
    if select.get("max_values", 1) > len(options):
        message = f"int value should be less than or equal to {len(options)}."
        raise invalid_form(f"{path}.max_values", "NUMBER_TYPE_MAX", message)
