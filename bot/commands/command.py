"""What a post can ask for. Frozen records, so that they can be kept, compared and repeated."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from bot.errors import UsageError
from dream_core import (
    DEFAULT_PRESET,
    IMAGINE_PRESET,
    MIX,
    OF_PRESET,
    Blend,
    Only,
    Presets,
    Recipe,
    Size,
    count_name,
    imagined_side,
    imagines,
    show_name,
)
from dream_core.motion import Zoom

Form = Literal["still", "moving", "zoom", "sheet"]
"""What a dream is to be: one picture, a film of a picture that moves, an endless zoom, or a page
with every preset.
"""

FORMS: tuple[Form, ...] = get_args(Form)
SHEET: Form = "sheet"
ZOOM_VALUES = ("speed", "turn", "seconds")
_NOT_OF_RECIPES = ("preset", "form", *ZOOM_VALUES)


@dataclass(frozen=True, slots=True, kw_only=True)
class DreamOptions:
    """How somebody wants a dream; None where they didn't say.

    ``preset`` is one's name, such as ``cats``; that of named things is ``of-banana-and-dumbbell``,
    ``imagine-banana`` for what is made of no picture, and that of several at once
    ``cats.2+birds``. ``strength`` goes from 1 to 10, ``size`` is the result's longest side in
    pixels. ``amount``, ``blend`` and ``keep_colours`` can be changed without dreaming again, see
    Recipe. Of a zoom, ``speed``, ``turn`` and ``seconds`` are as in Zoom; a dream without a
    ``form`` moves if its picture does.
    """

    preset: str | None = None
    strength: int | None = None
    size: Size | None = None
    seed: int | None = None
    keep_colours: bool | None = None
    amount: int | None = None
    blend: Blend | None = None
    form: Form | None = None
    speed: float | None = None
    turn: float | None = None
    seconds: float | None = None
    only: Only | None = None

    @property
    def preset_name(self) -> str:
        """The preset that was named, else the usual one."""
        return self.preset or DEFAULT_PRESET

    @property
    def shown_name(self) -> str:
        """What people are told that they get: the preset, the things it is of, or all of them."""
        return SHEET if self.form == SHEET else show_name(self.preset_name)

    @property
    def counted_name(self) -> str:
        """What it is counted as: what dreams are of is nobody else's business."""
        return SHEET if self.form == SHEET else count_name(self.preset_name)

    @property
    def imagines(self) -> bool:
        """Whether it needs no picture."""
        return imagines(self.preset_name)

    @property
    def is_partial(self) -> bool:
        """Whether only a part of the picture is to be dreamed."""
        return self.only not in (None, "all")

    def zoom(self) -> Zoom:
        """The zoom that is asked for; raises RecipeError for one that can't be."""
        values = {name: getattr(self, name) for name in ZOOM_VALUES}
        said = {name: value for name, value in values.items() if value is not None}
        return replace(Zoom(), **said)

    def said(self) -> dict[str, Any]:
        """The options that were given, by field name."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    def recipe(self, presets: Presets, *, seed: int) -> Recipe:
        """The whole recipe; ``seed`` is used where none was asked for.

        Raises UsageError for a preset that isn't there, DreamError for a value out of range.
        """
        preset = presets.get(self.preset_name)
        if preset is None:
            raise UsageError(
                f"There is no preset “{self.preset_name}”.", "/presets shows them all."
            )
        said = self.said().items()
        changes = {name: value for name, value in said if name not in _NOT_OF_RECIPES}
        recipe = preset.recipe(**{"seed": seed, **changes})
        if self.imagines:
            imagined_side(recipe.size)
        return recipe


def list_counted_names(presets: Presets) -> tuple[str, ...]:
    """All that dreams can be counted as."""
    return (*presets, OF_PRESET, IMAGINE_PRESET, MIX, SHEET)


@dataclass(frozen=True, slots=True)
class DreamCommand:
    """Dream the picture that was posted or replied to, or imagine one.

    One that ``is_guided`` needs two pictures: the one replied to is dreamed, and the one in the
    reply guides it. One that ``takes_no_picture`` names what is imagined as if it were a look, by
    its recipe's code or in one word: beside a picture that is a mistake.
    """

    options: DreamOptions = field(default_factory=DreamOptions)
    is_guided: bool = False
    takes_no_picture: bool = False


@dataclass(frozen=True, slots=True)
class HelpCommand:
    """Say what the bot can do."""


@dataclass(frozen=True, slots=True)
class PresetsCommand:
    """Show the presets."""


@dataclass(frozen=True, slots=True)
class QueueCommand:
    """Say how long the queue is and where the asker's own jobs are."""


@dataclass(frozen=True, slots=True)
class CancelCommand:
    """End the asker's newest job."""


@dataclass(frozen=True, slots=True)
class SettingsCommand:
    """Show what is set for the chat, and let whoever may change it.

    ``changes`` were said already: ``preset``, ``largest_size`` in pixels and ``language``, where
    None takes one back.
    """

    changes: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ForgetCommand:
    """Remove all that is kept of the asker."""


@dataclass(frozen=True, slots=True)
class NoCommand:
    """The post isn't for the bot: say nothing."""


Command = (
    DreamCommand
    | HelpCommand
    | PresetsCommand
    | QueueCommand
    | CancelCommand
    | SettingsCommand
    | ForgetCommand
    | NoCommand
)
Commands = Mapping[str, tuple[type[Command], str]]
"""Names, without their slashes, with their meanings and descriptions for menus."""

COMMANDS: Commands = {
    "dream": (DreamCommand, "Dream a picture: post one with it, or reply to one."),
    "imagine": (DreamCommand, "Make a picture of something, out of nothing."),
    "zoom": (DreamCommand, "Zoom into a dream without an end: post a picture, or reply to one."),
    "presets": (PresetsCommand, "Show every look there is."),
    "queue": (QueueCommand, "Say how many dreams wait, and where yours are."),
    "cancel": (CancelCommand, "End your newest dream."),
    "help": (HelpCommand, "Say how to ask for a dream."),
}
"""What can be asked for everywhere."""

ROOM_COMMANDS: Commands = {
    **COMMANDS,
    "settings": (SettingsCommand, "Show and set how dreams are made here."),
    "forget": (ForgetCommand, "Remove all that is kept of you."),
}
"""What can be asked for in the browser's room."""

CHAT_COMMANDS: Commands = {
    **ROOM_COMMANDS,
    "start": (HelpCommand, "Say how to ask for a dream."),
}
"""What can be asked for with slashes on platforms that keep settings and records of people."""
