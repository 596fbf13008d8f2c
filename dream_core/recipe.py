"""A dream's settings, whole: the same recipe on the same device gives the same picture."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, Literal, get_args

from dream_core.errors import ErrorCode, RecipeError
from dream_core.nearest import suggest_nearest

Size = int | Literal["auto", "full"]
"""Longest side of the result in pixels; "full" is the photo's own, "auto" that up to AUTO_SIZE."""

Blend = Literal["normal", "soft-light", "multiply", "screen"]
"""How a dream lies on its photo, see :mod:`dream_core.images.finishing`."""

BLENDS: tuple[Blend, ...] = get_args(Blend)

Only = Literal["all", "subject", "background"]
"""Where a photo is dreamed, see :mod:`dream_core.subject`."""

ONLY: tuple[Only, ...] = get_args(Only)

AUTO_SIZE = 1024
LOGITS = "logits"
"""The layer whose channels are classes: its objective favours the chosen ones over all others."""

_VOICE_LIMITS: dict[str, tuple[float, float]] = {"stride": (1e-6, 1e6)}
LIMITS: Mapping[str, tuple[float, float]] = {
    "octaves": (1, 16),
    "steps": (1, 1000),
    "scale": (1.05, 4.0),
    "jitter": (0, 512),
    "step_size": (0.01, 100.0),
    "seed": (0, 2**63 - 1),
    "size": (16, 16384),
    "smoothing": (0.0, 1.0),
    "vividness": (0.0, 1.0),
    "restraint": (0.0, 1.0),
    "amount": (10, 200),
}
MOST_VOICES = 3
"""How many presets one dream may follow at once."""

_FRACTIONAL = ("scale", "step_size", "smoothing", "vividness", "restraint", "stride")
_WORDS: Mapping[str, tuple[str, ...]] = {"size": ("full", "auto")}
CHANNEL_NAME = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)

ChannelNames = Mapping[str, Mapping[str, tuple[int, ...]]]
"""For some layers of a network, channels that have a name: ``names["block9"]["fur"]``."""

