import asyncio
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.records import Records
from bot.service import KeptProblem, ResultFacts
from tests.bot.conftest import MakeResult
from tests.bot.service.ordering import make_entry

Shell = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def data_dir(tmp_path: Path, make_result: MakeResult) -> Path:
    """A bot's folder, where two dreams finished, one failed and one waits."""
    folder = tmp_path / "kept"

    async def keep() -> None:
        async with Records(folder) as records:
            journal = records.journal
            for job_id in ("1" * 16, "2" * 16, "3" * 16, "4" * 16):
                await journal.accept(
                    [make_entry(job_id=job_id, group_id=job_id, platform="discord", preset="cats")]
                )
            for job_id in ("1" * 16, "2" * 16):
                await journal.finish(job_id, ResultFacts.of(make_result(dream_seconds=2.0)))
            await journal.close("1" * 16)
            await journal.fail("3" * 16, KeptProblem(code="time_limit", sentence="Too long."))

    asyncio.run(keep())
    return folder


def test_the_days_figures_are_told(shell: Shell, data_dir: Path) -> None:
    done = shell("stats", PUPPYSLUG_DATA_DIR=str(data_dir))

    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["discord", "cats", "finished", "2", "2.0"] in rows
    assert ["discord", "cats", "time_limit", "1"] in rows
    assert "2 dreamed, 1 ended otherwise" in done.stdout
    assert "1 waiting or dreaming, 2 not delivered yet" in done.stdout


def test_as_json_they_are_whole(inner_shell: Shell, data_dir: Path) -> None:
    done = inner_shell("stats", "--json", "--days", "1", PUPPYSLUG_DATA_DIR=str(data_dir))

    told = json.loads(done.stdout)
    assert (told["open_jobs"], told["undelivered"]) == (1, 2)
    assert {(count["code"], count["dreams"], count["seconds"]) for count in told["counts"]} == {
        ("finished", 2, 4.0),
        ("time_limit", 1, 0.0),
    }


def test_a_bot_that_never_ran_has_none(inner_shell: Shell, tmp_path: Path) -> None:
    done = inner_shell("stats", PUPPYSLUG_DATA_DIR=str(tmp_path / "nothing"))

    assert done.returncode == 0
    assert "0 dreamed" in done.stdout
    assert not (tmp_path / "nothing").exists()
