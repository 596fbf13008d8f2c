"""Checks of single fields, which reject as Discord does."""

from typing import Any

from tests.loopback.discord.rejections import bad_length, invalid_form, missing, too_long


def check_text(
    value: Any, path: str, longest: int, *, shortest: int = 0, is_required: bool = False
) -> str | None:
    """A string of so many characters; None where there is none."""
    if value is None:
        if is_required:
            raise missing(path)
        return None
    if not isinstance(value, str):
        raise invalid_form(path, "STRING_TYPE_CONVERT", "Could not interpret as string.")
    if shortest and not shortest <= len(value) <= longest:
        raise bad_length(path, shortest, longest)
    if len(value) > longest:
        raise too_long(path, longest)
    return value


def check_list(
    value: Any, path: str, longest: int, *, shortest: int = 0, is_required: bool = False
) -> list[Any]:
    """A list of so many items; an empty one where there is none."""
    if value is None:
        if is_required:
            raise missing(path)
        return []
    if not isinstance(value, list):
        raise invalid_form(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    if not shortest <= len(value) <= longest:
        raise bad_length(path, shortest, longest)
    return value


def check_dict(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise invalid_form(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
    return value


def check_integer(value: Any, path: str, lowest: int, highest: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise invalid_form(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    if not lowest <= value <= highest:
        message = f"int value should be between {lowest} and {highest}."
        raise invalid_form(path, "NUMBER_TYPE_RANGE", message)
    return value


def check_choice(value: Any, path: str, allowed: tuple[Any, ...]) -> None:
    if value not in allowed:
        message = f"Value must be one of {set(allowed)}."
        raise invalid_form(path, "BASE_TYPE_CHOICES", message)


def check_address(value: Any, path: str, *, schemes: tuple[str, ...] = ("http", "https")) -> None:
    text = check_text(value, path, 2048)
    if text is not None and not text.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        message = f"Scheme must be one of {schemes}."
        raise invalid_form(path, "URL_TYPE_INVALID_SCHEME", message)