_RANGE = re.compile(r"\d{1,6}(-\d{1,6})?", re.ASCII)
_CHANNELS = re.compile(rf"({_RANGE.pattern}|{CHANNEL_NAME.pattern})", re.ASCII)
_TARGET = re.compile(
    r"(?P<layer>[A-Za-z_][\w./]*)"
    rf"(@(?P<channels>{_CHANNELS.pattern}(,{_CHANNELS.pattern})*))?(:(?P<weight>\d*\.?\d+))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What to strengthen: a layer, all of it or some channels, with a weight above 0."""

    layer: str
    weight: float = 1.0
    channels: tuple[int, ...] = ()

    def __str__(self) -> str:
        channels = f"@{_write_ranges(self.channels)}" if self.channels else ""
        weight = f":{_write_weight(self.weight)}" if self.weight != 1.0 else ""
        return f"{self.layer}{channels}{weight}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One network and what to strengthen in it, beside others: it counts ``weight`` times.

    ``stride`` is how far its steps go, against those of the recipe that it belongs to;
    ``smoothing`` and ``vividness`` are as in :class:`Recipe`, for this voice's gradient alone.
    """

    network: str
    targets: tuple[Target, ...]
    weight: float = 1.0
    stride: float = 1.0
    smoothing: float = 0.0
    vividness: float = 1.0

    def __post_init__(self) -> None:
        _check_targets(self.targets)
        for name in ("stride", "smoothing", "vividness"):
            _check_limits(name, getattr(self, name))
        _check_weight(self.network, self.weight)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON, targets in their written form."""
        return {**asdict(self), "targets": [str(target) for target in self.targets]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides what a dream looks like.

    ``step_size`` is the mean change per step in levels of 0 to 255; ``jitter`` is in pixels;
    ``scale`` is the ratio of one octave's side to the next; ``smoothing`` (0 to 1) is the share of
    the gradient's finest bands that is taken away, ``vividness`` (0 to 1) the share of its colour
    that is kept, ``restraint`` (0 to 1) the share of each step that isn't taken where the photo is
    plain, see :mod:`dream_core.restraint`. ``octaves`` are those of a picture of 512 px; with
    ``grow_octaves`` a larger one gets more, so that its largest shapes stay as large in proportion.

    ``amount``, ``blend`` and ``keep_colours`` say how a dream is finished and leave the dreaming
    as it is: ``amount`` is how much of the dreamed change is shown, in percent.

    ``also`` are voices that are followed at the same time, at most MOST_VOICES with the recipe's
    own, which has the weight 1. ``only`` says which part of the photo is dreamed.
    """

    network: str
    targets: tuple[Target, ...]
    octaves: int = 4
    steps: int = 10
    scale: float = 1.4
    jitter: int = 32
    step_size: float = 1.5
    smoothing: float = 0.0
    vividness: float = 1.0
    restraint: float = 0.0
    seed: int = 0
    size: Size = "auto"
    keep_colours: bool = False
    amount: int = 100
    blend: Blend = "normal"
    also: tuple[Voice, ...] = ()
    only: Only = "all"
    grow_octaves: bool = field(default=True)

    def __post_init__(self) -> None:
        _check_targets(self.targets)
        for name in LIMITS:
            _check_limits(name, getattr(self, name))
        _check_choice("blend", self.blend, BLENDS)
        _check_choice("only", self.only, ONLY)
        if len(self.voices) > MOST_VOICES:
            raise too_many_voices()

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The recipe's own voice, and those that are followed besides it."""
        own = Voice(
            network=self.network,
            targets=self.targets,
            smoothing=self.smoothing,
            vividness=self.vividness,
        )
        return (own, *self.also)

    @property
    def unfinished(self) -> "Recipe":
        """The recipe of the dream before it is finished; those that share it share the dream."""
        return replace(self, amount=100, blend="normal", keep_colours=False)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; targets in the written form that :func:`parse_target` reads.

        ``also`` is there where there is something in it.
        """
        values = asdict(self)
        values["targets"] = [str(target) for target in self.targets]
        del values["grow_octaves"], values["also"]
        if self.also:
            values["also"] = [voice.as_dict() for voice in self.also]
        return values


def read_recipe(values: Mapping[str, Any]) -> Recipe:
    """The recipe of such plain values, ``grow_octaves`` among them where it is known.

    What this version doesn't know is left out. Raises RecipeError, and KeyError or TypeError for
    what never was a recipe.
    """
    known = _choose(values, Recipe)
    voices = tuple(Voice(**_read_targets(_choose(each, Voice))) for each in known.get("also", ()))
    return Recipe(**{**_read_targets(known), "also": voices})


def parse_target(text: str, names: ChannelNames | None = None) -> Target:
    """Reads ``LAYER[@CHANNELS][:WEIGHT]``: ``block9``, ``block9@3,7-12:0.5``, ``block9@fur``.

    ``names`` are those that the network's channels have. Raises RecipeError.
    """
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        raise RecipeError(
            ErrorCode.RECIPE_INVALID,
            f"{text!r} is no target.",
            "Write LAYER, LAYER:WEIGHT or LAYER@CHANNEL,CHANNEL-CHANNEL:WEIGHT.",
        )
    weight = float(match["weight"]) if match["weight"] else 1.0
    layer = match["layer"]
    channels = read_channels(match["channels"], layer, names) if match["channels"] else ()
    return Target(layer=layer, weight=weight, channels=channels)


def read_channels(text: str, layer: str, names: ChannelNames | None = None) -> tuple[int, ...]:
    """Reads channels of a layer, each once: ``3``, ``7-12``, names of some, and lists of these.

    Raises RecipeError.
    """
    known = (names or {}).get(layer, {})
    channels: list[int] = []
    for part in text.split(","):
        if _RANGE.fullmatch(part):
            channels.extend(_read_range(part))
        elif part in known:
            channels.extend(known[part])
        else:
            raise _unknown_channels(part, layer, known)
    return tuple(dict.fromkeys(channels))


def too_many_voices() -> RecipeError:
    """The answer to more presets than one dream can follow."""
    return RecipeError(
        ErrorCode.RECIPE_INVALID,
        f"One dream takes at most {MOST_VOICES} presets at once.",
        "Leave one out.",
    )


def _choose(values: Mapping[str, Any], record: type[Recipe | Voice]) -> dict[str, Any]:
    names = {item.name for item in fields(record)}
    return {name: value for name, value in values.items() if name in names}


def _read_targets(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "targets": tuple(map(parse_target, values["targets"]))}


def _check_targets(targets: tuple[Target, ...]) -> None:
    if not targets:
        raise RecipeError(
            ErrorCode.RECIPE_INVALID, "A dream needs at least one target.", "Name a layer."
        )
    for target in targets:
        _check_weight(target.layer, target.weight)


def _check_weight(name: str, weight: float) -> None:
    if not 0 < weight <= 100:
        raise RecipeError(
            ErrorCode.RECIPE_INVALID,
            f"The weight of {name} can't be {weight:g}.",
            "It is above 0 and at most 100.",
        )


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise RecipeError(
            ErrorCode.RECIPE_INVALID,
            f"{name} can't be {value!r}.",
            suggest_nearest(str(value), choices),
        )


def _check_limits(name: str, value: object) -> None:
    least, most = LIMITS.get(name) or _VOICE_LIMITS[name]
    kind = "a number" if name in _FRACTIONAL else "a whole number"
    words = " or ".join(_WORDS.get(name, ()))
    if value in _WORDS.get(name, ()):
        return
    numbers = int | float if name in _FRACTIONAL else int
    if isinstance(value, bool) or not isinstance(value, numbers) or not least <= value <= most:
        raise RecipeError(
            ErrorCode.RECIPE_INVALID,
            f"{name} can't be {value!r}.",
            f"It is {kind} from {_write_limit(least)} to {_write_limit(most)}"
            f"{', ' if words else ''}{words}.",
        )


def _write_limit(limit: float) -> str:
    return str(limit) if isinstance(limit, int) else f"{limit:g}"


def _read_range(text: str) -> range:
    first, _, last = text.partition("-")
    if int(last or first) - int(first) not in range(10_000):
        raise RecipeError(
            ErrorCode.RECIPE_INVALID, f"{text} is no range of channels.", "Write FIRST-LAST."
        )
    return range(int(first), int(last or first) + 1)


def _unknown_channels(part: str, layer: str, known: Mapping[str, object]) -> RecipeError:
    if not CHANNEL_NAME.fullmatch(part):
        return RecipeError(
            ErrorCode.RECIPE_INVALID,
            f"{part!r} names no channels.",
            "Write CHANNEL, FIRST-LAST or a name, with commas between them.",
        )
    return RecipeError(
        ErrorCode.LAYER_UNKNOWN,
        f"{layer} has no channels named {part!r}.",
        suggest_nearest(part, known) if known else "None of them has a name: write numbers.",
    )


def _write_weight(weight: float) -> str:
    """The shortest digits that read back as the same number, never with an exponent."""
    text = f"{Decimal(repr(weight)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _write_ranges(channels: tuple[int, ...]) -> str:
    parts: list[list[int]] = []
    for channel in channels:
        if parts and channel == parts[-1][-1] + 1:
            parts[-1][1:] = [channel]
        else:
            parts.append([channel])
    return ",".join("-".join(map(str, part)) for part in parts)
