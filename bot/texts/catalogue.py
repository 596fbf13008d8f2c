"""Reads the messages of a language from its Fluent file, English where it lacks one."""

from functools import cache
from importlib.resources import files

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

    def format(self, message_id: str, **values: str | float) -> str:
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


def find_languages() -> list[str]:
    """The languages that have a file."""
    names = (entry.name for entry in files(__package__).iterdir())
    return sorted(name.removesuffix(".ftl") for name in names if name.endswith(".ftl"))


@cache
def _load_bundle(language: str) -> tuple[FluentBundle, tuple[str, ...]]:
    if language not in find_languages():
        raise TextError(
            f"There is no language {language}; there are {', '.join(find_languages())}."
        )
    source = files(__package__).joinpath(f"{language}.ftl").read_text(encoding="utf-8")
    bundle = FluentBundle([language], use_isolating=False)
    resource = FluentResource(source)
    broken = [entry.content for entry in resource.body if isinstance(entry, Junk)]
    if broken:
        raise TextError(f"{language}.ftl can't be read at {broken[0]!r}.")
    bundle.add_resource(resource)
    return bundle, tuple(entry.id.name for entry in resource.body if isinstance(entry, Message))
