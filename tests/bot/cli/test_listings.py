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
NETWORK = """
[elsewhere]
title = "Elsewhere"
description = "Not here yet."
architecture = "googlenet"
source = "torchvision"
licence = "BSD-3-Clause"
weights = "GoogLeNet_Weights.IMAGENET1K_V1"
file = "googlenet-1378be20.pth"
layers = { inception4c = 512 }
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


def test_presets_in_words_stay_on_one_line_each(shell: Shell) -> None:
    lines = shell("presets").stdout.splitlines()
    assert len(lines) == 1 + len(OWN)
    assert any(line.startswith("puppyslug (default) ") for line in lines)


def test_own_presets_are_listed_beside_the_others(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(PRESET)
    rows = json.loads(shell("presets", "--json", PUPPYSLUG_PRESETS_DIR=str(tmp_path)).stdout)
    assert {"mine", "puppyslug"} <= {row["name"] for row in rows}


def test_networks_as_json_tell_layers_and_licence(shell: Shell) -> None:
    done = shell("networks", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows.keys() == load_networks(NETWORKS_FILE).keys()
    assert rows["efficientnet-lite0"]["ready"] is True
    assert rows["efficientnet-lite0"]["layers"]["block9"] == 112
    assert all(row["licence"] for row in rows.values())


def test_a_network_that_is_not_here_says_what_is_fetched_and_where_to(
    shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(NETWORK)
    settings = {"PUPPYSLUG_NETWORKS_FILE": str(file), "PUPPYSLUG_CACHE_DIR": str(tmp_path / "w")}
    told = shell("networks", **settings).stdout
    assert "GoogLeNet_Weights.IMAGENET1K_V1" in told
    assert str(tmp_path / "w" / "googlenet-1378be20.pth") in told
    assert "inception4c (512)" in told
    rows = {row["name"]: row for row in json.loads(shell("networks", "--json", **settings).stdout)}
    assert rows["elsewhere"]["ready"] is False


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
