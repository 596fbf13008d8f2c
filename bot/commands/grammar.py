"""What a post means to the bot: one grammar for every platform."""

import re
from collections.abc import Mapping, Sequence

from bot.commands.chat_options import read_changes
from bot.commands.command import (
    COMMANDS,
    SHEET,
    ZOOM_VALUES,
    Command,
    Commands,
    DreamCommand,
    DreamOptions,
    HelpCommand,
    NoCommand,
    SettingsCommand,
)
from bot.commands.completion import (
    Suggestion,
    complete_imagined,
    complete_settings,
    complete_text,
)
from bot.commands.lexicon import FILLER, Lexicon
from bot.commands.mixing import find_mix
from bot.commands.nearest import suggest
from bot.commands.reader import OptionReader
from bot.commands.recipe_code import write_code
from bot.commands.unknown import refuse_preset
from bot.commands.values import ALLOWED, write_value
from bot.commands.words import Word, fold, quote, split_words
from bot.errors import UsageError
from dream_core import IMAGINE_PRESET, Presets, tidy_name
from dream_core.errors import RecipeError

Misunderstood = UsageError | RecipeError
"""What the grammar raises: for words that mean nothing, and for things nobody can dream of."""

_DREAMS: Mapping[str, str] = {"dream": "", "imagine": "imagine ", "zoom": "zoom "}
"""The commands that options stand behind, and the words that each of them stands for."""

DEFAULT_MENTIONS = ("@puppyslug",)
_UNCODED = ("form", *ZOOM_VALUES)
_SLASH = re.compile(r"\s*/([A-Za-z][\w-]{0,31})(@\w+)?(?=\s|$)")


