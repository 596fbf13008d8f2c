"""What stands between two things in one text: ``cats and a teapot``, ``cats, teapot``."""

import re
from collections.abc import Iterator

_MARK = r"[,;&+/|]"
_AND = r"(?:and|with|or|plus|und|mit|oder|et|avec|ou)"
_WORD = rf"\s{_AND}\s"
_MARKS = re.compile(_MARK)
_LEADING = re.compile(rf"\s*(?:{_AND}\s)?\s*", re.IGNORECASE)
_WORDS = re.compile(rf"\s*{_WORD}\s*", re.IGNORECASE)
_LAST = re.compile(rf"(?P<before>.*)(?:{_MARK}|{_WORD})\s*", re.IGNORECASE | re.DOTALL)


def split_parts(text: str) -> list[str]:
    """What stands between marks; none of it is empty or begins with a joint: ``a, and b``."""
    parts = (_LEADING.sub("", part, count=1).strip() for part in _MARKS.split(text))
    return [part for part in parts if part]


def split_pairs(part: str) -> Iterator[tuple[str, str]]:
    """What stands before and after each word that may join two things, from the last one on."""
    for joint in reversed(list(_WORDS.finditer(part))):
        yield part[: joint.start()], part[joint.end() :]


def split_last(text: str) -> tuple[str, str, str]:
    """What stands before the last joint, the same with the joint, and what stands behind it."""
    found = _LAST.match(text)
    return (found["before"], found[0], text[found.end() :]) if found else ("", "", text)
