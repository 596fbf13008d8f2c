import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import load_networks, load_presets, parse_target

Shell = Callable[..., subprocess.CompletedProcess[str]]

PRESET = """
title = "Mine"
description = "My own."
network = "efficientnet-lite0"
targets = ["block3"]
"""

OWN = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))


def test_presets_as_json_are_whole(shell: Shell) -> None:
    done = shell("presets", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows = json.loads(done.stdout)
    assert [row["name"] for row in rows] == sorted(OWN)
    assert [row["name"] for row in rows if row["default"]] == ["puppyslug"]
    for row in rows:
        assert row["title"]
        assert row["description"]
        assert all(parse_target(target) for target in row["recipe"]["targets"])


def test_a_preset_whose_network_is_not_here_says_how_to_get_it(inner_shell: Shell) -> None:
    rows = {row["name"]: row for row in json.loads(inner_shell("presets", "--json").stdout)}
    assert rows["cats"]["ready"]
    assert not rows["landscapes"]["ready"]
    told = inner_shell("presets").stdout
    assert "places205, once it is here: puppyslug networks fetch places205" in told


def test_presets_in_words_stay_on_one_line_each(inner_shell: Shell) -> None:
    lines = inner_shell("presets").stdout.splitlines()
    assert len(lines) == 1 + len(OWN)
    assert any(line.startswith("puppyslug (default) ") for line in lines)


def test_own_presets_are_listed_beside_the_others(inner_shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(PRESET)
    rows = json.loads(inner_shell("presets", "--json", PUPPYSLUG_PRESETS_DIR=str(tmp_path)).stdout)
    assert {"mine", "puppyslug"} <= {row["name"] for row in rows}


def test_listing_never_imports_torch(tmp_path: Path, environment: dict[str, str]) -> None:
    probe = (
        "import sys\nfrom bot.cli.program import program\n"
        "program(sys.argv[1:], standalone_mode=False)\nassert 'torch' not in sys.modules\n"
    )
    for command in ("presets", "networks"):
        subprocess.run(
            [sys.executable, "-c", probe, command], env=environment, cwd=tmp_path, check=True
        )


def test_doctor_finds_a_healthy_machine(shell: Shell) -> None:
    done = shell("doctor", "--json", DISCORD_TOKEN="very-secret", PUPPYSLUG_DEVICE="cpu")
    found = json.loads(done.stdout)
    checks = {check["name"]: check for check in found["checks"]}
    assert done.returncode == 0
    assert found["ok"] is True
    assert checks["device"]["detail"].startswith("cpu (")
    assert checks["network efficientnet-lite0"]["state"] == "ok"
    assert checks["Discord token"]["detail"] == "set"
    assert checks["Telegram token"]["detail"] == "not set"
    assert "very-secret" not in done.stdout + done.stderr


def test_doctor_says_what_keeps_dreams_from_working(shell: Shell) -> None:
    done = shell("doctor", PUPPYSLUG_DEVICE="cuda:77")
    assert done.returncode == 69
    assert "PUPPYSLUG_DEVICE is cuda:77" in done.stdout
    assert "Dreaming doesn't work yet." in done.stdout