class Grammar:
    """Reads posts such as ``/dream cats strength=7`` and ``@puppyslug cats please, strong``.

    ``mentions`` are the forms in which the platform writes the bot's name, such as
    ``@puppyslug`` or ``<@81384788765712384>``, compared without case; ``commands`` are those that
    the platform has.
    """

    def __init__(
        self,
        presets: Presets,
        *,
        mentions: Sequence[str] = DEFAULT_MENTIONS,
        commands: Commands = COMMANDS,
    ) -> None:
        self._lexicon = Lexicon(presets)
        self._commands = commands
        self._mentions = frozenset(mention.casefold() for mention in mentions)
        forms = "|".join(re.escape(mention) for mention in mentions) or "(?!)"
        self._mention = re.compile(rf"(?<![\w@])(?:{forms})(?!\w|[.@-]\w)", re.IGNORECASE)

    def parse(self, text: str, *, addressed: bool = False) -> Command:
        """What the post asks for; NoCommand where it isn't for the bot.

        ``addressed`` says that the place itself speaks to the bot, such as a private chat, so
        that words need no mention. Raises UsageError for words that mean nothing, with the
        nearest that would, and RecipeError for what is no thing to dream of.
        """
        if slash := _SLASH.match(text):
            return self._parse_slash(slash, text[slash.end() :], addressed=addressed)
        if mentions := list(self._mention.finditer(text)):
            return self._parse_mention(text, mentions)
        return self._parse_talk(split_words(text)) if addressed else NoCommand()

    def read_options(self, text: str) -> DreamOptions:
        """The options alone, as they may stand behind ``/dream``; raises as :meth:`parse` does,
        and UsageError where they ask for a guide: of that, options say nothing.
        """
        command = self._read_dream(split_words(text), talk=False)
        if command.is_guided:
            raise UsageError(
                "A guide is a second picture.", "Reply to a picture with another, and say guided."
            )
        return command.options

    def find_preset(self, text: str) -> str:
        """The preset's own name for any spelling of it; raises UsageError with the nearest."""
        if mix := find_mix(text, self.find_preset):
            return mix
        if name := tidy_name(text.strip().casefold()):
            return name
        if name := self._lexicon.find_preset(fold(text)):
            return name
        raise refuse_preset(text, self._lexicon.presets)

    def complete(self, text: str) -> list[Suggestion]:
        """What could stand at the end of the text, likeliest first; empty where nothing fits."""
        begun = text.lstrip()
        slash = _SLASH.match(begun)
        address = slash or self._mention.match(begun)
        if address is None or address.end() == len(begun):
            return self._complete_command(begun)
        rest = begun[address.end() :]
        if slash is None:
            return complete_text(rest, self._lexicon)
        name = slash[1].casefold() if self._is_own(slash[2]) else ""
        if name == "settings" and name in self._commands:
            return complete_settings(rest, self._lexicon)
        if name not in _DREAMS or name not in self._commands:
            return []
        if name == IMAGINE_PRESET:
            return complete_imagined(rest.lstrip(), self._lexicon)
        return complete_text(f"{_DREAMS[name]}{rest}", self._lexicon)

    def _parse_slash(self, slash: re.Match[str], rest: str, *, addressed: bool) -> Command:
        name = slash[1].casefold()
        if not self._is_own(slash[2]):
            return NoCommand()
        if name in _DREAMS and name in self._commands:
            return self._parse_dream(name, rest)
        if name == "settings" and name in self._commands:
            return SettingsCommand(read_changes(split_words(rest), self._lexicon))
        if name in self._commands:
            return self._without_words(name, split_words(rest))
        if not addressed and slash[2] is None:
            return NoCommand()
        raise UsageError(f"There is no /{quote(name)[1:-1]}.", suggest(name, self._commands))

    def _parse_dream(self, name: str, rest: str) -> DreamCommand:
        command = self._read_dream(split_words(f"{_DREAMS[name]}{rest}"), talk=False)
        if name == IMAGINE_PRESET and not command.options.imagines:
            raise UsageError(f"{name} needs a value.", ALLOWED[name])
        return command

    def _read_dream(self, words: Sequence[Word], *, talk: bool) -> DreamCommand:
        reader = OptionReader(self._lexicon, words, talk=talk)
        options = reader.read()
        return DreamCommand(
            options,
            is_guided=reader.is_guided,
            takes_no_picture=options.imagines and not reader.says_imagine,
        )

    def _parse_mention(self, text: str, mentions: Sequence[re.Match[str]]) -> Command:
        before = split_words(text[: mentions[0].start()])
        after = split_words(self._mention.sub(" ", text[mentions[0].end() :]))
        is_spoken_to = all(word.key in FILLER for word in before) or not after
        return self._parse_talk([*before, *after]) if is_spoken_to else NoCommand()

    def _parse_talk(self, words: Sequence[Word]) -> Command:
        telling = [word for word in words if word.key not in FILLER]
        only = telling[0].key if len(telling) == 1 else ""
        if only in self._commands and only not in _DREAMS:
            return self._commands[only][0]()
        return self._read_dream(words, talk=True)

    def _is_own(self, suffix: str | None) -> bool:
        return suffix is None or suffix.casefold() in self._mentions

    def _without_words(self, name: str, words: Sequence[Word]) -> Command:
        command = self._commands[name][0]()
        if words and not isinstance(command, HelpCommand):
            raise UsageError(
                f"/{name} doesn't take {quote(words[0].text)}.",
                f"Send /{name} with nothing behind it.",
            )
        return command

    def _complete_command(self, text: str) -> list[Suggestion]:
        if not text.startswith("/"):
            return []
        return [
            Suggestion(f"/{name} ", f"/{name}", "command", description, replaces=text)
            for name, (_, description) in self._commands.items()
            if f"/{name}".startswith(text.casefold())
        ]


def render_command(options: DreamOptions) -> str:
    """The options as a post that anybody can repeat; :meth:`Grammar.parse` reads it back."""
    values = (write_value(name, value) for name, value in options.said().items())
    if options.imagines:
        return f"/{' '.join(values)}"
    return " ".join(("/dream", *values))


def find_code(options: DreamOptions, presets: Presets) -> str | None:
    """The recipe's code; None where the preset is gone, and for a page of all of them."""
    return None if options.form == SHEET else write_code(options, presets)


def render_code(options: DreamOptions, presets: Presets) -> str | None:
    """The same by the recipe's code, with what no code says; None where there is none."""
    code = find_code(options, presets)
    if code is None:
        return None
    moves = (write_value(name, value) for name, value in options.said().items() if name in _UNCODED)
    return " ".join(("/dream", code, *moves))
