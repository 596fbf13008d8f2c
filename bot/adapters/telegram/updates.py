"""Reads what Telegram tells, and passes over what this version of the library can't read.

Otherwise one such update would come again and again, and keep all later ones away.
"""

from collections.abc import Mapping
from typing import Any

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.adapters.telegram.status_message import Bot

_log = structlog.get_logger(__name__)


class UpdatesRequest(HTTPXRequest):
    """Has the library hear of unreadable updates by their numbers alone."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Telegram's answer to ``getUpdates``."""
        answer: object = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict):
            raise TelegramError("the answer is no JSON object")
        if answer.get("ok") and not isinstance(answer.get("result"), list):
            raise TelegramError("the answer has no list of updates")
        if answer.get("ok"):
            try:
                answer["result"] = [keep_readable(each) for each in answer["result"]]
            except (TypeError, KeyError) as error:
                raise TelegramError("the answer has something else than updates") from error
        return answer


def keep_readable(update: Mapping[str, Any]) -> dict[str, Any]:
    """The update's JSON, without all that it tells if it can't be read.

    Raises TypeError or KeyError for what isn't even an update.
    """
    number = update["update_id"]
    if not isinstance(number, int):
        raise TypeError("an update's number is whole")
    try:
        Update.de_json({**update}, None)
    except Exception as error:  # noqa: BLE001 (whatever the library stumbles over)
        _log.warning("telegram_update_unreadable", error=type(error).__name__, names=[*update])
        return {"update_id": number}
    return {**update}


def read_update(update: Mapping[str, Any], bot: Bot) -> Update:
    """The update, an empty one if it can't be read. Raises as above."""
    return Update.de_json(keep_readable(update), bot)
