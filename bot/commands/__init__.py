"""The one grammar that every platform's posts are read with."""

from bot.commands.command import (
    COMMANDS,
    CancelCommand,
    Command,
    DreamCommand,
    DreamOptions,
    HelpCommand,
    NoCommand,
    PresetsCommand,
    QueueCommand,
)
from bot.commands.completion import Suggestion
from bot.commands.grammar import DEFAULT_MENTIONS, Grammar, render_command

__all__ = [
    "COMMANDS",
    "DEFAULT_MENTIONS",
    "CancelCommand",
    "Command",
    "DreamCommand",
    "DreamOptions",
    "Grammar",
    "HelpCommand",
    "NoCommand",
    "PresetsCommand",
    "QueueCommand",
    "Suggestion",
    "render_command",
]
