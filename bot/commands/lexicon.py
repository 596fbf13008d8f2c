"""Every word the grammar knows, and what it means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.commands.command import ZOOM_VALUES, Form
from bot.commands.words import fold
from dream_core import BLENDS, Blend, Only, Presets

STRENGTH_WORDS: Mapping[str, int] = {
    "faint": 1,
    "subtle": 2,
    "gentle": 3,
    "gently": 3,
    "soft": 3,
    "mild": 3,
    "light": 3,
    "weak": 3,
    "normal": 5,
    "medium": 5,
    "strong": 8,
    "strongly": 8,
    "heavy": 8,
    "intense": 9,
    "wild": 9,
    "extreme": 10,
    "maximum": 10,
}
BLEND_WORDS: Mapping[str, Blend] = {fold(blend): blend for blend in BLENDS}
ONLY_WORDS: Mapping[str, Only] = {
    "subject": "subject",
    "foreground": "subject",
    "background": "background",
    "all": "all",
    "everything": "all",
}
YES_WORDS = frozenset({"yes", "on", "true"})
NO_WORDS = frozenset({"no", "off", "false"})
FORM_WORDS: Mapping[str, Form] = {
    "still": "still",
    "first frame": "still",
    "moving": "moving",
    "animate": "moving",
    "animated": "moving",
    "zoom": "zoom",
    "zooming": "zoom",
    "sheet": "sheet",
    "contact sheet": "sheet",
}
GUIDED_WORDS = (
    *("guided", "guide", "guided by", "guided by this"),
    *("like this", "like that", "like these", "like those"),
)
FULL_SIZE_WORDS = frozenset({"full", "fullsize", "fullsized", "originalsize"})
_TALK = """
    a an and also as at be bit but by can could do dream dreamify dreamed dreaming few for from give
    hello her here hey hi his i id image in into it its just kindly like look looking lot lots love
    make makes me more my nice now of ok okay on one our over photo pic picture please pls plus plz
    post render show some something style thank thanks that the their then these thing this those
    thx to try turn us use very want wanna way we will with would you your
"""
FILLER = frozenset(_TALK.split())
"""Words of talk that say nothing about a dream."""

WISHING = frozenset({"i", "id", "we", "wed", "you", "youd", "they", "theyd", "would"})
"""Words behind which “like this” is talk: “I like this one” says nothing of a guide."""

_COLOURS = ("colours", "colors", "colour", "color")
_KEEPING = ("keep", "keepthe", "keepmy", "keepits", "keeporiginal", "keeptheoriginal", "original")
_NOT_KEEPING = ("dontkeep", "dontkeepthe", "new", "changethe", "change")

OPTION_SPELLINGS: Mapping[str, str] = {
    "preset": "preset",
    "of": "of",
    "imagine": "imagine",
    "strength": "strength",
    "size": "size",
    "side": "size",
    "seed": "seed",
    "amount": "amount",
    "blend": "blend",
    "only": "only",
    "form": "form",
    **{name: name for name in ZOOM_VALUES},
    **{f"{keep}{colours}": "keep_colours" for keep in _KEEPING for colours in _COLOURS},
}
OPTION_NAMES = (
    *("preset", "of", "strength", "size", "seed", "keep-colours", "amount", "blend", "only"),
    *("imagine", "form", *ZOOM_VALUES),
)


@dataclass(frozen=True, slots=True)
class Option:
    """The word names an option, whose value follows."""

    name: str


@dataclass(frozen=True, slots=True)
class Setting:
    """The word alone gives an option its value."""

    name: str
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Guided:
    """The words say that a second picture guides the dream."""


Meaning = Option | Setting | Guided


class Lexicon:
    """The meanings of every known word, by key; a word may have several, the likeliest first."""

    def __init__(self, presets: Presets) -> None:
        self.presets = presets
        self._meanings: dict[str, list[Meaning]] = {}
        self.shown: dict[str, str] = {}
        for name in presets:
            self._learn(name, Setting("preset", name))
        for spelling, name in OPTION_SPELLINGS.items():
            self._learn(spelling, Option(name), shown=name.replace("_", "-"))
        for word, meaning in _plain_settings():
            self._learn(word, meaning)
        for word in GUIDED_WORDS:
            self._learn(word, Guided())
        for name, preset in presets.items():
            if fold(preset.title) not in self._meanings:
                self._learn(preset.title, Setting("preset", name), shown=name)
        self.longest = max(len(key) for key in self._meanings)

    def meanings(self, key: str) -> tuple[Meaning, ...]:
        """What the word may mean; a plural stands for its singular and the other way round."""
        for spelling in (key, f"{key}s", key.removesuffix("s")):
            if spelling in self._meanings:
                return tuple(self._meanings[spelling])
        return ()

    def find_preset(self, key: str) -> str | None:
        """The name of the preset that the key spells."""
        for meaning in self.meanings(key):
            if isinstance(meaning, Setting) and meaning.name == "preset":
                return str(meaning.value)
        return None

    def _learn(self, word: str, meaning: Meaning, *, shown: str = "") -> None:
        key = fold(word)
        self._meanings.setdefault(key, []).append(meaning)
        self.shown.setdefault(key, shown or word)


def _plain_settings() -> Iterator[tuple[str, Setting]]:
    for word, strength in STRENGTH_WORDS.items():
        yield word, Setting("strength", strength)
    for key, blend in BLEND_WORDS.items():
        # Alone, “normal” has long been a strength.
        if key not in STRENGTH_WORDS:
            yield blend, Setting("blend", blend)
    for word, form in FORM_WORDS.items():
        yield word, Setting("form", form)
    for word, part in ONLY_WORDS.items():
        # Alone, “all” and “everything” say nothing of a part.
        if part != "all":
            yield word, Setting("only", part)
    for word in sorted(FULL_SIZE_WORDS):
        yield word, Setting("size", "full")
    for change in _NOT_KEEPING:
        for colours in _COLOURS:
            yield f"{change}{colours}", Setting("keep_colours", value=False)
