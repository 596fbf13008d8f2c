"""Which spellings are the same word: case, hyphens, accents, plurals and articles don't count."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the", "some"})
_SAME = {
    "children": "child",
    "feet": "foot",
    "fungi": "fungus",
    "geese": "goose",
    "gray": "grey",
    "men": "man",
    "mice": "mouse",
    "oxen": "ox",
    "women": "woman",
}
_SHORTEST_PLURAL = 4


def fold_name(text: str) -> str:
    """The key under which all spellings of a name are found; empty where there is no letter.

    It is no word of any language: ``Butterflies``, ``butterfly`` and ``butter-fly`` share one key.
    """
    words = [_SAME.get(word, word) for word in _split_letters(text)]
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return "".join([*words[:-1], _cut_plural(words[-1])]) if words else ""


def squeeze(text: str) -> str:
    """Letters and digits alone, without case and accents: for words that are half written."""
    return "".join(_split_letters(text))


def _split_letters(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("’", ""))
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))


def _cut_plural(word: str) -> str:
    """Singular and plural lose what tells them apart: ``wolves`` and ``wolf`` are ``wolf``."""
    if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith(("ss", "us")):
        word = word[:-1]
    if len(word) >= _SHORTEST_PLURAL:
        word = word.removesuffix("e")
    last = {"y": "i", "v": "f"}.get(word[-1], word[-1])
    return word[:-1] + last
