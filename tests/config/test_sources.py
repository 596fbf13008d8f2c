import re
from pathlib import Path

import pytest
from dotenv import dotenv_values

from config.settings import Address, Settings
from config.sources import (
    CONFIG_VARIABLE,
    VARIABLES,
    InvalidSettingsError,
    is_secret,
    load_settings,
)

ROOT = Path(__file__).parents[2]
ASSIGNMENT = re.compile(r"^#([A-Z_]+)=(.*)$", re.MULTILINE)


def load_problems() -> tuple[str, ...]:
    with pytest.raises(InvalidSettingsError) as caught:
        load_settings()
    return caught.value.problems


def load_problem() -> str:
    (problem,) = load_problems()
    return problem


def test_without_any_setting_the_defaults_work() -> None:
    settings = load_settings()
    assert settings.room_address == Address("127.0.0.1", 8765)
    assert settings.workers == "auto"
    assert settings.device == "auto"


def test_the_environment_wins_over_env_file_and_toml(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = empty_folder / "bot.toml"
    toml.write_text('workers = 1\ndevice = "cuda:1"\nlog_level = "error"\n')
    (empty_folder / ".env").write_text(
        f"{CONFIG_VARIABLE}={toml}\nPUPPYSLUG_WORKERS=2\nPUPPYSLUG_DEVICE=cuda\nOTHER=1\n"
    )
    monkeypatch.setenv("PUPPYSLUG_WORKERS", "3")
    settings = load_settings()
    assert (settings.workers, settings.device, settings.log_level) == (3, "cuda", "error")


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, CONFIG_VARIABLE):
        monkeypatch.setenv(name, "")
    assert load_settings() == Settings()


