import json
import logging
from pathlib import Path

import pytest
import structlog

from bot.logs import set_up_logs
from dream_core import DreamRequest, Networks, Recipe, Target
from dream_core.engine.child_process import ChildProcess
from dream_core.engine.messages import ChildPlan, StartDream
from dream_core.engine.settings import EngineSettings

ROOT = Path(__file__).parents[2]

TOKEN = "a token of no known form"
KEY = 'open "sesame"'
WEBHOOK = "https://discord.com/api/v10/webhooks/42/interaction-token/messages/@original"


def test_events_of_both_libraries_are_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "json")
    structlog.get_logger("bot.app").info("room_open", address="http://127.0.0.1")
    logging.getLogger("dream_core.engine").warning("worker %s died", "a", extra={"job_id": "7"})
    told = capsys.readouterr()
    first, second = (json.loads(line) for line in told.err.splitlines())
    assert told.out == ""
    assert (first["event"], first["address"], first["level"]) == (
        "room_open",
        "http://127.0.0.1",
        "info",
    )
    assert (second["event"], second["job_id"], second["logger"]) == (
        "worker a died",
        "7",
        "dream_core.engine",
    )
    assert first["timestamp"].endswith("Z")


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_goes_to_the_log(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "json" if log_format == "json" else "console")
    try:
        int("oops")
    except ValueError:
        structlog.get_logger("bot").exception("job_failed", job_id="7")
    told = capsys.readouterr().err
    assert "job_failed" in told
    assert "ValueError" in told
    assert "test_logs.py" in told


def test_a_traceback_tells_nothing_of_what_people_sent(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("info", "json")
    words = "somebody's own words"
    try:
        int(f"{len(words)} oops")
    except ValueError:
        structlog.get_logger("bot").exception("job_failed", job_id="7")
    told = capsys.readouterr().err
    assert "test_logs.py" in told
    assert "own words" not in told


def test_what_is_less_serious_than_the_level_is_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("warning", "console")
    structlog.get_logger("bot").info("quiet")
    logging.getLogger("bot").info("quiet")
    logging.getLogger("bot").warning("loud")
    told = capsys.readouterr().err
    assert "loud" in told
    assert "quiet" not in told


def test_libraries_stay_quiet_even_when_everything_else_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_logs("debug", "console")
    for name in ("aiosqlite", "alembic.runtime.migration", "discord.gateway", "httpx"):
        logging.getLogger(name).info("executing something")
    logging.getLogger("discord.http").warning("a warning")
    logging.getLogger("bot.adapters.discord").debug("told")
    told = capsys.readouterr().err
    assert "executing" not in told
    assert "a warning" in told
    assert "told" in told


class RefusedError(Exception):
    """An SDK's error, as talkative as those are."""


def refuse() -> None:
    raise RefusedError(f"401 for {TOKEN} at {WEBHOOK}")


@pytest.mark.parametrize("log_format", ["console", "json"])
@pytest.mark.parametrize("library", ["structlog", "logging"])
def test_secrets_go_nowhere_be_they_in_event_value_message_or_traceback(
    library: str, log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("info", "json" if log_format == "json" else "console", secrets=[TOKEN, KEY])
    try:
        refuse()
    except RefusedError:
        if library == "structlog":
            log = structlog.get_logger("bot")
            log.exception(f"refused {TOKEN}", header={"key": KEY}, url=WEBHOOK)  # noqa: G004
        else:
            standard = logging.getLogger("bot")
            standard.exception("refused %s", TOKEN, extra={"header": {"key": KEY}, "url": WEBHOOK})
    told = capsys.readouterr().err
    assert "refused" in told
    assert "RefusedError" in told
    assert "/webhooks/42/***" in told
    for secret in (TOKEN, "sesame", "interaction-token"):
        assert secret not in told


@pytest.fixture
def plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, networks: Networks) -> ChildPlan:
    """A worker that tells its log whatever its picture says."""
    monkeypatch.syspath_prepend(ROOT / "tests" / "dream_core" / "engine" / "roles")
    settings = EngineSettings(networks=networks, cache_dir=tmp_path)
    return ChildPlan(module="odd_roles", device="steady", threads=1, settings=settings)


async def test_what_a_worker_logs_is_a_line_as_any_other_and_as_clean(
    plan: ChildPlan, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs("info", "json", secrets=[TOKEN])
    recipe = Recipe(network="efficientnet-lite0", targets=(Target(layer="block9"),))
    picture = f"tells{TOKEN} and {WEBHOOK}".encode()
    child = ChildProcess(plan, name="worker-0")
    await child.receive()
    child.send(StartDream(request=DreamRequest(job_id="a1", picture=picture, recipe=recipe)))
    await child.receive()
    await child.close(patience_seconds=10)
    (entry,) = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert entry["event"].startswith("it tells *** and https://")
    assert "interaction-token" not in entry["event"]
    assert (entry["logger"], entry["level"], entry["job_id"]) == ("odd", "error", "a1")
    assert (entry["worker"], entry["pid"]) == ("worker-0", child.pid)
