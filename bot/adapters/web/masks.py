"""Where somebody wants a photo dreamed: a picture's file of their own, white there."""

import hashlib
from dataclasses import dataclass, field

from bot.commands import DreamOptions
from bot.errors import UsageError
from dream_core import DreamError
from dream_core.engine.protocol import DreamEngine

LARGEST_MASK_BYTES = 2**20
_DIGEST_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Mask:
    """A mask's file, of which it is known that it is a picture."""

    data: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """Tells it from other masks."""
        return hashlib.sha256(self.data).hexdigest()[:_DIGEST_LETTERS]


async def develop_mask(data: bytes, engine: DreamEngine) -> Mask:
    """Makes it safe to keep; raises DreamError in words that tell it from the photo."""
    try:
        photo = await engine.develop(data)
    except DreamError as error:
        sentence = f"{error.sentence[:1].lower()}{error.sentence[1:]}"
        raise DreamError(error.code, f"The mask can't be used: {sentence}", error.hint) from error
    return Mask(photo.picture)


def check_masked(options: DreamOptions) -> None:
    """Raises UsageError for a dream that is all over, whatever somebody painted."""
    if options.imagines or options.form not in (None, "still"):
        raise UsageError(
            "Only a single still picture can be dreamed in part.",
            "Leave out what was painted, or ask for one picture.",
        )
