import json
from pathlib import Path

from structlog.testing import capture_logs

from bot.operations import Stall, StallFile, log_hang, log_stall
from bot.operations.stalls import Call, read_stall

STALL = Stall(
    ran_seconds=1.5,
    blocked_seconds=0.25,
    waited_seconds=0.5,
    stacks=((Call("a.py", 1, "inner"), Call("b.py", 2, "outer")),),
    ended_at=1.0,
)


def test_a_stall_is_a_warning_with_the_calls_under_way() -> None:
    with capture_logs() as logs:
        log_stall(STALL)
    (entry,) = logs
    assert (entry["event"], entry["log_level"]) == ("event_loop_stalled", "warning")
    assert (entry["seconds"], entry["without_processor_seconds"]) == (2.25, 0.5)
    assert entry["calls"] == ["a.py:1 in inner", "b.py:2 in outer"]


def test_a_stall_at_which_nobody_looked_is_told_too() -> None:
    with capture_logs() as logs:
        log_stall(
            Stall(ran_seconds=1.0, blocked_seconds=0, waited_seconds=0, stacks=(), ended_at=1)
        )
    assert logs[0]["calls"] == []


def test_a_hang_is_an_error() -> None:
    with capture_logs() as logs:
        log_hang(12.34, STALL.stacks[0])
    (entry,) = logs
    assert (entry["event"], entry["log_level"]) == ("event_loop_hangs", "error")
    assert (entry["seconds"], entry["calls"][0]) == (12.3, "a.py:1 in inner")


def test_each_process_has_a_file_of_its_own_with_a_line_for_each_stall(tmp_path: Path) -> None:
    folder = tmp_path / "stalls"
    StallFile(folder)
    file = StallFile(folder)
    file.add(STALL)
    file.add(STALL)
    texts = sorted(path.read_text() for path in folder.iterdir())
    assert texts[0] == ""
    assert [read_stall(json.loads(line)) for line in texts[1].splitlines()] == [STALL, STALL]
