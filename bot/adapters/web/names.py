"""What visitors are called: a friendly name to begin with, and what a chosen one may be."""

import hashlib
import unicodedata

from bot.errors import UsageError

LONGEST_NAME = 32
_BOT_NAMES = {"puppyslug", "puppyslugbot"}

# fmt: off
_MOODS = (
    "Sleepy", "Curious", "Gentle", "Mossy", "Velvet", "Drowsy", "Amber", "Quiet",
    "Woolly", "Dappled", "Misty", "Hazel", "Patient", "Speckled", "Lunar", "Cosy",
)
_ANIMALS = (
    "Otter", "Heron", "Newt", "Badger", "Moth", "Finch", "Hare", "Snail",
    "Beetle", "Fox", "Owl", "Toad", "Wren", "Seal", "Lynx", "Mole",
)
# fmt: on


def suggest_name(visitor_id: str) -> str:
    """A name for somebody who has chosen none; always the same for the same id."""
    digest = hashlib.sha256(visitor_id.encode()).digest()
    return f"{_MOODS[digest[0] % len(_MOODS)]} {_ANIMALS[digest[1] % len(_ANIMALS)]}"


def clean_name(name: str) -> str:
    """The name as it will be shown; raises UsageError where it can't be.

    Control and direction characters go, because they could make a name look like another's.
    """
    visible = (
        character
        for character in unicodedata.normalize("NFKC", name)
        if unicodedata.category(character)[0] != "C"
    )
    cleaned = " ".join("".join(visible).split())
    if not any(character.isalnum() for character in cleaned):
        raise UsageError("A name needs at least one letter or digit.", "Try another one.")
    if len(cleaned) > LONGEST_NAME:
        raise UsageError(
            f"That name is {len(cleaned)} characters long.", f"Use at most {LONGEST_NAME}."
        )
    if "".join(filter(str.isalnum, cleaned)).casefold() in _BOT_NAMES:
        raise UsageError("That name belongs to the bot.", "Choose another one.")
    return cleaned
