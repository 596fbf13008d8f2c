"""What Discord takes as embeds."""

from typing import Any

from tests.loopback.discord.rejections import invalid_form
from tests.loopback.discord.rules.values import (
    check_address,
    check_dict,
    check_integer,
    check_list,
    check_text,
)

_MOST = 10
_LONGEST_TOGETHER = 6000
_ATTACHED = ("http", "https", "attachment")
_TEXTS = {"title": 256, "description": 4096}


def check_embeds(embeds: Any) -> list[dict[str, Any]]:
    """Returns the embeds as Discord keeps them; raises RejectedError."""
    checked = []
    for index, embed in enumerate(check_list(embeds, "embeds", _MOST)):
        path = f"embeds.{index}"
        checked.append(_check_embed(check_dict(embed, path), path))
    if sum(_length(embed) for embed in checked) > _LONGEST_TOGETHER:
        message = f"Embed size exceeds maximum size of {_LONGEST_TOGETHER}"
        raise invalid_form("embeds", "MAX_EMBED_SIZE_EXCEEDED", message)
    return checked


def _check_embed(embed: dict[str, Any], path: str) -> dict[str, Any]:
    for name, longest in _TEXTS.items():
        check_text(embed.get(name), f"{path}.{name}", longest)
    check_address(embed.get("url"), f"{path}.url")
    if (colour := embed.get("color")) is not None:
        check_integer(colour, f"{path}.color", 0, 0xFFFFFF)
    for name in ("image", "thumbnail"):
        if part := embed.get(name):
            check_address(part.get("url"), f"{path}.{name}.url", schemes=_ATTACHED)
    for name, key, longest in (("footer", "text", 2048), ("author", "name", 256)):
        if part := embed.get(name):
            check_text(part.get(key), f"{path}.{name}.{key}", longest, is_required=True)
            check_address(part.get("icon_url"), f"{path}.{name}.icon_url", schemes=_ATTACHED)
    for number, field in enumerate(check_list(embed.get("fields"), f"{path}.fields", 25)):
        place = f"{path}.fields.{number}"
        check_text(field.get("name"), f"{place}.name", 256, is_required=True)
        check_text(field.get("value"), f"{place}.value", 1024, shortest=1, is_required=True)
    return {"type": "rich", **embed}


def _length(embed: dict[str, Any]) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for field in embed.get("fields") or ():
        texts += [field.get("name"), field.get("value")]
    return sum(len((text or "").strip()) for text in texts)
