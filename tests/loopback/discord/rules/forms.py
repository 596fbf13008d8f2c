"""What Discord takes as a message."""

from typing import Any

from tests.loopback.discord.rejections import RejectedError, invalid_form
from tests.loopback.discord.rules.components import check_components
from tests.loopback.discord.rules.embeds import check_embeds
from tests.loopback.discord.rules.values import (
    check_choice,
    check_dict,
    check_integer,
    check_list,
    check_text,
)
from tests.loopback.discord.world.messages import (
    COMPONENTS_V2,
    EPHEMERAL,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
)

Json = dict[str, Any]

MOST_FILES = 10
_LONGEST_CONTENT = 2000
_LONGEST_DESCRIPTION = 1024
_LONGEST_NONCE = 25
_SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS


def check_form(form: Json, *, file_count: int) -> None:
    """Checks everything but permissions and sizes; raises RejectedError."""
    check_text(form.get("content"), "content", _LONGEST_CONTENT)
    if (form.get("flags") or 0) & COMPONENTS_V2:
        raise RejectedError(501, 0, "the loopback knows no components of version 2", is_fault=True)
    check_integer(form.get("flags") or 0, "flags", 0, 2**53)
    check_embeds(form.get("embeds"))
    check_components(form.get("components"))
    check_mentions(form.get("allowed_mentions"))
    check_attachments(form.get("attachments"), file_count=file_count)
    nonce = form.get("nonce")
    check_text(None if nonce is None else str(nonce), "nonce", _LONGEST_NONCE)


def settable_flags(form: Json) -> int:
    """Those of the flags that a bot may set."""
    return (form.get("flags") or 0) & _SETTABLE


def check_attachments(entries: Any, *, file_count: int) -> None:
    """The list that names the uploads by number, and by id what an edit keeps."""
    listed = check_list(entries, "attachments", MOST_FILES)
    if file_count > MOST_FILES:
        raise invalid_form("attachments", "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_FILES} or fewer")
    for index, entry in enumerate(listed):
        path = f"attachments.{index}"
        if not str(check_dict(entry, path).get("id", "")).isdigit():
            raise invalid_form(f"{path}.id", "NUMBER_TYPE_COERCE", "Value is not snowflake.")
        check_text(entry.get("description"), f"{path}.description", _LONGEST_DESCRIPTION)
        check_text(entry.get("filename"), f"{path}.filename", 1024)


def check_mentions(mentions: Any) -> None:
    if mentions is None:
        return
    check_dict(mentions, "allowed_mentions")
    parsed = check_list(mentions.get("parse"), "allowed_mentions.parse", 3)
    for kind in parsed:
        check_choice(kind, "allowed_mentions.parse", ("users", "roles", "everyone"))
    for kind in ("users", "roles"):
        named = check_list(mentions.get(kind), f"allowed_mentions.{kind}", 100)
        if named and kind in parsed:
            code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            raise invalid_form("allowed_mentions", code, message)
