"""The buttons below a wish's message."""

from collections.abc import Collection, Iterable, Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.adapters.telegram.callbacks import BACK, LOOKS, WishCallback, key_of
from bot.records import Wish
from bot.texts import Phrases
from bot.wishes import Action, Content, Controls, is_at_limit, label_action, list_other_presets
from dream_core import Presets

PER_ROW = 3
MOST_PRESETS = 90
"""A keyboard has a hundred buttons at the most."""

_RESULT_ROWS = (
    (Action.DEEPER, Action.STRONGER, Action.WEAKER),
    (Action.COLOURS, Action.BLEND),
    (Action.AGAIN, LOOKS),
    (Action.FILE, Action.RECIPE, Action.DELETE),
)


def build_keyboard(content: Content, wish: Wish, phrases: Phrases) -> InlineKeyboardMarkup | None:
    """The buttons that belong under a wish's message as it is now."""
    match content.controls:
        case Controls.RESULT:
            return build_result_keyboard(wish, phrases, actions=content.actions)
        case Controls.CANCEL:
            return InlineKeyboardMarkup([[_make_button(wish, Action.CANCEL, phrases)]])
        case Controls.RETRY:
            retry = (Action.AGAIN, Action.DELETE)
            return InlineKeyboardMarkup([[_make_button(wish, verb, phrases) for verb in retry]])
        case Controls.NONE:
            return None


def build_result_keyboard(
    wish: Wish, phrases: Phrases, *, actions: Collection[Action]
) -> InlineKeyboardMarkup:
    """What can be done with a finished dream."""
    offered = {*actions, LOOKS} if Action.PRESET in actions else {*actions}
    rows = [
        [
            _make_button(wish, verb, phrases)
            for verb in verbs
            if verb in offered and not is_at_limit(wish.options, verb)
        ]
        for verbs in _RESULT_ROWS
    ]
    return InlineKeyboardMarkup([row for row in rows if row])


def build_looks_keyboard(wish: Wish, presets: Presets, phrases: Phrases) -> InlineKeyboardMarkup:
    """The presets but for the dream's own, and the way back to the other buttons."""
    others = list_other_presets(wish.options, presets)
    back = InlineKeyboardButton(
        phrases.say("telegram-back"),
        callback_data=WishCallback(verb=BACK, wish_id=wish.id).write(),
    )
    return InlineKeyboardMarkup([*_make_preset_rows(wish, others, presets, phrases), [back]])


def build_offer_keyboard(
    wish: Wish, presets: Presets, phrases: Phrases, *, first: str
) -> InlineKeyboardMarkup:
    """All presets for pictures that wait for one, the usual one first, be it several at once."""
    usual = [first] if first in presets else []
    names = [*usual, *(name for name in presets if name != first)]
    forget_it = InlineKeyboardButton(
        phrases.say("telegram-never-mind"),
        callback_data=WishCallback(verb=Action.DELETE, wish_id=wish.id).write(),
    )
    return InlineKeyboardMarkup([*_make_preset_rows(wish, names, presets, phrases), [forget_it]])


def arrange(
    buttons: Iterable[InlineKeyboardButton], per_row: int = PER_ROW
) -> list[Sequence[InlineKeyboardButton]]:
    """Rows of as many buttons as fit beside each other on a phone."""
    all_buttons = tuple(buttons)
    return [all_buttons[start : start + per_row] for start in range(0, len(all_buttons), per_row)]


def _make_preset_rows(
    wish: Wish, names: Sequence[str], presets: Presets, phrases: Phrases
) -> list[Sequence[InlineKeyboardButton]]:
    return arrange(
        InlineKeyboardButton(
            phrases.preset_title(presets[name]),
            callback_data=WishCallback(
                verb=Action.PRESET, wish_id=wish.id, key=key_of(name)
            ).write(),
        )
        for name in names[:MOST_PRESETS]
    )


def _make_button(wish: Wish, verb: str, phrases: Phrases) -> InlineKeyboardButton:
    if verb == LOOKS:
        label = phrases.say("button-preset")
    else:
        label = label_action(wish.options, Action(verb), phrases)
    return InlineKeyboardButton(
        label, callback_data=WishCallback(verb=verb, wish_id=wish.id).write()
    )
