"""Reads a dream's options from words in any order."""

from collections.abc import Sequence
from typing import Any

from bot.commands.agreement import check_options
from bot.commands.command import ZOOM_VALUES, DreamOptions
from bot.commands.lexicon import (
    BLEND_WORDS,
    FILLER,
    NO_WORDS,
    ONLY_WORDS,
    OPTION_NAMES,
    OPTION_SPELLINGS,
    WISHING,
    YES_WORDS,
    Lexicon,
    Meaning,
    Option,
    Setting,
)
from bot.commands.mixing import ARTICLES, JOINTS, MixReader, suggest_mix
from bot.commands.nearest import find_nearest, join_choices, list_some
from bot.commands.recipe_code import is_code, read_code
from bot.commands.things import ThingReader
from bot.commands.unknown import fold_name, refuse_absent, refuse_preset, refuse_things
from bot.commands.values import (
    ALLOWED,
    READERS,
    Value,
    guess_number,
    refuse_value,
    write_value,
)
from bot.commands.words import Word, join_keys, quote
from bot.errors import UsageError
from dream_core import IMAGINE_PRESET, find_absent, name_preset_of, tidy_name
from dream_core.errors import RecipeError
from dream_core.vocabulary import load_vocabulary

_LONGEST_RUN = 6
_SECONDS = ("s", "sec", "secs", "second", "seconds")


