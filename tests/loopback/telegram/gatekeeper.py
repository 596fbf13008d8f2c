"""What every request passes: injected faults, the token, flood limits, and the ledger."""

import json
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.loopback.faults import Cut, break_connection, send_half
from tests.loopback.telegram.calls import Call, read_call
from tests.loopback.telegram.faults import Fault, Faults
from tests.loopback.telegram.floods import Floods
from tests.loopback.telegram.ledger import Answer, Ledger
from tests.loopback.telegram.methods.files import FileMethods
from tests.loopback.telegram.methods.table import Methods
from tests.loopback.telegram.queries import Queries
from tests.loopback.telegram.rejections import (
    RejectedError,
    not_found,
    too_many_requests,
    unauthorized,
)
from tests.loopback.telegram.world.registry import World

DOWNLOAD = "download"
"""The name under which faults and the ledger know the download of a file."""

_METHOD = re.compile(r"/bot(?P<token>[^/]+)/(?P<method>\w+)/?")
_FILE = re.compile(r"/file/bot(?P<token>[^/]+)/(?P<path>.+)")
_TOKEN = re.compile(r"\d+:[\w-]{30,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """What a request asks for."""

    token: str
    method: str
    path: str = ""


class Gatekeeper:
    """``token`` is what the bot has to name in its addresses."""

    def __init__(
        self, token: str, world: World, ledger: Ledger, queries: Queries, files: FileMethods
    ) -> None:
        self.token = token
        self.faults = Faults()
        self.floods = Floods()
        self._clock, self._changes = world.clock, world.changes
        self._ledger = ledger
        self._queries = queries
        self._files = files
        self._methods: Methods = {}
        self._doubtful: set[tuple[str, str]] = set()

    def add_methods(self, methods: Methods) -> None:
        """Their names may be written in any case, as with Telegram."""
        self._methods |= {name.lower(): method for name, method in methods.items()}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answers any request."""
        address = _read_address(request.path)
        call = Call(method=address.method, request=request)
        try:
            call = await read_call(request, address.method)
        except RejectedError as rejection:
            return self._reject(call, rejection)
        answer = Answer(method=call.method, fields=call.fields, status=0, at=0.0)
        fault = self.faults.take(call.method, answer.chat_id)
        if fault is not None:
            self._queries.excuse(call.text("callback_query_id"))
            await fault.wait()
            if fault.cut is Cut.BEFORE:
                break_connection(request)
                return web.Response()
            if fault.rejection is not None:
                return self._reject(call, fault.rejection, fault=fault)
        return await self._do(address, call, answer.chat_id, fault)

    async def _do(
        self, address: _Address, call: Call, chat_id: int | None, fault: Fault | None
    ) -> web.StreamResponse:
        try:
            response = await self._pass(address, call, chat_id)
        except RejectedError as rejection:
            return self._reject(call, rejection)
        self._note(call, response.status)
        if fault is not None:
            await fault.wait_to_answer()
        if fault is not None and fault.cut is Cut.MIDWAY:
            self._doubtful.add((call.text("chat_id"), call.text("message_id")))
            return await send_half(call.request, response)
        return response

    async def _pass(self, address: _Address, call: Call, chat_id: int | None) -> web.Response:
        if address.token != self.token:
            raise unauthorized() if _TOKEN.fullmatch(address.token) else not_found(is_fault=False)
        if address.path:
            return self._files.download(address.path)
        method = self._methods.get(call.method.lower())
        if method is None:
            raise not_found()
        wait = self.floods.weigh(call.method, chat_id, messages=call.message_count)
        if wait:
            raise too_many_requests(wait)
        return _answer({"ok": True, "result": await method(call)})

    def _reject(
        self, call: Call, rejection: RejectedError, *, fault: Fault | None = None
    ) -> web.Response:
        self._note(call, rejection.status, description=rejection.description, fault=fault)
        place = call.text("chat_id"), call.text("message_id")
        if rejection.is_fault and place not in self._doubtful:
            self._ledger.blame(f"{call.method}: {rejection}")
        self._doubtful.discard(place)
        return _answer(rejection.body(), status=rejection.status)

    def _note(
        self, call: Call, status: int, *, description: str = "", fault: Fault | None = None
    ) -> None:
        self._ledger.note(
            Answer(
                method=call.method,
                fields=call.fields,
                status=status,
                at=self._clock.now(),
                description=description,
                is_injected=fault is not None,
            )
        )
        self._changes.notify()


def _read_address(path: str) -> _Address:
    if found := _FILE.fullmatch(path):
        return _Address(token=found["token"], method=DOWNLOAD, path=found["path"])
    if found := _METHOD.fullmatch(path):
        return _Address(token=found["token"], method=found["method"])
    return _Address(token="", method=path)


def _answer(payload: Any, *, status: int = 200) -> web.Response:
    return web.Response(
        status=status, body=json.dumps(payload).encode(), content_type="application/json"
    )
