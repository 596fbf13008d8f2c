"""Cuts a post into words, and says which spellings are the same word."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PLUS = "+"
_ADDING = re.compile(r"[+&]")
_PARTING = re.compile(r"[,;&+/|]")
_WORD = re.compile(r"([^\s,;=:]+)\s*([=:]?)")
# A recipe's code stays whole, whatever stands before its number sign.
_SUM = re.compile(r"[^#]*\w\+\w[^#]*")
_SHARED = re.compile(r"(?P<name>.*[^\W\d].*)\.(?P<share>\d)")
_EDGES = "\"'“”‘’`´.!?…()[]{}<>*_~|"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a post: as written, and its ``key``, by which spellings are compared.

    ``mark`` is the ``=`` or ``:`` that stands behind it, or empty; ``start`` its place in the post.
    One that ``is_parted`` has a comma or the like before it, one that ``is_added`` a plus or an
    ampersand.
    """

    text: str
    key: str
    mark: str
    start: int
    is_parted: bool = False
    is_added: bool = False


def split_words(text: str) -> list[Word]:
    """The post's words in order; what holds neither letter nor digit is no word."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        for piece, mark, start in _split_sum(match):
            written = unicodedata.normalize("NFKC", piece).strip(_EDGES)
            if key := fold(written):
                between = text[end:start]
                is_parted = bool(_PARTING.search(between))
                is_added = bool(_ADDING.search(between))
                words.append(Word(written, key, mark, start, is_parted, is_added))
                end = start + len(piece)
    return words


def _split_sum(match: re.Match[str]) -> Iterator[tuple[str, str, int]]:
    """The words of ``cats.2+birds``, as of ``cats:2 + birds``: text, mark and place of each."""
    whole, start = match[1], match.start()
    if not _SUM.fullmatch(whole):
        yield whole, match[2], start
        return
    pieces = whole.split(_PLUS)
    for number, piece in enumerate(pieces):
        mark = match[2] if number == len(pieces) - 1 else ""
        if shared := _SHARED.fullmatch(piece):
            yield shared["name"], ":", start
            yield shared["share"], mark, start + shared.start("share")
        else:
            yield piece, mark, start
        start += len(piece) + len(_PLUS)


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
