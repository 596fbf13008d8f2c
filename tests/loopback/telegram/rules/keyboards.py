"""What Telegram takes as a keyboard under a message."""

from typing import Any

from tests.loopback.telegram.rejections import bad_request

Json = dict[str, Any]

MOST_BUTTONS = 100
LARGEST_DATA = 64
_ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "copy_text",
)
_OTHER_KINDS = ("keyboard", "remove_keyboard", "force_reply")
_SCHEMES = ("http://", "https://", "tg://")


def read_keyboard(markup: Json, *, takes_others: bool) -> list[list[Json]]:
    """The rows of an inline keyboard, empty without one; raises RejectedError.

    Keyboards of other kinds, which only new messages take, don't show under the message.
    """
    if not markup:
        return []
    if "inline_keyboard" not in markup:
        if takes_others and any(kind in markup for kind in _OTHER_KINDS):
            return []
        raise bad_request("inline keyboard expected")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    if sum(len(row) for row in rows) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return [[_read_button(button) for button in row] for row in rows if row]


def _read_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse inline keyboard button: field "text" must be non-empty')
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request("text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: only one action is allowed")
    if actions == ["callback_data"]:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= LARGEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and not str(button["url"]).startswith(_SCHEMES):
        raise bad_request("BUTTON_URL_INVALID")
    return {"text": text, actions[0]: button[actions[0]]}
