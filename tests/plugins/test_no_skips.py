"""The plugin is tried on small test files of its own, in a pytest of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PLUGINS = Path(__file__).parent


def run_tests(folder: Path, source: str, *options: str) -> tuple[int, str]:
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_sample.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-p", "no_skips", "-p", "no:cacheprovider", "-q"]
    command += options
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(PLUGINS)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\ndef test_it():\n    pytest.skip('no Chromium here')\n",
        "import pytest\n@pytest.mark.skip(reason='no Chromium here')\ndef test_it(): pass\n",
        "import pytest\npytest.skip('no Chromium here', allow_module_level=True)\n",
        (
            "import pytest\n@pytest.fixture\ndef browser():\n    pytest.skip('no Chromium here')\n"
            "def test_it(browser): pass\n"
        ),
    ],
    ids=["in the test", "by a mark", "of a whole file", "in a fixture"],
)
def test_a_skip_for_a_missing_part_fails_and_says_why(tmp_path: Path, source: str) -> None:
    code, said = run_tests(tmp_path, source)
    assert code != 0
    assert "Skipped where nothing may be missing: no Chromium here" in said


def test_a_skip_for_missing_hardware_and_an_expected_failure_stay_as_they_are(
    tmp_path: Path,
) -> None:
    code, said = run_tests(
        tmp_path,
        "import pytest\n"
        "def test_gpu():\n    pytest.skip('hardware: no CUDA device')\n"
        "@pytest.mark.xfail(strict=True)\ndef test_known():\n    assert 0\n"
        "def test_good(): pass\n",
    )
    assert code == 0
    assert "1 passed, 1 skipped, 1 xfailed" in said


def test_in_processes_side_by_side_too(tmp_path: Path) -> None:
    code, said = run_tests(
        tmp_path,
        "import pytest\n"
        "@pytest.mark.parametrize('number', range(2))\n"
        "def test_it(number):\n    pytest.skip(('no Chromium', 'hardware: no GPU')[number])\n",
        "-n2",
    )
    assert code != 0
    assert "Skipped where nothing may be missing: no Chromium" in said
    assert "1 failed, 1 skipped" in said
