"""Lengths and places in text as Telegram counts them: in units of UTF-16."""


def count_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def cut_units(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity marks."""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")
