"""What the bot says and what the languages have are the same messages."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.texts import Catalogue

BOT = Path(__file__).parents[3] / "bot"

# Messages whose ids are put together where they are said, by what those begin with.
BUILT = (
    "blend-",
    "button-",
    "dream-recipe-",
    "dream-refused-",
    "preset-title-",
    "preset-description-",
    "telegram-menu-",
)


@cache
def trees() -> tuple[ast.Module, ...]:
    files = sorted(BOT.rglob("*.py"))
    return tuple(ast.parse(file.read_text(encoding="utf-8")) for file in files)


def said_ids() -> Iterator[str]:
    """The literal ids of everything that is said by id."""
    for tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            is_said = called.rpartition(".")[2] == "say" or called == "self._catalogue.format"
            if is_said and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def literals() -> Iterator[str]:
    """Every text in the code, also the beginning of those that are put together."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_message_that_is_said_exists() -> None:
    said = set(said_ids())

    assert "dream-original" in said
    assert said - set(Catalogue("en").own_messages) == set()


def test_every_message_is_said() -> None:
    written = set(literals())
    unsaid = [
        message
        for message in Catalogue("en").own_messages
        if message not in written and not message.startswith(BUILT)
    ]
    assert unsaid == []


@pytest.mark.parametrize("prefix", BUILT)
def test_ids_are_put_together_with_these_beginnings(prefix: str) -> None:
    assert any(text.startswith(prefix) for text in literals())
