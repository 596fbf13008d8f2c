import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import doctor
from bot.catalogue import load_catalogue
from bot.doctor import Check, examine
from bot.wiring import build_records
from config.settings import Settings
from tests.postgres import ENCODED_PASSWORD, PASSWORD, PostgresServer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data",
        cache_dir=tmp_path / "caches",
        room_bind="127.0.0.1:8765",
        device="cpu",
    )


def look(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, Check]:
    """All checks by name, without the seconds of the one that starts a process."""
    monkeypatch.setattr(doctor, "_examine_device", _cpu)
    return {check.name: check for check in examine(settings, load_catalogue(settings))}


def _cpu(wanted: str) -> Check:
    return doctor._choose_device(wanted, (), 2)


def test_everything_a_dream_needs_is_looked_at(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = look(settings, monkeypatch)
    assert {"puppyslug", "packages", "device", "presets", "room"} < checks.keys()
    assert {"data folder", "database", "cache folder", "network efficientnet-lite0"} < checks.keys()
    assert all(check.state != "problem" for check in checks.values())
    assert "torch" in checks["packages"].detail


def test_the_child_process_finds_torch_and_its_threads() -> None:
    check = doctor._examine_device("cpu")
    assert check.state == "ok"
    assert check.detail.startswith("cpu (")


def test_a_torch_that_does_not_start_is_told_by_its_last_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "_PROBE", "raise ImportError('libcudart is missing')")
    check = doctor._examine_device("auto")
    assert check.state == "problem"
    assert "ImportError: libcudart is missing" in check.detail


def test_a_torch_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_PROBE", "import time; time.sleep(60)")
    monkeypatch.setattr(doctor, "_PROBE_SECONDS", 0.2)
    assert doctor._examine_device("auto").state == "problem"


@pytest.mark.parametrize(
    ("wanted", "gpus", "state", "told"),
    [
        ("auto", (), "ok", "cpu (2 threads)"),
        ("cpu", ("H100",), "ok", "cpu (2 threads)"),
        ("auto", ("H100", "A100"), "ok", "cuda:0 (H100)"),
        ("cuda", ("H100", "A100"), "ok", "cuda:0 (H100)"),
        ("cuda:1", ("H100", "A100"), "ok", "cuda:1 (A100)"),
        ("cuda", (), "problem", "PUPPYSLUG_DEVICE is cuda"),
        ("cuda:2", ("H100", "A100"), "problem", "torch sees 2 CUDA devices"),
    ],
)
def test_the_device_is_the_one_that_was_set_or_the_best(
    wanted: str, gpus: tuple[str, ...], state: str, told: str
) -> None:
    check = doctor._choose_device(wanted, gpus, 2)
    assert check.state == state
    assert told in check.detail


def test_tokens_are_told_set_or_not_and_never_shown(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "telegram"
    file.write_text("very-secret-telegram")
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret-discord")
    monkeypatch.setenv("TELEGRAM_TOKEN_FILE", str(file))
    with_tokens = Settings(**settings.model_dump(exclude_unset=True))
    checks = look(with_tokens, monkeypatch)
    assert checks["Discord token"].detail == "set"
    assert checks["Telegram token"].detail == f"set, in {file}"
    assert "very-secret" not in str(list(checks.values()))


def test_a_token_that_the_bot_could_not_use_is_a_problem(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "discord"
    with_file = settings.model_copy(update={"discord_token_file": file})
    for content, told in ((None, "can't be read"), ("\n", "is empty"), ("a b", "holds no token")):
        if content is not None:
            file.write_text(content)
        check = look(with_file, monkeypatch)["Discord token"]
        assert check.state == "problem"
        assert f"DISCORD_TOKEN_FILE names {file}" in check.detail
        assert told in check.detail
        assert check.hint


def test_a_folder_that_cannot_be_made_is_a_problem_with_its_variable(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    blocked = settings.model_copy(update={"data_dir": tmp_path / "file" / "data"})
    check = look(blocked, monkeypatch)["data folder"]
    assert check.state == "problem"
    assert "PUPPYSLUG_DATA_DIR" in check.hint


def test_the_file_of_the_records_is_looked_at_and_not_made(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = look(settings, monkeypatch)["database"]
    assert (check.state, "made when first needed" in check.detail) == ("ok", True)
    assert not settings.data_dir.exists()
    settings.data_dir.mkdir()
    asyncio.run(open_and_close(settings))
    check = look(settings, monkeypatch)["database"]
    assert check.state == "ok"
    assert re.search(r"records\.sqlite3, SQLite 3\.[\d.]+, tables up to date", check.detail)
    (settings.data_dir / "records.sqlite3").write_text("something else entirely" * 50)
    check = look(settings, monkeypatch)["database"]
    assert (check.state, "PUPPYSLUG_DATA_DIR" in check.hint) == ("problem", True)


async def open_and_close(settings: Settings) -> None:
    async with build_records(settings):
        pass


def test_a_postgresql_is_looked_at_though_a_bot_runs_with_it_and_never_shown_whole(
    settings: Settings, empty_postgres_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_server = settings.model_copy(update={"database": SecretStr(empty_postgres_address)})
    check = look(with_server, monkeypatch)["database"]
    assert check.state == "ok"
    assert "tables to be made at the next start" in check.detail

    async def look_beside_a_bot() -> Check:
        async with build_records(with_server):
            return (await asyncio.to_thread(look, with_server, monkeypatch))["database"]

    check = asyncio.run(look_beside_a_bot())
    assert check.state == "ok"
    assert re.search(
        r"postgresql://puppyslug@127\.0\.0\.1:\d+/\w+, PostgreSQL \d+.*, tables up to date",
        check.detail,
    )
    assert ENCODED_PASSWORD not in str(check)


def test_a_postgresql_that_cannot_be_used_is_a_problem_with_its_variable(
    settings: Settings, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (
        postgres.address("missing"),
        postgres.address("postgres", password="wr0ng"),
        "postgresql://ann:wr0ng@db:port/x",
    ):
        wrong = settings.model_copy(update={"database": SecretStr(address)})
        check = look(wrong, monkeypatch)["database"]
        assert check.state == "problem"
        assert "PUPPYSLUG_DATABASE" in check.detail + check.hint
        assert "wr0ng" not in str(check)


def test_a_postgresql_where_no_table_can_be_made_is_a_problem(
    settings: Settings, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = postgres.create_database()
    postgres.run_sql(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{PASSWORD}'")
    postgres.run_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC", database=name)
    address = SecretStr(postgres.address(name, user=name))
    check = look(settings.model_copy(update={"database": address}), monkeypatch)["database"]
    assert (check.state, "grant it CREATE" in check.hint) == ("problem", True)
    postgres.drop_database(name)


def test_a_room_that_is_off_is_no_problem(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = settings.model_copy(update={"room_bind": "off"})
    assert look(off, monkeypatch)["room"].state == "note"


def test_a_default_network_that_is_missing_is_a_problem_and_another_a_note(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.networks.weights_ready", lambda *_args, **_more: False)
    checks = look(settings, monkeypatch)
    states = {name: check.state for name, check in checks.items() if name.startswith("network ")}
    assert states.pop("network efficientnet-lite0") == "problem"
    assert set(states.values()) <= {"note"}


def test_looking_imports_no_torch_here() -> None:
    probe = (
        "import sys\nfrom bot.catalogue import load_catalogue\nfrom bot.doctor import examine\n"
        "from config.settings import Settings\nsettings = Settings(device='cpu')\n"
        "examine(settings, load_catalogue(settings))\nassert 'torch' not in sys.modules\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", probe], cwd=root, check=True, timeout=110)
