"""Reads the messages of a language from its folder of Fluent files, English where it lacks one."""

from collections import Counter
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Junk, Message

DEFAULT_LANGUAGE = "en"


class TextError(LookupError):
    """A message is missing, or its file or arguments are wrong: a fault of the program."""


class Catalogue:
    """The messages of one language, such as ``en``; ``own_messages`` are the ids it has itself."""

    def __init__(self, language: str = DEFAULT_LANGUAGE) -> None:
        languages = dict.fromkeys((language, DEFAULT_LANGUAGE))
        loaded = [_load_bundle(name) for name in languages]
        self._bundles = [bundle for bundle, _ in loaded]
        self.own_messages = loaded[0][1]

    def format(self, message_id: str, /, **values: str | float) -> str:
        """The message with its values; raises TextError if it is missing or needs another value."""
        for bundle in self._bundles:
            if not bundle.has_message(message_id):
                continue
            pattern = bundle.get_message(message_id).value
            if pattern is None:
                break
            text, errors = bundle.format_pattern(pattern, values)
            if errors:
                raise TextError(f"{message_id}: {errors[0]}")
            return str(text)
        raise TextError(f"There is no message {message_id}.")


@cache
def find_languages() -> tuple[str, ...]:
    """The languages that have a folder of messages."""
    folders = (entry for entry in files(__package__).iterdir() if entry.is_dir())
    return tuple(sorted(folder.name for folder in folders if _find_files(folder)))


def choose_language(tag: str) -> str:
    """The language to answer in for a tag such as ``de-AT`` or ``pt-BR``; English if not ours."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language in find_languages() else DEFAULT_LANGUAGE


def load_languages() -> None:
    """Reads them all, which takes tenths of a second: for a thread, before anybody waits."""
    for language in find_languages():
        _load_bundle(language)


@cache
def _load_bundle(language: str) -> tuple[FluentBundle, tuple[str, ...]]:
    if language not in find_languages():
        raise TextError(
            f"There is no language {language}; there are {', '.join(find_languages())}."
        )
    found = _find_files(files(__package__).joinpath(language))
    return build_bundle(language, {file.name: file.read_text(encoding="utf-8") for file in found})


def build_bundle(language: str, sources: dict[str, str]) -> tuple[FluentBundle, tuple[str, ...]]:
    """All messages of a language, and their ids, from the texts of its files by their names.

    Raises TextError if a file can't be read, or if an id is defined twice.
    """
    bundle = FluentBundle([language], use_isolating=False)
    defined: list[str] = []
    for name, source in sources.items():
        resource = FluentResource(source)
        broken = [entry.content for entry in resource.body if isinstance(entry, Junk)]
        if broken:
            raise TextError(f"{language}/{name} can't be read at {broken[0]!r}.")
        defined += (entry.id.name for entry in resource.body if isinstance(entry, Message))
        bundle.add_resource(resource)
    twice = [message for message, count in Counter(defined).items() if count > 1]
    if twice:
        raise TextError(f"{language} defines {', '.join(twice)} more than once.")
    return bundle, tuple(defined)


def _find_files(folder: Traversable) -> list[Traversable]:
    found = (file for file in folder.iterdir() if file.name.endswith(".ftl"))
    return sorted(found, key=lambda file: file.name)
