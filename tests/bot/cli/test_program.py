import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Shell = Callable[..., subprocess.CompletedProcess[str]]

COMMANDS = [
    *("run", "dream", "imagine", "zoom", "animate", "sheet", "atlas"),
    *("presets", "networks", "doctor"),
]


def test_help_lists_every_command_and_the_exit_codes(shell: Shell) -> None:
    done = shell("--help")
    assert done.returncode == 0
    for word in (*COMMANDS, "Exit codes", "65", "69", "78"):
        assert word in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, inner_shell: Shell) -> None:
    done = inner_shell(command, "-h")
    assert done.returncode == 0
    assert f"puppyslug {command}" in done.stdout


def test_the_help_of_dream_names_every_option(inner_shell: Shell) -> None:
    told = inner_shell("dream", "--help", COLUMNS="200").stdout
    for option in (
        "--preset",
        "--strength",
        "--size",
        "--seed",
        "--keep-colours",
        "--amount",
        "--blend",
        "--recipe",
        "--json",
        "--guide",
    ):
        assert option in told
    for option in ("--network", "--target", "--octaves", "--steps", "--scale", "--jitter"):
        assert option in told
    for option in ("--step-size", "--smoothing", "--vividness", "--restraint"):
        assert option in told


def test_the_version_is_told(shell: Shell) -> None:
    done = shell("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("puppyslug ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("prests",), "presets"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--stregth", "3"), "--strength"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--preset", "pupyslug"), "puppyslug?"),
        (("zoom", "photo.jpg", "-o", "x.jpg"), ".mp4, .gif"),
        (("zoom", "photo.jpg", "-o", "x.mp4", "--speed", "9"), "from 1.05 to 4"),
        (("animate", "photo.gif", "-o", "x.gif", "--fps", "0"), "from 1 to 60"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--network", "efficientnet"), "efficientnet-lite0"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--network", "efficientnet-lite0"), "block9"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--target", "blok9"), "block9"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--strength", "11"), "1 to 10"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--size", "big"), "longest side"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--amount", "9"), "10 to 200"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--blend", "scren"), "Did you mean screen?"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--recipe", "cats#77777"), "no whole recipe"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--recipe", "catz#77777"), "Did you mean cats?"),
        (("dream", "photo.jpg", "-o", "x.jpg", "--preset", "cats#7777"), "--recipe cats#7777"),
        (("dream", "photo.jpg", "-o", "x.gif"), ".jpg, .jpeg, .png, .webp"),
        (("dream", "photo.jpg", "-o", "photo.jpg"), "photo itself"),
        (("dream", "photo.jpg", "other.jpg", "-o", "x.jpg"), "folder"),
        (("dream", "-", "-o", "-", "--json"), "standard output"),
        (("dream", "-", "-o", "x.jpg", "--guide", "-"), "standard input"),
    ],
)
def test_a_mistake_in_the_words_names_the_right_ones_with_exit_code_2(
    arguments: tuple[str, ...], told: str, inner_shell: Shell
) -> None:
    done = inner_shell(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", ["run", "presets", "networks", "doctor"])
def test_a_bad_setting_ends_every_command_with_exit_code_78(
    command: str, inner_shell: Shell
) -> None:
    done = inner_shell(command, PUPPYSLUG_WORKERS="0")
    assert done.returncode == 78
    assert "PUPPYSLUG_WORKERS can't be '0'; it must be auto" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_process_ends_with_the_exit_code_and_the_words(shell: Shell) -> None:
    done = shell("presets", PUPPYSLUG_WORKERS="0")
    assert done.returncode == 78
    assert done.stderr.startswith("puppyslug: PUPPYSLUG_WORKERS can't be '0'")
    assert done.stdout == ""


def test_a_bad_preset_file_is_a_bad_setting(inner_shell: Shell, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.toml").write_text('title = "Mine"\ncolour = "red"\n')
    done = inner_shell("presets", PUPPYSLUG_PRESETS_DIR=str(own))
    assert done.returncode == 78
    assert str(own / "mine.toml") in done.stderr
    assert "unknown key colour" in done.stderr


def test_a_fault_of_the_program_shows_its_traceback_only_when_asked(
    shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import bot.catalogue\ndef fail(settings): raise ZeroDivisionError('oops')\n"
        "bot.catalogue.load_catalogue = fail\n"
    )
    path = f"{tmp_path}:{Path(__file__).parents[3]}"
    quiet = shell("presets", PYTHONPATH=path)
    assert quiet.returncode == 70
    assert "ZeroDivisionError: oops" in quiet.stderr
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in shell("presets", PYTHONPATH=path, PUPPYSLUG_LOG_LEVEL="debug").stderr
