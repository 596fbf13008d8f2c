"""Cuts a post into words, and says which spellings are the same word."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_PARTING = re.compile(r"[,;&+/|]")
_WORD = re.compile(r"([^\s,;=:]+)\s*([=:]?)")
_EDGES = "\"'“”‘’`´.!?…()[]{}<>*_~|"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a post: as written, and its ``key``, by which spellings are compared.

    ``mark`` is the ``=`` or ``:`` that stands behind it, or empty; ``start`` its place in the post.
    One that ``is_parted`` has a comma or the like before it.
    """

    text: str
    key: str
    mark: str
    start: int
    is_parted: bool = False


def split_words(text: str) -> list[Word]:
    """The post's words in order; what holds neither letter nor digit is no word."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        written = unicodedata.normalize("NFKC", match[1]).strip(_EDGES)
        if key := fold(written):
            is_parted = bool(_PARTING.search(text, end, match.start()))
            words.append(Word(written, key, match[2], match.start(), is_parted))
            end = match.end(1)
    return words


def fold(text: str) -> str:
    """Letters and digits alone, without case: ``Brain-Coral`` and ``brain coral`` are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def join_keys(words: Sequence[Word], start: int, count: int) -> str:
    """The key of ``count`` words read as one; empty where they don't belong together."""
    run = words[start : start + count]
    if len(run) < count or any(word.mark for word in run[:-1]):
        return ""
    return "".join(word.key for word in run)


def quote(text: str, *, longest: int = 40) -> str:
    """Somebody's own words inside a sentence, cut where they are long."""
    printable = "".join(letter for letter in text if letter.isprintable())
    return f"“{printable if len(printable) <= longest else printable[: longest - 1] + '…'}”"