def test_a_list_that_holds_no_id_is_told_with_what_it_may_hold(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUPPYSLUG_DENY", "discord:1,bob")
    assert load_problem() == (
        "PUPPYSLUG_DENY can't be 'bob'; it must be ids separated by commas, "
        "such as discord:123, telegram:-100123 or discord:server:42."
    )
    monkeypatch.delenv("PUPPYSLUG_DENY")
    toml = empty_folder / "bot.toml"
    toml.write_text('allow = ["discord:1", "web:room"]\n')
    monkeypatch.setenv(CONFIG_VARIABLE, str(toml))
    assert load_settings().allow == ("discord:1", "web:room")


def test_folders_may_begin_with_the_home_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUPPYSLUG_DATA_DIR", "~/dreams")
    assert load_settings().data_dir == Path.home() / "dreams"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUPPYSLUG_ROOM_BIND", "here"),
        ("PUPPYSLUG_ROOM_BIND", "127.0.0.1:99999"),
        ("PUPPYSLUG_WORKERS", "0"),
        ("PUPPYSLUG_WORKERS", "many"),
        ("PUPPYSLUG_DEVICE", "tpu"),
        ("PUPPYSLUG_LOG_LEVEL", "loud"),
        ("PUPPYSLUG_LOG_FORMAT", "xml"),
        ("PUPPYSLUG_TIME_LIMIT", "soon"),
        ("PUPPYSLUG_TIME_LIMIT", "1"),
        ("PUPPYSLUG_MAX_PIXELS", "-5"),
        ("PUPPYSLUG_MAX_UPLOAD_MB", "1e9"),
        ("PUPPYSLUG_MAX_WAITING", "0"),
        ("PUPPYSLUG_MAX_WAITING_PER_PERSON", "none"),
        ("PUPPYSLUG_KEEP_HOURS", "-1"),
        ("PUPPYSLUG_KEEP_HOURS", "8761"),
        ("PUPPYSLUG_WEIGHTS_MIRROR", "ftp://example.org"),
        ("DISCORD_API_BASE", "discord.com/api"),
        ("DISCORD_API_BASE", "wss://proxy"),
        ("DISCORD_GATEWAY", "https://proxy"),
        ("DISCORD_GATEWAY", "wss:///"),
        ("PUPPYSLUG_PRESETS_DIR", "/no/such/folder"),
        ("PUPPYSLUG_NETWORKS_FILE", "/no/such/file.toml"),
    ],
)
def test_a_bad_value_is_named_with_its_variable_and_what_is_allowed(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    problem = load_problem()
    assert problem.startswith(f"{name} can't be ")
    assert value in problem
    assert str(Settings.model_fields[VARIABLES[name]].title) in problem


def test_a_bad_value_in_a_file_is_named_with_the_file(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = empty_folder / "bot.toml"
    toml.write_text("workers = 0\n")
    (empty_folder / ".env").write_text("PUPPYSLUG_DEVICE=tpu\n")
    monkeypatch.setenv(CONFIG_VARIABLE, str(toml))
    assert {problem.split(" can't be ")[0] for problem in load_problems()} == {
        f"workers in {toml}",
        "PUPPYSLUG_DEVICE in .env",
    }


def test_all_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUPPYSLUG_WORKERS", "0")
    monkeypatch.setenv("PUPPYSLUG_DEVICE", "tpu")
    monkeypatch.setenv("PUPPYSLUG_COLOUR", "blue")
    assert len(load_problems()) == 3


@pytest.mark.parametrize("value", ["short", 12345678])
def test_a_secret_is_never_shown(
    value: str | int, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = empty_folder / "bot.toml"
    toml.write_text(f"room_key = {value!r}\n")
    monkeypatch.setenv(CONFIG_VARIABLE, str(toml))
    problem = load_problem()
    assert str(value) not in problem
    assert "at least 8 characters" in problem


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("PUPPYSLUG_ROMM_BIND", "PUPPYSLUG_ROOM_BIND"),
        ("PUPPYSLUG_WORKER", "PUPPYSLUG_WORKERS"),
        ("PUPPYSLUG_CONFG", "PUPPYSLUG_CONFIG"),
    ],
)
@pytest.mark.parametrize("place", ["environment", ".env"])
def test_an_unknown_variable_names_the_nearest(
    name: str, nearest: str, place: str, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == "environment":
        monkeypatch.setenv(name, "x")
    else:
        (empty_folder / ".env").write_text(f"{name}=x\n")
    problem = load_problem()
    assert problem.startswith(f"{name} in ")
    assert place in problem
    assert f"Did you mean {nearest}?" in problem


@pytest.mark.parametrize("key", ["room_bnd", "PUPPYSLUG_ROOM_BIND", "ROOM_BIND"])
def test_an_unknown_key_names_the_nearest(
    key: str, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = empty_folder / "bot.toml"
    toml.write_text(f'{key} = "off"\n')
    monkeypatch.setenv(CONFIG_VARIABLE, str(toml))
    assert load_problem() == f"{key} in {toml} is no setting. Did you mean room_bind?"


@pytest.mark.parametrize("content", [None, b"workers = ", b"\xff\xfe"])
def test_a_toml_file_that_cannot_be_read_is_named(
    content: bytes | None, empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toml = empty_folder / "bot.toml"
    if content is not None:
        toml.write_bytes(content)
    monkeypatch.setenv(CONFIG_VARIABLE, str(toml))
    assert str(toml) in load_problem()


def test_an_env_file_that_cannot_be_read_is_named(empty_folder: Path) -> None:
    (empty_folder / ".env").write_bytes(b"\xff\xfe\x00")
    assert str(empty_folder / ".env") in load_problem()


@pytest.mark.parametrize("bind", ["0.0.0.0:8765", "[::]:8765", "192.168.1.5:1", "example.org:80"])
def test_a_bind_that_others_reach_needs_a_key(bind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUPPYSLUG_ROOM_BIND", bind)
    problem = load_problem()
    assert bind in problem
    assert "PUPPYSLUG_ROOM_KEY" in problem
    monkeypatch.setenv("PUPPYSLUG_ROOM_KEY", "open sesame")
    assert load_settings().room_bind == bind


@pytest.mark.parametrize("name", ["DISCORD_TOKEN", "TELEGRAM_TOKEN", "PUPPYSLUG_DATABASE"])
def test_a_secret_in_two_places_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "postgresql://a:very-secret@b/c")
    monkeypatch.setenv(f"{name}_FILE", "/run/secrets/token")
    problem = load_problem()
    assert problem.startswith(f"{name} and {name}_FILE are both set.")
    assert "very-secret" not in problem


def test_discord_may_be_reached_through_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_API_BASE", "http://127.0.0.1:80/api/v10/")
    monkeypatch.setenv("DISCORD_GATEWAY", "ws://127.0.0.1:80/gateway")
    settings = load_settings()
    assert settings.discord_api_base == "http://127.0.0.1:80/api/v10"
    assert settings.discord_gateway == "ws://127.0.0.1:80/gateway"


def test_what_nobody_may_see_is_known() -> None:
    assert {field for field in Settings.model_fields if is_secret(field)} == {
        "room_key",
        "database",
        "discord_token",
        "telegram_token",
        "telegram_webhook_secret",
    }


def test_the_example_file_lists_every_setting_with_its_default(empty_folder: Path) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [name for name, _ in ASSIGNMENT.findall(example)] == list(
        dict.fromkeys(name for name, _ in ASSIGNMENT.findall(example))
    )
    assert {name for name, _ in ASSIGNMENT.findall(example)} == {CONFIG_VARIABLE, *VARIABLES}
    defaults = Settings()
    (empty_folder / ".env").write_text(ASSIGNMENT.sub(r"\1=\2", example))
    assert dotenv_values(".env").keys() == {CONFIG_VARIABLE, *VARIABLES}
    assert load_settings() == defaults


def test_the_example_file_tells_each_limit() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for field in Settings.model_fields.values():
        for number in re.findall(r"\d+", str(field.title)):
            assert number in example
