"""Telegram's HTML in messages: text with entities, and what is wrong with it."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from tests.loopback.telegram.rejections import RejectedError, bad_request
from tests.loopback.telegram.utf16 import count_units

Json = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
_PIECE = re.compile(r"<(?P<tag>[^<>]*)(?P<closed>>?)|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_LINK = re.compile(r"""\s+href=(["'])(?P<address>.*?)\1\s*""")


@dataclass(slots=True)
class _Open:
    """A tag that is still open."""

    name: str
    offset: int
    attributes: str


@dataclass(slots=True)
class _Parsed:
    """What was read so far."""

    text: str = ""
    entities: list[Json] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The text without its tags and Telegram's JSON of the entities; raises RejectedError."""
    parsed, position = _Parsed(), 0
    for piece in _PIECE.finditer(source):
        parsed.text += source[position : piece.start()]
        position = piece.end()
        place = len(source[: piece.start()].encode())
        if piece["tag"] is None:
            parsed.text += unescape(piece[0])
        elif not piece["closed"]:
            raise _wrong(f"Unclosed start tag at byte offset {place}")
        elif piece["tag"].startswith("/"):
            _close(parsed, piece["tag"][1:].strip().lower(), place)
        else:
            _open(parsed, piece["tag"], place)
    parsed.text += source[position:]
    if parsed.open:
        raise _wrong(f'Can\'t find end tag corresponding to start tag "{parsed.open[-1].name}"')
    entities = [entity for entity in parsed.entities if entity["length"]]
    return parsed.text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def _open(parsed: _Parsed, tag: str, place: int) -> None:
    name, _, attributes = tag.partition(" ")
    name = name.lower()
    if name not in _TAGS:
        raise _wrong(f'Unsupported start tag "{name}" at byte offset {place}')
    parsed.open.append(_Open(name, count_units(parsed.text), f" {attributes}"))


def _close(parsed: _Parsed, name: str, place: int) -> None:
    if not parsed.open:
        raise _wrong(f"Unexpected end tag at byte offset {place}")
    opened = parsed.open.pop()
    if name and name != opened.name:
        raise _wrong(
            f'Unmatched end tag at byte offset {place}, expected "</{opened.name}>",'
            f' found "</{name}>"'
        )
    entity: Json = {
        "type": _TAGS[opened.name],
        "offset": opened.offset,
        "length": count_units(parsed.text) - opened.offset,
    }
    if opened.name == "a":
        link = _LINK.fullmatch(opened.attributes)
        if link is None:
            return
        entity["url"] = unescape(link["address"])
    parsed.entities.append(entity)


def _wrong(reason: str) -> RejectedError:
    return bad_request(f"can't parse entities: {reason}")
