import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Leaves the process's logging as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


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
    logging.getLogger("aiosqlite").debug("executing something")
    logging.getLogger("bot").debug("told")
    told = capsys.readouterr().err
    assert "executing" not in told
    assert "told" in told
