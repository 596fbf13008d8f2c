"""The one grammar that every platform's posts are read with."""

from bot.commands.agreement import check_options
from bot.commands.command import (
    CHAT_COMMANDS,
    COMMANDS,
    ROOM_COMMANDS,
    CancelCommand,
    Command,
    DreamCommand,
    DreamOptions,
    ForgetCommand,
    Form,
    HelpCommand,
    NoCommand,
    PresetsCommand,
    QueueCommand,
    SettingsCommand,
    list_counted_names,
)
from bot.commands.completion import Suggestion
from bot.commands.grammar import (
    DEFAULT_MENTIONS,
    Grammar,
    Misunderstood,
    find_code,
    render_code,
    render_command,
)
from bot.commands.motion import MOST_FILM_BYTES, choose_motion
from bot.commands.recipe_code import RecipeChangedError, is_code, read_code, write_code
from bot.commands.sheets import choose_sheet

__all__ = [
    "CHAT_COMMANDS",
    "COMMANDS",
    "DEFAULT_MENTIONS",
    "MOST_FILM_BYTES",
    "ROOM_COMMANDS",
    "CancelCommand",
    "Command",
    "DreamCommand",
    "DreamOptions",
    "ForgetCommand",
    "Form",
    "Grammar",
    "HelpCommand",
    "Misunderstood",
    "NoCommand",
    "PresetsCommand",
    "QueueCommand",
    "RecipeChangedError",
    "SettingsCommand",
    "Suggestion",
    "check_options",
    "choose_motion",
    "choose_sheet",
    "find_code",
    "is_code",
    "list_counted_names",
    "read_code",
    "render_code",
    "render_command",
    "write_code",
]
