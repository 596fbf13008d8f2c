"""What Telegram takes as the text of a message or as a caption."""

from typing import Any

from tests.loopback.telegram.rejections import bad_request
from tests.loopback.telegram.rules.html import parse_html
from tests.loopback.telegram.utf16 import count_units

Json = dict[str, Any]

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024


def read_text(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """A text of 1 to 4096 units with its entities; raises RejectedError."""
    text, entities = _read(source, parse_mode, entities)
    if not text:
        raise bad_request("message text is empty")
    if count_units(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, entities


def read_caption(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """A caption of at most 1024 units with its entities; raises RejectedError."""
    caption, entities = _read(source, parse_mode, entities)
    if count_units(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return caption, entities


def _read(source: str, parse_mode: str, entities: list[Json]) -> tuple[str, list[Json]]:
    text = source
    if parse_mode.lower() == "html":
        text, entities = parse_html(source)
    elif parse_mode:
        raise bad_request("unsupported parse_mode")
    return _trim(text, entities)


def _trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without the white space around it, as Telegram keeps texts."""
    lost = count_units(text) - count_units(text.lstrip())
    trimmed = text.strip()
    length = count_units(trimmed)
    kept: list[Json] = []
    for entity in entities:
        start = max(0, entity["offset"] - lost)
        end = min(length, entity["offset"] + entity["length"] - lost)
        if start < end:
            kept.append(entity | {"offset": start, "length": end - start})
    return trimmed, kept
