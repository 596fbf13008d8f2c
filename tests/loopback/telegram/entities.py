"""What Telegram finds in the text that people write: commands, mentions, addresses."""

import re
from typing import Any

from tests.loopback.telegram.utf16 import count_units, cut_units

Json = dict[str, Any]

_PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)"),
    "mention": re.compile(r"(?<![\w/@])@[A-Za-z0-9_]{3,32}(?!\w)"),
    "url": re.compile(r"https?://[^\s<>]+"),
}


def find_entities(text: str) -> list[Json]:
    """Telegram's JSON of the entities, in the order of the text; none inside of another."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(start < taken_end and taken < end for taken, taken_end, _ in found):
                found.append((start, end, kind))
    return [
        {
            "type": kind,
            "offset": count_units(text[:start]),
            "length": count_units(text[start:end]),
        }
        for start, end, kind in sorted(found)
    ]


def addresses(text: str, entities: list[Json], username: str) -> bool:
    """Whether a text begins with a command for this bot, or mentions it."""
    own = f"@{username}".lower()
    for entity in entities:
        part = cut_units(text, entity["offset"], entity["length"]).lower()
        if entity["type"] == "mention" and part == own:
            return True
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            _, at, name = part.partition("@")
            if not at or at + name == own:
                return True
    return False
