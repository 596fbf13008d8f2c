"""What the Dockerfile says: to a linter, and about the user, the folders and the versions."""

import json
import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

from config.settings import Settings
from config.sources import VARIABLES
from tests.container.dockerfile import BOT, DEPENDENCIES, DOCKERFILE, IMAGE, ROOT, STAGES, ports_of
from tests.container.rehearsal import Rehearsal

TEXT = DOCKERFILE.read_text()


def lint(text: str) -> set[str]:
    """The codes of what Hadolint finds, down to matters of style."""
    done = subprocess.run(
        [
            Path(sysconfig.get_path("scripts")) / "hadolint",
            *("--no-color", "--failure-threshold", "style", "--format", "json", "-"),
        ],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    found = {complaint["code"] for complaint in json.loads(done.stdout)}
    assert bool(found) == bool(done.returncode), done.stderr
    return found


def test_the_linter_finds_nothing() -> None:
    assert lint(TEXT) == set()


@pytest.mark.parametrize(
    ("code", "good", "bad"),
    [
        ("DL3002", "USER 10001:10001", "USER root"),
        ("DL3025", 'ENTRYPOINT ["puppyslug"]', "ENTRYPOINT puppyslug"),
        ("DL3025", 'CMD ["run"]', "CMD run"),
        ("DL3006", "FROM python:${PYTHON_VERSION}-slim\n", "FROM python\n"),
        ("DL3000", "WORKDIR /data", "WORKDIR data"),
        ("DL3013", "--constraint constraints.txt torch torchvision", "torch torchvision"),
        ("DL3022", "COPY --from=bot", "COPY --from=elsewhere"),
        ("DL1000", "COPY . .", "COPIES . ."),
        ("SC2086", '[ "$installed" = "$TORCH" ]', '[ $installed = "$TORCH" ]'),
    ],
)
def test_the_linter_refuses_what_is_bad(code: str, good: str, bad: str) -> None:
    assert TEXT.count(good) == 1
    assert code in lint(TEXT.replace(good, bad))


def test_whoever_runs_the_bot_is_not_root_and_known_by_number() -> None:
    user, _, group = IMAGE.last_of("USER").args[0].partition(":")
    made = re.search(r"useradd --uid (\d+) --user-group", IMAGE.step("useradd"))
    assert made
    assert user == group == made[1]
    assert int(user) >= 10_000


def test_the_bots_folders_are_volumes_of_its_own_user() -> None:
    volumes = IMAGE.last_of("VOLUME").args
    variables = IMAGE.variables
    assert [variables["PUPPYSLUG_DATA_DIR"], variables["PUPPYSLUG_CACHE_DIR"]] == volumes
    assert re.search(rf"--owner=puppyslug .*{' '.join(volumes)}$", IMAGE.step("install"))


def test_signals_reach_the_bot_because_no_shell_stands_before_it() -> None:
    assert all(IMAGE.last_of(keyword).json for keyword in ("ENTRYPOINT", "CMD", "HEALTHCHECK"))


def test_every_variable_is_a_setting_of_the_bot() -> None:
    ours = {name for name in IMAGE.variables if name.startswith(("PUPPYSLUG_", "TELEGRAM_"))}
    assert ours
    assert ours - set(VARIABLES) == set()


def test_the_ports_are_the_usual_ones_on_every_address() -> None:
    binds = {name: value for name, value in IMAGE.variables.items() if name.endswith("_BIND")}
    usual = {name: Settings.model_fields[VARIABLES[name]].default for name in binds}
    assert binds == {name: bind.replace("127.0.0.1", "0.0.0.0") for name, bind in usual.items()}
    assert set(IMAGE.last_of("EXPOSE").args) == set(ports_of(binds).values())


def test_only_pinned_versions_are_installed() -> None:
    installs = [step for stage in STAGES.values() for step in stage.steps if "pip install" in step]
    assert len(installs) == 3
    assert all(
        "--constraint constraints.txt" in step or "--no-index" in step for step in installs
    ), installs


def test_what_is_installed_is_what_the_project_depends_on(base: Rehearsal) -> None:
    build = base.path("/build")
    (build / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())

    done = base.run(DEPENDENCIES.step("tomllib"))

    assert done.returncode == 0, done.stderr
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (build / "requirements.txt").read_text().splitlines() == project["dependencies"]


@pytest.mark.parametrize(
    ("torch", "index", "complaint"),
    [
        ("cuda", "", ""),
        ("cuda", "https://index.example/", ""),
        ("cpu", "https://index.example/cpu", ""),
        ("cpu", "", "TORCH=cpu needs PIP_EXTRA_INDEX_URL"),
        ("rocm", "", "TORCH is cuda or cpu, not 'rocm'"),
        ("", "https://index.example/", "TORCH is cuda or cpu, not ''"),
    ],
)
def test_a_build_that_cannot_succeed_fails_at_once_and_says_why(
    base: Rehearsal, torch: str, index: str, complaint: str
) -> None:
    done = base.run(DEPENDENCIES.step("case"), TORCH=torch, PIP_EXTRA_INDEX_URL=index)

    assert bool(done.returncode) == bool(complaint)
    assert complaint in done.stderr


@pytest.mark.slow
def test_the_torch_that_came_must_be_the_one_that_was_asked_for(container: Rehearsal) -> None:
    step = DEPENDENCIES.step("import torch")
    outcomes = {torch: container.run(step, TORCH=torch) for torch in ("cpu", "cuda")}
    failed = [(torch, done) for torch, done in outcomes.items() if done.returncode]
    assert len(failed) == 1, outcomes
    torch, done = failed[0]
    assert f"TORCH is {torch}, but the index gave one for" in done.stderr


def test_the_bot_is_built_from_what_is_in_the_image_already() -> None:
    assert BOT.base == "dependencies"
    assert "--no-index --no-build-isolation --no-deps" in BOT.step("pip install")
