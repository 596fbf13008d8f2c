"""The method that answers presses of buttons."""

from typing import Any

from tests.loopback.telegram.calls import Call
from tests.loopback.telegram.methods.table import Methods
from tests.loopback.telegram.queries import Queries
from tests.loopback.telegram.rejections import bad_request, query_too_old
from tests.loopback.telegram.utf16 import count_units
from tests.loopback.telegram.world.registry import World

Json = dict[str, Any]

LONGEST_ANSWER = 200


class QueryMethods:
    """Takes one answer to each press."""

    def __init__(self, world: World, queries: Queries) -> None:
        self._world = world
        self._queries = queries

    def list_methods(self) -> Methods:
        return {"answerCallbackQuery": self.answer}

    async def answer(self, call: Call) -> bool:
        press = self._queries.find(call.text("callback_query_id"))
        if press is None:
            raise query_too_old(is_fault=True)
        if count_units(call.text("text")) > LONGEST_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        if press.answer is not None:
            raise query_too_old(is_fault=not press.is_excused)
        if press.is_late:
            press.is_excused = True
            raise query_too_old(is_fault=False)
        press.answer = {
            "callback_query_id": press.id,
            "text": call.text("text"),
            "show_alert": call.flag("show_alert"),
            "url": call.text("url"),
            "cache_time": call.integer("cache_time"),
        }
        self._world.changes.notify()
        return True
