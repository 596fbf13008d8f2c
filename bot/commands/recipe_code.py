"""A dream's options as a short code that anybody can paste: ``cats#7K2F9QXM4T1``.

One of named things begins with them: ``of-banana-and-dumbbell#7K2F9QXM4T1``; one of several
presets with their names: ``cats.2+birds#7K2F9QXM4T1``.

Behind the preset's name stands one number in Crockford's base 32, which leaves out letters that
look like digits (https://www.crockford.com/base32.html). From its lowest bit on it holds a check
sum, the preset's fingerprint, the strength, whether colours are kept, the size and the seed. The
last value that the colours' bits can have says that the amount and the blend stand between, with
the colours once more: most codes have neither, and those from before there were any stay good.
There the last value says that what else there is stands between: which part is dreamed.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Any

from bot.commands.command import DreamOptions
from bot.commands.mixing import find_mix
from bot.commands.unknown import refuse_preset
from bot.commands.values import write_value
from bot.commands.words import fold, quote
from bot.errors import UsageError
from dream_core import (
    LIMITS,
    STRENGTHS,
    Blend,
    Only,
    Preset,
    Presets,
    Size,
    tidy_name,
)

_CODE = re.compile(r"(?P<preset>[^#\s]+)#(?P<number>[0-9A-Za-z]{3,24})", re.ASCII)
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILO", "110")

_CHECK_BITS = 5
_FINGERPRINT_BITS = 10
_STRENGTH_BITS = 4
_COLOURS_BITS = 2
_SIZE_KIND_BITS = 2
_SIZE_BITS = 15
_AMOUNT_BITS = 8
_BLEND_BITS = 4
_ONLY_BITS = 2
_STRENGTHS = (None, *STRENGTHS)
_COLOURS = (None, False, True)
_FINISH_FOLLOWS = _PART_FOLLOWS = len(_COLOURS)
# In the order of their numbers in codes: a new one comes last, one that is gone leaves its place.
_BLENDS: tuple[Blend | None, ...] = (None, "normal", "soft-light", "multiply", "screen")
_ONLY: tuple[Only | None, ...] = (None, "all", "subject", "background")
_SIZE_WORDS: tuple[Size | None, ...] = (None, "auto", "full")
_IN_PIXELS = len(_SIZE_WORDS)


class RecipeChangedError(UsageError):
    """A recipe would give another dream by now; ``options`` are what it says."""

    def __init__(self, options: DreamOptions) -> None:
        said = " ".join(write_value(key, value) for key, value in options.said().items())
        super().__init__(
            f"The preset {options.preset_name} or its network has changed since that recipe.",
            f"/dream {said} asks for the nearest there is now.",
        )
        self.options = options


def is_code(text: str) -> bool:
    """Whether a word looks like a code, be it a good one or not."""
    return _CODE.fullmatch(text) is not None


def write_code(options: DreamOptions, presets: Presets) -> str | None:
    """The code of options with a seed; None if their preset is gone.

    Reading it gives the same dream; an amount, a blend or a part that is the preset's own isn't
    said.
    """
    preset = presets.get(options.preset_name)
    if preset is None:
        return None
    bits = _BitWriter()
    bits.add(_take_fingerprint(preset), _FINGERPRINT_BITS)
    bits.add(_STRENGTHS.index(options.strength), _STRENGTH_BITS)
    _add_finish(options, preset, bits)
    bits.add(_COLOURS.index(options.keep_colours), _COLOURS_BITS)
    if isinstance(options.size, int):
        bits.add(_IN_PIXELS, _SIZE_KIND_BITS)
        bits.add(options.size, _SIZE_BITS)
    else:
        bits.add(_SIZE_WORDS.index(options.size), _SIZE_KIND_BITS)
    bits.add(options.seed or 0, 64)
    number = bits.number << _CHECK_BITS | _check(preset.name, bits.number)
    return f"{preset.name}#{_write_number(number)}"


def _add_finish(options: DreamOptions, preset: Preset, bits: "_BitWriter") -> None:
    """Amount, blend and part, unless they are the preset's own: saying them changes nothing."""
    amount = None if options.amount == preset.base.amount else options.amount
    blend = None if options.blend == preset.base.blend else options.blend
    only = None if options.only == preset.base.only else options.only
    if amount or blend or only:
        bits.add(_FINISH_FOLLOWS, _COLOURS_BITS)
        bits.add(amount or 0, _AMOUNT_BITS)
        bits.add(_BLENDS.index(blend), _BLEND_BITS)
    if only:
        bits.add(_PART_FOLLOWS, _COLOURS_BITS)
        bits.add(_ONLY.index(only), _ONLY_BITS)


