"""What buttons carry, at most 64 bytes of it: what is to be done, and the wish's id."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.wishes import Action

LOOKS, BACK = "looks", "back"
"""Opens the list of presets below a result, and closes it."""

_LONGEST_KEY = 32
_KEY = re.compile(rf"[a-z0-9-]{{1,{_LONGEST_KEY}}}", re.ASCII)
_WISH = re.compile(
    rf"dream:(?P<verb>{'|'.join((*Action, LOOKS, BACK))}):(?P<wish_id>[0-9a-f]{{16}})"
    rf"(:(?P<key>{_KEY.pattern}))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WishCallback:
    """A button below a wish. ``verb`` is an action, or opens or closes the list of presets, whose
    buttons have the preset's ``key``.
    """

    verb: str
    wish_id: str
    key: str | None = None

    def write(self) -> str:
        """The text that the button carries."""
        return f"dream:{self.verb}:{self.wish_id}" + (f":{self.key}" if self.key else "")


def read_wish_callback(data: str) -> WishCallback | None:
    """What a pressed button carries, if it is one below a wish."""
    match = _WISH.fullmatch(data)
    if match is None:
        return None
    return WishCallback(verb=match["verb"], wish_id=match["wish_id"], key=match["key"])


def key_of(preset: str) -> str:
    """What stands for a preset on a button: its name, or a digest where it is long or a mix."""
    if _KEY.fullmatch(preset):
        return preset
    return hashlib.blake2s(preset.encode(), digest_size=_LONGEST_KEY // 2).hexdigest()


def find_preset(presets: Iterable[str], key: str | None) -> str | None:
    """The preset that a button stands for; None once there is no such preset any more."""
    return next((name for name in presets if key_of(name) == key), None)
