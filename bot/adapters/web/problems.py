"""The one place that turns errors into responses."""

import logging
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.adapters.web.views import show_problem
from bot.conversation import Problem
from bot.errors import BotError, BotErrorCode
from bot.records import explain_fault
from dream_core import DreamError, ErrorCode

_log = logging.getLogger(__name__)

_STATUSES: dict[str, int] = {
    BotErrorCode.UPLOAD_TOO_LARGE: 413,
    BotErrorCode.TEXT_TOO_LONG: 413,
    BotErrorCode.QUEUE_FULL: 503,
    BotErrorCode.RECORDS_UNAVAILABLE: 503,
    BotErrorCode.SHUTTING_DOWN: 503,
    BotErrorCode.TOO_MANY_WAITING: 429,
    BotErrorCode.TOO_MANY_DREAMS: 429,
    BotErrorCode.TOO_MANY_PIXELS: 429,
    BotErrorCode.TOO_SOON: 429,
    BotErrorCode.TOO_FAST: 429,
    BotErrorCode.TOO_SLOW: 408,
    BotErrorCode.JOB_UNKNOWN: 404,
    BotErrorCode.NOT_FOUND: 404,
    BotErrorCode.NOT_YOURS: 403,
    BotErrorCode.NOT_ADMITTED: 403,
    BotErrorCode.REQUEST_REFUSED: 403,
    BotErrorCode.KEY_WRONG: 403,
    BotErrorCode.KEY_REQUIRED: 401,
    ErrorCode.PICTURE_TOO_LARGE: 413,
    ErrorCode.NETWORK_UNAVAILABLE: 503,
    ErrorCode.ENGINE_CLOSED: 503,
    ErrorCode.INTERNAL: 500,
}


def status_of(problem: Problem) -> int:
    return _STATUSES.get(problem.code, 400)


class ProblemAnswers:
    """A middleware's handler. ``explain`` puts a problem in the words that people are told."""

    def __init__(self, explain: Callable[[Problem], Problem]) -> None:
        self._explain = explain

    def respond(self, problem: Problem, *, status: int | None = None) -> web.Response:
        """The problem as ``{"error": {"code", "sentence", "hint"}}`` with a fitting status."""
        shown = {"error": show_problem(self._explain(problem))}
        return web.json_response(shown, status=status or status_of(problem))

    @web.middleware
    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answers every error in the same form; an unexpected one goes to the log."""
        try:
            return await handler(request)
        except (BotError, DreamError) as error:
            return self.respond(error)
        except web.HTTPRequestEntityTooLarge:
            return self.respond(
                BotError(BotErrorCode.UPLOAD_TOO_LARGE, "That is more than the room takes.")
            )
        except web.HTTPNotFound:
            return self.respond(
                BotError(BotErrorCode.NOT_FOUND, "There is nothing here.", "Go back to the room.")
            )
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return self._refuse(error)
        except Exception as error:  # noqa: BLE001 (the last resort: a person must get an answer)
            if isinstance(error, ConnectionError) and request.transport is None:
                # Whoever left while sending hears no answer, and it is nobody's mistake.
                return web.Response(status=400)
            if (fault := explain_fault(error)) is not None:
                _log.warning("%s %s: %s", request.method, request.path, fault)
                return self.respond(fault)
            _log.exception("the room failed at %s %s", request.method, request.path)
            sentence, hint = "The room made a mistake.", "Try again; the log says more."
            return self.respond(DreamError(ErrorCode.INTERNAL, sentence, hint))

    def _refuse(self, error: web.HTTPException) -> web.Response:
        sentence = f"The room can't do that: {error.reason}."
        response = self.respond(
            BotError(BotErrorCode.REQUEST_REFUSED, sentence), status=error.status
        )
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