class OptionReader:
    """Goes once through the words; ``talk`` lets it pass over what people say besides options."""

    def __init__(self, lexicon: Lexicon, words: Sequence[Word], *, talk: bool) -> None:
        self._lexicon = lexicon
        self._words = words
        self._talk = talk
        self._values: dict[str, Any] = {}
        self._ambiguous: list[tuple[Meaning, ...]] = []
        self._coded: DreamOptions | None = None
        self.is_guided = False
        """Whether the words that were read say that a second picture guides the dream."""
        self.says_imagine = False
        """Whether they say to imagine something, rather than name what is imagined."""

    def read(self) -> DreamOptions:
        """Raises UsageError for the first word that means nothing or contradicts another, and
        RecipeError for what is no thing to dream of.
        """
        place = 0
        while place < len(self._words):
            place += self._read_at(place)
        for meanings in self._ambiguous:
            self._settle(meanings)
        # What is said in words wins over what a recipe's code says.
        coded = self._coded.said() if self._coded else {}
        options = check_options(DreamOptions(**{**coded, **self._values}))
        if self.is_guided and options.imagines:
            raise UsageError(
                "A guide is for a dream of a picture.",
                "Imagine it first, then reply to what comes of it.",
            )
        return options

    def _read_at(self, place: int) -> int:
        """Reads what begins at this word; returns how many words that took."""
        if is_code(self._words[place].text):
            self._read_code(self._words[place].text)
            return 1
        if preset := self._find_slug(place):
            return 1 + self._set_preset(preset, place + 1)
        for count in range(_LONGEST_RUN, 0, -1):
            key = join_keys(self._words, place, count)
            if not key or len(key) > self._lexicon.longest + 1:
                continue
            meanings = self._lexicon.meanings(key)
            if count > 1 and self._words[place + count - 1].mark:
                # In "full size=512" the last word begins the next option.
                meanings = tuple(meaning for meaning in meanings if isinstance(meaning, Option))
            if meanings:
                return self._apply(meanings, place, count)
        return self._read_unknown(place)

    def _read_code(self, text: str) -> None:
        options = read_code(text, self._lexicon.presets)
        if self._coded is not None and self._coded != options:
            raise UsageError("Those are two recipes.", "One dream takes one of them.")
        self._coded = options

    def _apply(self, meanings: tuple[Meaning, ...], place: int, count: int) -> int:
        options = [meaning for meaning in meanings if isinstance(meaning, Option)]
        settings = tuple(meaning for meaning in meanings if isinstance(meaning, Setting))
        last = self._words[place + count - 1]
        if options:
            name = options[0].name
            if self._talk and name in ZOOM_VALUES and not self._is_valued(last, place + count):
                return count  # as in “turn this into cats”
            return count + self._read_value(name, place + count)
        if last.mark == "=":
            raise self._refuse_option(last)
        if not settings:
            self.is_guided |= not self._is_wished(place)
        elif len(settings) > 1:
            self._ambiguous.append(settings)
        elif settings[0].name == "preset":
            return count + self._set_preset(str(settings[0].value), place + count)
        else:
            self._set(settings[0].name, settings[0].value)
        return count

    def _is_wished(self, place: int) -> bool:
        """Whether “like this” is talk here, as in “I'd like this with cats”."""
        words = self._words[max(0, place - 1) : place + 1]
        return self._talk and words[0].key in WISHING and words[-1].key == "like"

    def _read_value(self, name: str, place: int) -> int:
        if name == "keep_colours":
            return self._read_answer(place)
        if name in ("of", "imagine"):
            return self._read_things(name, place)
        if name == "only":
            return self._read_part(place)
        if place >= len(self._words):
            raise UsageError(f"{name} needs a value.", ALLOWED[name])
        if name in ("preset", "blend"):
            return self._read_name(name, place)
        self._set(name, READERS[name](self._words[place]))
        is_unit = join_keys(self._words, place + 1, 1) in ("px", "pixel", "pixels")
        return 2 if name == "size" and is_unit else 1

    def _is_valued(self, option: Word, place: int) -> bool:
        after = self._words[place] if place < len(self._words) else None
        return option.mark == "=" or (after is not None and after.text[:1] in "-0123456789")

    def _read_things(self, name: str, place: int) -> int:
        """Alone, “of” may be a word of talk, or stand before a preset: “a dream of eyes”."""
        is_option = self._words[place - 1].mark == "="
        is_missing = place >= len(self._words) or self._words[place].mark == "="
        if is_missing and (is_option or not self._talk):
            raise UsageError(f"{name} needs a value.", ALLOWED[name])
        if is_missing:
            return 0
        # Presets are no way to go on with what is imagined: there “cats” are a thing.
        is_known = self._is_no_thing if name == IMAGINE_PRESET else self._is_known
        reader = ThingReader(self._words, place, is_known=is_known)
        things, count = reader.read()
        if things:
            self.says_imagine |= name == IMAGINE_PRESET
            return count + self._set_preset(name_preset_of(things, name), place + count)
        if is_option or self._is_unknown_name(place):
            reader.refuse()
        return count

    def _read_part(self, place: int) -> int:
        """“only the background”; in talk, “only” may stand before anything else."""
        is_option = self._words[place - 1].mark == "="
        after = place
        while after < len(self._words) and self._words[after].key in ARTICLES and not is_option:
            after += 1
        word = self._words[after] if after < len(self._words) else None
        if word is not None and word.key in ONLY_WORDS and word.mark != "=":
            self._set("only", ONLY_WORDS[word.key])
            return after + 1 - place
        if not is_option and (self._talk or "only" in self._values):
            return 0
        if word is None:
            raise UsageError("only needs a value.", ALLOWED["only"])
        raise refuse_value("only", word)

    def _is_unknown_name(self, place: int) -> bool:
        """Whether what stands here, perhaps behind an article, means nothing at all."""
        is_behind = self._words[place].key in ARTICLES and place + 1 < len(self._words)
        return not self._is_known(self._words[place + is_behind])

    def _is_known(self, word: Word) -> bool:
        """Whether it means something besides the name of a thing."""
        if guess_number(word) is not None or self._lexicon.meanings(word.key):
            return True
        if is_code(word.text) or tidy_name(word.text.casefold()):
            return True
        return word.key in FILLER or word.text.startswith("@")

    def _is_no_thing(self, word: Word) -> bool:
        """The same where presets have no place."""
        is_preset = self._lexicon.find_preset(word.key) is not None
        return self._is_known(word) and not (is_preset and load_vocabulary().knows(word.text))

    def _read_answer(self, place: int) -> int:
        word = self._words[place] if place < len(self._words) else None
        if word is not None and word.key in YES_WORDS | NO_WORDS:
            self._set("keep_colours", word.key in YES_WORDS)
            return 1
        if self._words[place - 1].mark == "=":
            written = quote(word.text) if word else "empty"
            raise UsageError(f"keep-colours can't be {written}.", ALLOWED["keep_colours"])
        self._set("keep_colours", value=True)
        return 0

    def _read_name(self, name: str, place: int) -> int:
        if name == "preset" and (preset := self._find_slug(place)):
            return 1 + self._set_preset(preset, place + 1)
        find = self._lexicon.find_preset if name == "preset" else BLEND_WORDS.get
        for count in range(_LONGEST_RUN, 0, -1):
            key = join_keys(self._words, place, count)
            if key and (found := find(key)):
                if name == "preset":
                    return count + self._set_preset(found, place + count)
                self._set(name, found)
                return count
        word = self._words[place]
        if name == "blend":
            raise refuse_value(name, word)
        raise refuse_things(word.text) or refuse_preset(word.text, self._lexicon.presets)

    def _read_unknown(self, place: int) -> int:
        word = self._words[place]
        if word.mark != "=":
            if join_keys(self._words, place + 1, 1) in _SECONDS and word.key.isdecimal():
                self._set("seconds", READERS["seconds"](word))
                return 2
            if guessed := guess_number(word):
                self._set(*guessed)
                return 1
            if self._talk and (word.key in FILLER or word.text.startswith("@")):
                return 1
            if word.key in JOINTS and 0 < place < len(self._words) - 1:
                return 1
            raise self._refuse_word(place)
        raise self._refuse_option(word)

    def _settle(self, meanings: tuple[Meaning, ...]) -> None:
        """Takes the first meaning that isn't said otherwise: in “gentle cats”, a strength."""
        settings = [meaning for meaning in meanings if isinstance(meaning, Setting)]
        free = [setting for setting in settings if setting.name not in self._values]
        chosen = (free or settings)[0]
        self._set(chosen.name, chosen.value)

    def _set_preset(self, preset: str, place: int) -> int:
        """Takes a preset, and those that go with it; returns how many words these are."""
        mix, count = MixReader(self._words, place, find=self._find_joined).read(preset)
        self._set("preset", mix)
        return count

    def _find_joined(self, place: int, is_added: bool) -> tuple[str, int]:
        if slug := self._find_slug(place):
            return slug, 1
        for count in range(_LONGEST_RUN, 0, -1):
            key = join_keys(self._words, place, count)
            if not key or self._words[place + count - 1].mark == "=":
                continue
            is_clear = is_added or len(self._lexicon.meanings(key)) == 1
            if is_clear and (preset := self._lexicon.find_preset(key)):
                return preset, count
        return "", 0

    def _find_slug(self, place: int) -> str:
        """The preset of things that are named in one word, such as ``of-sea-lion``."""
        return tidy_name(self._words[place].text.casefold()) or ""

    def _set(self, name: str, value: Value) -> None:
        said = self._values.setdefault(name, value)
        if said == value:
            return
        if name == "preset":
            raise UsageError(
                f"{said} and {value} are two presets.", suggest_mix(str(said), str(value))
            )
        first, second = (write_value(name, either) for either in (said, value))
        raise UsageError(f"{first} and {second} can't both be.", "Say only one of them.")

    def _refuse_word(self, place: int) -> UsageError | RecipeError:
        written = self._words[place].text
        if absent := find_absent(self._lexicon.presets, fold_name(written)):
            return refuse_absent(absent)
        if error := refuse_things(written):
            return error
        runs = (join_keys(self._words, place, count) for count in range(1, _LONGEST_RUN + 1))
        keys = [key for key in runs if key and len(key) <= self._lexicon.longest + 3]
        near = find_nearest(keys, self._lexicon.shown)
        if load_vocabulary().knows(written):
            near.insert(0, f"of {written}")
        hint = (
            f"Did you mean {join_choices(near)}? /presets and /help show all there is."
            if near
            else f"Presets: {list_some(self._lexicon.presets)}. /help says what else there is."
        )
        return UsageError(f"I don't know {quote(written)}.", hint)

    def _refuse_option(self, word: Word) -> UsageError:
        shown = {key: name.replace("_", "-") for key, name in OPTION_SPELLINGS.items()}
        near = find_nearest([word.key], shown)
        hint = f"Options are {list_some(OPTION_NAMES)}."
        return UsageError(
            f"There is no option {quote(word.text)}.",
            f"Did you mean {join_choices(near)}? {hint}" if near else hint,
        )
