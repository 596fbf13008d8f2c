import errno
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import BaseTestServer, TestServer

from bot.adapters.web.problems import ProblemAnswers, status_of
from bot.conversation import Problem
from bot.errors import BotError, BotErrorCode
from dream_core import DreamError, ErrorCode


@pytest.mark.parametrize(
    ("problem", "status"),
    [
        (BotError(BotErrorCode.NOT_YOURS, "No."), 403),
        (BotError(BotErrorCode.QUEUE_FULL, "No."), 503),
        (DreamError(ErrorCode.PICTURE_TOO_LARGE, "No."), 413),
        (DreamError(ErrorCode.PICTURE_TRUNCATED, "No."), 400),
    ],
)
def test_each_code_has_a_status(problem: Problem, status: int) -> None:
    assert status_of(problem) == status


async def fail(request: web.Request) -> web.Response:
    failures = {
        "known": BotError(BotErrorCode.NOT_YOURS, "It's somebody's.", "Ask them."),
        "unknown": ZeroDivisionError("secret detail"),
        "full": OSError(errno.ENOSPC, "No space left on device"),
        "gone": web.HTTPGone(),
        "elsewhere": web.HTTPFound("/"),
    }
    raise failures[request.path.strip("/")]


@pytest.fixture
async def server() -> AsyncIterator[BaseTestServer]:
    app = web.Application(middlewares=[ProblemAnswers(lambda problem: problem).answer])
    app.router.add_get("/{name}", fail)
    async with TestServer(app) as server:
        yield server


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/known", 403, "not_yours"),
        ("/unknown", 500, "internal"),
        ("/full", 503, "records_unavailable"),
        ("/gone", 410, "request_refused"),
    ],
)
async def test_every_error_is_answered_in_one_form(
    server: BaseTestServer, path: str, status: int, code: str
) -> None:
    async with ClientSession() as session, session.get(server.make_url(path)) as response:
        body = await response.json()
    assert response.status == status
    assert body["error"]["code"] == code
    assert set(body["error"]) == {"code", "sentence", "hint"}


async def test_the_unexpected_is_logged_and_not_shown(
    server: BaseTestServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with ClientSession() as session, session.get(server.make_url("/unknown")) as response:
        assert "secret detail" not in json.dumps(await response.json())
    assert "secret detail" in caplog.text


async def test_a_redirect_is_no_error(server: BaseTestServer) -> None:
    url = server.make_url("/elsewhere")
    async with ClientSession() as session, session.get(url, allow_redirects=False) as response:
        assert response.status == 302
