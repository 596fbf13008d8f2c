"""What every request passes: injected faults, authorization, rate limits, and the ledger."""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web
from aiohttp.typedefs import Middleware

from tests.loopback.clock import Clock
from tests.loopback.discord.faults import Fault, Faults
from tests.loopback.discord.floods import Floods, Verdict
from tests.loopback.discord.ledger import Answer, Ledger
from tests.loopback.discord.rejections import RejectedError, unauthorized, unknown_route
from tests.loopback.discord.rest.answers import answer_json
from tests.loopback.faults import Cut, break_connection, send_half

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

API = "/api/v10"
_BY_TOKEN = re.compile(r"/interactions/.*|/webhooks/\d+/.*")
_FILES = re.compile(r"/(?:ephemeral-)?attachments/.*|/stickers/.*")
_OPEN = re.compile(rf"/gateway|{_FILES.pattern}")


class Gatekeeper:
    """A middleware for the API and the files; ``token`` is what the bot has to send."""

    def __init__(self, token: str, clock: Clock, ledger: Ledger) -> None:
        self.token = token
        self.floods = Floods()
        self.faults = Faults()
        self._clock = clock
        self._ledger = ledger

    def middleware(self) -> Middleware:
        @web.middleware
        async def keep(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._keep(request, handler)

        return keep

    async def _keep(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await handler(request)
        path = request.path.removeprefix(API)
        fault = self.faults.take(request.method, path)
        if fault is not None:
            await fault.wait()
            if fault.cut is Cut.BEFORE:
                break_connection(request)
                return web.Response()
            if fault.rejection is not None:
                return self._reject(request, path, fault.rejection, fault=fault)
        try:
            response = await self._pass(request, path, handler)
        except RejectedError as rejection:
            return self._reject(request, path, rejection)
        self._note(request, path, response.status)
        if fault is not None and fault.cut is Cut.MIDWAY:
            return await send_half(request, response)
        return response

    async def _pass(self, request: web.Request, path: str, handler: Handler) -> web.Response:
        self._authorize(request, path)
        verdict = self._weigh(request.method, path)
        if not verdict.is_allowed:
            await request.read()
            return self._answer_flood(verdict)
        try:
            response = await handler(request)
        except web.HTTPException as error:
            if error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
                raise unknown_route() from error
            raise
        except RejectedError as rejection:
            rejection.headers |= verdict.headers
            raise
        assert isinstance(response, web.Response)
        response.headers.update(verdict.headers)
        return response

    def _authorize(self, request: web.Request, path: str) -> None:
        if _BY_TOKEN.fullmatch(path) or _OPEN.fullmatch(path):
            return
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise unauthorized()

    def _weigh(self, method: str, path: str) -> Verdict:
        """Files come from servers of their own, where the API's limits don't hold."""
        if _FILES.fullmatch(path):
            return Verdict(True, {})
        return self.floods.weigh(method, path, is_interaction=bool(_BY_TOKEN.fullmatch(path)))

    def _answer_flood(self, verdict: Verdict) -> web.Response:
        payload = {
            "message": "You are being rate limited.",
            "retry_after": round(verdict.retry_after, 3),
            "global": verdict.is_global,
        }
        headers = verdict.headers | {"Retry-After": f"{verdict.retry_after:.3f}"}
        return answer_json(payload, status=429, headers=headers)

    def _reject(
        self,
        request: web.Request,
        path: str,
        rejection: RejectedError,
        *,
        fault: Fault | None = None,
    ) -> web.Response:
        self._note(request, path, rejection.status, code=rejection.code, fault=fault)
        if rejection.is_fault:
            details = rejection.errors or ""
            self._ledger.blame(f"{request.method} {path}: {rejection} {details}".strip())
        headers, payload = dict(rejection.headers), rejection.body()
        if rejection.status == HTTPStatus.TOO_MANY_REQUESTS and fault is not None:
            payload |= {"retry_after": fault.retry_after, "global": False}
            headers["Retry-After"] = str(fault.retry_after)
        return answer_json(payload, status=rejection.status, headers=headers)

    def _note(
        self,
        request: web.Request,
        path: str,
        status: int,
        *,
        code: int = 0,
        fault: Fault | None = None,
    ) -> None:
        self._ledger.note(
            Answer(
                method=request.method,
                path=path,
                status=status,
                at=self._clock.now(),
                code=code,
                is_injected=fault is not None,
            )
        )
