"""What the buttons below a dream are called."""

from bot.commands import DreamOptions
from bot.texts import Phrases
from bot.wishes.actions import Action
from bot.wishes.remix import next_blend


def label_action(options: DreamOptions, action: Action, phrases: Phrases) -> str:
    """What a press does to the dream as it is."""
    match action:
        case Action.COLOURS if options.keep_colours:
            return phrases.say("button-colours-off")
        case Action.BLEND:
            return phrases.say("blend-next", blend=phrases.say(f"blend-{next_blend(options)}"))
        case _:
            return phrases.say(f"button-{action}")
