"""What a dream was made with and how: kept with the wish, shown as its recipe."""

from collections.abc import Mapping
from typing import Any

from bot.commands import render_code, render_command
from bot.errors import UsageError
from bot.records import Wish
from bot.texts import Phrases
from bot.wishes.markup import Markup
from dream_core import DreamError, DreamResult, Presets

Facts = Mapping[str, Any]


def collect_facts(result: DreamResult) -> Facts:
    """The recipe as it was dreamed and what came of it, as plain values for JSON."""
    return {
        **result.recipe.as_dict(),
        "width": result.width,
        "height": result.height,
        "device": result.device,
        "seconds": round(result.dream_seconds, 1),
        "saw": list(result.saw),
        "moves": result.frames > 1,
    }


def write_recipe(wish: Wish, presets: Presets, phrases: Phrases, *, markup: Markup) -> str:
    """How to ask for the same dream again, and the facts of it."""
    facts = wish.facts or _foresee(wish, presets)
    lines = [_write_fact(phrases, name, facts) for name in _FACTS if name in facts]
    if wish.has_guide:
        lines.append(phrases.say("dream-recipe-guide"))
    command = render_command(wish.options)
    code = render_code(wish.options, presets)
    asked = [code, command] if code else [command]
    return "\n".join([*map(markup.code, asked), *map(markup.escape, lines)])


_FACTS = ("network", "targets", "octaves", "seed", "width", "device")
"""Each begins a line, which may tell of others too."""


def _foresee(wish: Wish, presets: Presets) -> Facts:
    """What is known of a dream whose result wasn't kept; nothing if its preset is gone."""
    try:
        return wish.options.recipe(presets, seed=wish.options.seed or 0).as_dict()
    except (UsageError, DreamError):
        return {}


def _write_fact(phrases: Phrases, name: str, facts: Facts) -> str:
    # As text: numbers would get the language's separators, and a seed is to be typed again.
    values = {key: str(value) for key, value in facts.items() if not isinstance(value, list)}
    voices = [facts, *facts.get("also", ())]
    values["network"] = " + ".join(dict.fromkeys(str(voice.get("network")) for voice in voices))
    values["targets"] = " + ".join(", ".join(voice.get("targets", ())) for voice in voices)
    return phrases.say(f"dream-recipe-{name}", **values)
