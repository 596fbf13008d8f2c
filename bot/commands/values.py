"""Reads what an option may be set to, and says what is allowed where it may not."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from bot.commands.command import ZOOM_VALUES, Form
from bot.commands.lexicon import FORM_WORDS, FULL_SIZE_WORDS, OPTION_SPELLINGS, STRENGTH_WORDS
from bot.commands.words import Word, fold, quote
from bot.errors import UsageError
from dream_core import (
    BLENDS,
    LIMITS,
    STRENGTHS,
    Size,
    find_things_of,
    imagines,
    read_mix,
    show_mix,
)
from dream_core.motion import MOTION_LIMITS
from dream_core.vocabulary import join_names

Value = str | int | float | bool

_NUMBER = re.compile(r"[0-9]{1,19}")
_STRENGTH = re.compile(r"([0-9]{1,3})(?:/10)?")
_SIDE = re.compile(r"([0-9]{1,9})(?:px|pixels?)?")
_AMOUNT = re.compile(r"([0-9]{1,3})%?")
_DECIMAL = re.compile(r"(-?[0-9]{1,4}(?:\.[0-9]{1,4})?)(?:x|s|sec|secs|seconds?|°|deg|degrees?)?")
_LEAST_AMOUNT, _MOST_AMOUNT = (int(limit) for limit in LIMITS["amount"])
_LEAST_SIDE, _MOST_SIDE = (int(limit) for limit in LIMITS["size"])
_MOST_SEED = int(LIMITS["seed"][1])


def _range(name: str) -> str:
    least, most = MOTION_LIMITS[name]
    return f"{least:g} to {most:g}"


ALLOWED: Mapping[str, str] = {
    "preset": "/presets shows them all.",
    "of": "of is what to dream of, such as cats, a teapot, or banana and dumbbell.",
    "strength": f"strength goes from {STRENGTHS[0]} to {STRENGTHS[-1]}, or is gentle or strong.",
    "size": f"size is the longest side in pixels, {_LEAST_SIDE} to {_MOST_SIDE}, or full.",
    "seed": f"seed is a whole number from 0 to {_MOST_SEED}.",
    "keep_colours": "keep-colours stands alone, or is yes or no.",
    "amount": f"amount is how much of the dream shows, {_LEAST_AMOUNT} to {_MOST_AMOUNT} percent.",
    "blend": f"blend is {', '.join(BLENDS[:-1])} or {BLENDS[-1]}.",
    "imagine": "imagine is what to make a picture of: a teapot, or banana and dumbbell.",
    "form": "form is still, moving (as the picture does), zoom, or sheet (every preset at once).",
    "speed": f"speed is how much larger things grow in a second of a zoom, {_range('speed')}.",
    "turn": f"turn is how many degrees a zoom turns in a second, {_range('turn')}.",
    "seconds": f"seconds is how long a zoom takes, {_range('seconds')}.",
    "only": "only is subject, background or all.",
}


def read_strength(word: Word) -> int:
    """``7``, ``7/10`` or a word such as ``strong``."""
    match = _STRENGTH.fullmatch(word.text)
    strength = int(match[1]) if match else STRENGTH_WORDS.get(word.key, 0)
    if strength not in STRENGTHS:
        raise refuse_value("strength", word)
    return strength


def read_size(word: Word) -> Size:
    """``512``, ``512px``, ``full`` or ``auto``."""
    if word.key in FULL_SIZE_WORDS or word.key == "original":
        return "full"
    if word.key == "auto":
        return "auto"
    match = _SIDE.fullmatch(word.text.casefold())
    if match is None or not _LEAST_SIDE <= int(match[1]) <= _MOST_SIDE:
        raise refuse_value("size", word)
    return int(match[1])


def read_seed(word: Word) -> int:
    """A whole number from 0 to 2**63 - 1."""
    match = _NUMBER.fullmatch(word.text)
    if match is None or int(match[0]) > _MOST_SEED:
        raise refuse_value("seed", word)
    return int(match[0])


def read_amount(word: Word) -> int:
    """``60`` or ``60%``."""
    match = _AMOUNT.fullmatch(word.text)
    if match is None or not _LEAST_AMOUNT <= int(match[1]) <= _MOST_AMOUNT:
        raise refuse_value("amount", word)
    return int(match[1])


def read_form(word: Word) -> Form:
    """``zoom``, or another word for one of the forms."""
    named = {fold(spelling): form for spelling, form in FORM_WORDS.items()}
    if word.key not in named:
        raise refuse_value("form", word)
    return named[word.key]


def read_motion(name: str, word: Word) -> float:
    """``1.5``, ``1.5x``, ``6s`` or ``20°``."""
    match = _DECIMAL.fullmatch(word.text.casefold())
    least, most = MOTION_LIMITS[name]
    if match is None or not least <= float(match[1]) <= most:
        raise refuse_value(name, word)
    return float(match[1])


READERS: Mapping[str, Callable[[Word], Value]] = {
    "strength": read_strength,
    "size": read_size,
    "seed": read_seed,
    "amount": read_amount,
    "form": read_form,
    **{name: partial(read_motion, name) for name in ZOOM_VALUES},
}


def guess_number(word: Word) -> tuple[str, int] | None:
    """What a number alone must mean.

    ``7`` and ``7/10`` are a strength, ``512px`` is a size, ``60%`` an amount.
    """
    text = word.text.casefold()
    if text.endswith(("px", "pixels")) and _SIDE.fullmatch(text):
        return "size", int(read_size(word))
    if text.endswith("%") and _AMOUNT.fullmatch(text):
        return "amount", read_amount(word)
    if match := _STRENGTH.fullmatch(text):
        if "/" in text or int(match[1]) in STRENGTHS:
            return "strength", read_strength(word)
        raise UsageError(
            f"I don't know what {quote(word.text)} is for.",
            f"Did you mean size={word.text} or seed={word.text}? {ALLOWED['strength']}",
        )
    if _NUMBER.fullmatch(text):
        raise UsageError(
            f"I don't know what {quote(word.text)} is for.",
            f"Did you mean seed={word.text}? {ALLOWED['size']}",
        )
    return None


def refuse_value(name: str, word: Word) -> UsageError:
    """The answer to a value that the option can't have."""
    shown = name.replace("_", "-")
    return UsageError(f"{shown} can't be {quote(word.text)}.", ALLOWED[name])


def write_value(name: str, value: Value) -> str:
    """An option as it is written: ``size=512``, ``keep-colours``, ``of cats``."""
    if name == "keep_colours":
        return "keep-colours" if value else "keep-colours=no"
    if name == "preset" and (parts := read_mix(str(value))):
        mix = show_mix(parts)
        is_unclear = any(fold(part.preset) in OPTION_SPELLINGS for part in parts)
        return f"preset={mix}" if is_unclear else mix
    if name == "preset" and (things := find_things_of(str(value))):
        return f"{'imagine' if imagines(str(value)) else 'of'} {join_names(things)}"
    if name == "form":
        return str(value)
    if isinstance(value, float):
        return f"{name}={value:.4f}".rstrip("0").rstrip(".")
    if name == "preset" and fold(str(value)) not in OPTION_SPELLINGS:
        return str(value)
    return f"{name}={value}"
