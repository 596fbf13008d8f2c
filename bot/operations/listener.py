"""Where whoever runs the bot asks how it is: ``/healthz``, ``/readyz`` and ``/metrics``."""

import asyncio
from typing import Self

import structlog
from aiohttp import web

from bot.errors import BotError, BotErrorCode
from bot.operations.metrics import Metrics
from bot.operations.readiness import Readiness

_CLOSING_SECONDS = 1.0

_log = structlog.get_logger(__name__)


class Listener:
    """An async context manager that answers at ``host`` and ``port``, 0 being any free port.

    Entering raises BotError with ADDRESS_IN_USE where it can't listen; one that ``may_fail`` says
    so in the log instead, and answers nobody.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        metrics: Metrics,
        readiness: Readiness,
        may_fail: bool = False,
    ) -> None:
        self._host = host
        self._port = port
        self._metrics = metrics
        self._readiness = readiness
        self._may_fail = may_fail
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str | None:
        """Such as ``http://127.0.0.1:8767``; None where it doesn't listen."""
        if self._runner is None:
            return None
        host, port = self._runner.addresses[0][:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    async def __aenter__(self) -> Self:
        try:
            self._runner = await self._listen()
        except OSError as error:
            fault = _explain(error, f"{self._host}:{self._port}")
            if not self._may_fail:
                raise fault from error
            _log.warning("metrics_unavailable", reason=str(fault))
        else:
            _log.info("metrics_open", address=self.address)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _listen(self) -> web.AppRunner:
        app = web.Application()
        app.add_routes(
            [
                web.get("/healthz", self._answer_health),
                web.get("/readyz", self._answer_readiness),
                web.get("/metrics", self._answer_metrics),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_CLOSING_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        return runner

    async def _answer_health(self, _request: web.Request) -> web.Response:
        """That the event loop came to it is all there is to say."""
        return web.json_response({"status": "ok"})

    async def _answer_readiness(self, _request: web.Request) -> web.Response:
        obstacles = await self._readiness.examine()
        return web.json_response(
            {
                "status": "not ready" if obstacles else "ready",
                "problems": [obstacle.as_dict() for obstacle in obstacles],
            },
            status=503 if obstacles else 200,
        )

    async def _answer_metrics(self, request: web.Request) -> web.Response:
        accept = request.headers.get("Accept", "")
        body, content_type = await asyncio.to_thread(self._metrics.render, accept)
        return web.Response(body=body, headers={"Content-Type": content_type})


def _explain(error: OSError, where: str) -> BotError:
    return BotError(
        BotErrorCode.ADDRESS_IN_USE,
        f"The bot can't answer for its metrics at {where}: {error.strerror}.",
        "Set PUPPYSLUG_METRICS_BIND to another HOST:PORT, or to off.",
    )