def read_code(text: str, presets: Presets) -> DreamOptions:
    """The options that a code stands for.

    Raises UsageError for a preset that isn't there and for a code that was copied badly, and
    RecipeChangedError for one whose preset or network has changed since.
    """
    match = _CODE.fullmatch(text)
    if match is None:
        raise _not_a_code(text)
    name = _find_preset(match["preset"], presets)
    number = _read_number(match["number"])
    if number is None or _check(name, number >> _CHECK_BITS) != number & _mask(_CHECK_BITS):
        raise _not_a_code(text)
    bits = _BitReader(number >> _CHECK_BITS)
    fingerprint = bits.take(_FINGERPRINT_BITS)
    options = _read_options(name, bits)
    if options is None:
        raise _not_a_code(text)
    if fingerprint != _take_fingerprint(presets[name]):
        raise RecipeChangedError(options)
    return options


def _find_preset(written: str, presets: Presets) -> str:
    if mix := find_mix(written, lambda part: _find_preset(part, presets)):
        return mix
    if tidy := tidy_name(written.casefold()):
        return tidy
    names = {fold(name): name for name in presets}
    name = names.get(fold(written))
    if name is None:
        raise refuse_preset(written, presets)
    return name


def _read_options(name: str, bits: "_BitReader") -> DreamOptions | None:
    """None for values that no dream can have."""
    try:
        options = DreamOptions(
            preset=name,
            strength=_STRENGTHS[bits.take(_STRENGTH_BITS)],
            **_read_finish(bits),
            size=_read_size(bits),
            seed=bits.rest,
        )
    except IndexError:
        return None
    return options if all(map(_is_within_limits, options.said().items())) else None


def _read_finish(bits: "_BitReader") -> dict[str, Any]:
    amount = blend = only = 0
    if (colours := bits.take(_COLOURS_BITS)) == _FINISH_FOLLOWS:
        amount, blend = bits.take(_AMOUNT_BITS), bits.take(_BLEND_BITS)
        if (colours := bits.take(_COLOURS_BITS)) == _PART_FOLLOWS:
            only, colours = bits.take(_ONLY_BITS), bits.take(_COLOURS_BITS)
    return {
        "keep_colours": _COLOURS[colours],
        "amount": amount or None,
        "blend": _BLENDS[blend],
        "only": _ONLY[only],
    }


def _read_size(bits: "_BitReader") -> Size | None:
    kind = bits.take(_SIZE_KIND_BITS)
    return bits.take(_SIZE_BITS) if kind == _IN_PIXELS else _SIZE_WORDS[kind]


def _is_within_limits(option: tuple[str, Any]) -> bool:
    name, value = option
    if name not in LIMITS or not isinstance(value, int):
        return True
    least, most = LIMITS[name]
    return least <= value <= most


class _BitWriter:
    """Puts numbers one above the other."""

    def __init__(self) -> None:
        self.number = 0
        self._used = 0

    def add(self, value: int, bits: int) -> None:
        self.number |= value << self._used
        self._used += bits


class _BitReader:
    """Takes numbers off from below."""

    def __init__(self, number: int) -> None:
        self.rest = number

    def take(self, bits: int) -> int:
        taken, self.rest = self.rest & _mask(bits), self.rest >> bits
        return taken


def _mask(bits: int) -> int:
    return (1 << bits) - 1


def _take_fingerprint(preset: Preset) -> int:
    return int(preset.fingerprint or "0", 16) & _mask(_FINGERPRINT_BITS)


def _check(name: str, number: int) -> int:
    """Tells most codes that were copied badly, and those of another preset."""
    return zlib.crc32(f"{name}#{number}".encode()) & _mask(_CHECK_BITS)


def _write_number(number: int) -> str:
    def digits(left: int) -> Iterator[str]:
        while left:
            left, digit = divmod(left, len(_DIGITS))
            yield _DIGITS[digit]

    return "".join(digits(number))[::-1].rjust(3, "0")


def _read_number(text: str) -> int | None:
    number = 0
    for letter in text.upper().translate(_LOOKALIKES):
        if letter not in _DIGITS:
            return None
        number = number * len(_DIGITS) + _DIGITS.index(letter)
    return number


def _not_a_code(text: str) -> UsageError:
    return UsageError(
        f"{quote(text)} is no whole recipe: something in it is missing or wrong.",
        "Copy it once more, from below the dream.",
    )
