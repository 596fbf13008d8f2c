"""The messages of the Fluent files as they are written, for tests that look inside them."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import bot.texts


@cache
def read_entries(language: str) -> dict[str, ast.Message]:
    """Every message of a language by its id."""
    folder = files(bot.texts).joinpath(language)
    found = (FluentParser().parse(file.read_text(encoding="utf-8")) for file in folder.iterdir())
    return {
        entry.id.name: entry
        for resource in found
        for entry in resource.body
        if isinstance(entry, ast.Message)
    }


def variables_of(entry: ast.Message) -> frozenset[str]:
    """The names of the values that a message needs."""
    return frozenset(node.id.name for node in _collect(entry, ast.VariableReference))


def selects_of(entry: ast.Message) -> Iterator[frozenset[str]]:
    """For each choice in a message, the keys it has a variant for."""
    for node in _collect(entry, ast.SelectExpression):
        yield frozenset(
            variant.key.name if isinstance(variant.key, ast.Identifier) else variant.key.value
            for variant in node.variants
        )


def _collect(entry: ast.Message, kind: type[Any]) -> list[Any]:
    found: list[Any] = []

    class Collector(Visitor):
        def generic_visit(self, node: Any) -> None:
            if isinstance(node, kind):
                found.append(node)
            super().generic_visit(node)

    Collector().visit(entry)
    return found
