"""A child's log in this process; from a process of its own it comes in test_child_process.py."""

import logging
import os
import pickle
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest

from dream_core.engine.child_log import ChildLog, relay
from dream_core.engine.messages import Fact, Logged


@pytest.fixture
def lines() -> list[Logged]:
    return []


@pytest.fixture
def log(lines: list[Logged]) -> Iterator[ChildLog]:
    """A child's log that has taken over this process's, until the test is over."""
    root = logging.getLogger()
    level = root.level
    found = [root, *logging.Logger.manager.loggerDict.values()]
    loggers = [logger for logger in found if isinstance(logger, logging.Logger)]
    before = [(logger, logger.handlers, logger.propagate) for logger in loggers]
    log = ChildLog(lines.append, device="cuda:0 Pretender")
    log.take_over(logging.INFO)
    yield log
    logging.captureWarnings(capture=False)
    root.setLevel(level)
    for logger, handlers, propagate in before:
        logger.handlers, logger.propagate = handlers, propagate


def test_a_line_says_whose_it_is(log: ChildLog, lines: list[Logged]) -> None:
    logging.getLogger("torch.somewhere").warning("%d kernels", 3, extra={"layer": "block2"})
    (line,) = lines
    assert (line.logger, line.level, line.text) == ("torch.somewhere", logging.WARNING, "3 kernels")
    assert line.facts == {
        "layer": "block2",
        "worker": "MainProcess",
        "pid": os.getpid(),
        "device": "cuda:0 Pretender",
    }
    assert pickle.loads(pickle.dumps(line)) == line


def test_on_a_job_it_says_on_which(log: ChildLog, lines: list[Logged]) -> None:
    logger = logging.getLogger("dream_core")
    with log.on_job("a1"):
        logger.info("one")
    logger.info("two")
    assert [line.facts.get("job_id") for line in lines] == ["a1", None]


def test_a_traceback_comes_along(log: ChildLog, lines: list[Logged]) -> None:
    try:
        int("oops")
    except ValueError:
        logging.getLogger("dream_core").exception("It failed.")
    assert lines[0].text.startswith("It failed.\nTraceback")
    assert "invalid literal" in lines[0].text


def test_warnings_come_along(log: ChildLog, lines: list[Logged]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("this will be slow", UserWarning, stacklevel=1)
    assert lines[0].logger == "py.warnings"
    assert "this will be slow" in lines[0].text


def test_what_is_less_serious_stays(log: ChildLog, lines: list[Logged]) -> None:
    logging.getLogger("dream_core").debug("a detail")
    assert lines == []


def test_what_cannot_be_sent_is_described(log: ChildLog, lines: list[Logged]) -> None:
    lock = threading.Lock()
    logging.getLogger("dream_core").info("locked", extra={"lock": lock})
    assert lines[0].facts["lock"] == repr(lock)


def test_a_library_that_writes_by_itself_is_taken_over(
    log: ChildLog, lines: list[Logged], capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("a library")
    logger.addHandler(logging.StreamHandler(sys.stderr))
    logger.propagate = False
    log.take_over(logging.INFO)
    logger.warning("by itself")
    assert [line.text for line in lines] == ["by itself"]
    assert capsys.readouterr().err == ""


def test_a_parent_that_is_gone_disturbs_nobody() -> None:
    def send(line: Logged) -> None:
        raise BrokenPipeError

    log = ChildLog(send, device="cpu")
    log.emit(logging.makeLogRecord({"msg": "nobody hears"}))


def test_the_parent_writes_the_line_as_its_own(caplog: pytest.LogCaptureFixture) -> None:
    facts: dict[str, Fact] = {"worker": "worker-0", "pid": 7, "device": "cpu", "job_id": "a1"}
    with caplog.at_level(logging.INFO, "dream_core"):
        relay(Logged(logger="dream_core.x", level=logging.INFO, text="100 %s", facts=facts))
    (record,) = caplog.records
    assert (record.name, record.getMessage()) == ("dream_core.x", "100 %s")
    assert {name: getattr(record, name) for name in facts} == facts
