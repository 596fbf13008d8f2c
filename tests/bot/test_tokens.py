from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.errors import SettingError
from bot.tokens import find_secrets, hide_secrets, read_database, read_token, read_tokens
from config.settings import Settings

TOKEN = "MTIz.abc.a-token_of-27-characters---"


def read_discord(settings: Settings) -> str | None:
    token = read_tokens(settings).discord_token
    return token.get_secret_value() if token else None


@pytest.fixture(params=["value", "file"])
def origin(request: pytest.FixtureRequest) -> str:
    """Where the token stands: in the setting itself, or in a file that the setting names."""
    return str(request.param)


def set_discord(origin: str, text: str, folder: Path) -> Settings:
    if origin == "value":
        return Settings(discord_token=SecretStr(text))
    (folder / "token").write_text(text)
    return Settings(discord_token_file=folder / "token")


def test_without_a_token_there_is_none() -> None:
    assert read_discord(Settings()) is None


@pytest.mark.parametrize("written", ["{}", "{}\n", "  {} \r\n", "\n\n{}"])
def test_a_token_is_read_without_what_is_around_it(
    written: str, origin: str, tmp_path: Path
) -> None:
    assert read_discord(set_discord(origin, written.format(TOKEN), tmp_path)) == TOKEN


def test_a_file_from_windows_may_begin_with_a_mark(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xef\xbb\xbf" + TOKEN.encode())
    assert read_discord(Settings(discord_token_file=tmp_path / "token")) == TOKEN


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "is empty"),
        (" \n ", "is empty"),
        (f"Bot {TOKEN}", "holds no token"),
        (f"{TOKEN}\n{TOKEN}", "holds no token"),
        (f"“{TOKEN}”", "holds no token"),
        (TOKEN * 200, "holds no token"),
    ],
)
def test_what_is_no_token_is_told_with_its_setting_and_never_shown(
    written: str, told: str, origin: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingError, match=told) as caught:
        read_tokens(set_discord(origin, written, tmp_path))
    variable = "DISCORD_TOKEN" if origin == "value" else "DISCORD_TOKEN_FILE"
    assert caught.value.sentence.startswith(f"{variable} ")
    assert TOKEN not in str(caught.value)
    if origin == "file":
        assert str(tmp_path / "token") in caught.value.sentence


@pytest.mark.parametrize("content", [None, "folder", b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read_is_named(content: str | bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "token"
    if content == "folder":
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    with pytest.raises(SettingError, match="can't be read") as caught:
        read_token(Settings(telegram_token_file=file), "telegram_token")
    assert f"TELEGRAM_TOKEN_FILE names {file}" in caught.value.sentence


def test_a_token_from_a_file_is_among_the_secrets(tmp_path: Path) -> None:
    settings = set_discord("file", TOKEN, tmp_path)
    both = settings.model_copy(update={"room_key": SecretStr("open sesame")})
    assert find_secrets(both) == ("open sesame",)
    assert set(find_secrets(read_tokens(both))) == {"open sesame", TOKEN}


ADDRESS = "postgresql://ann:s3cret%2Fx@db.example/dreams?sslmode=require"


@pytest.mark.parametrize("written", ["{}", " {}\r\n"])
def test_the_databases_address_is_read_from_its_setting_or_a_file(
    written: str, tmp_path: Path
) -> None:
    (tmp_path / "address").write_text(written.format(ADDRESS))
    for settings in (
        Settings(database=SecretStr(ADDRESS)),
        Settings(database_file=tmp_path / "address"),
    ):
        found = read_tokens(settings).database
        assert found is not None
        assert found.get_secret_value() == ADDRESS
    assert read_database(Settings()) is None


@pytest.mark.parametrize("written", ["", "\n", f"{ADDRESS}\n{ADDRESS}", f"host=db {ADDRESS}"])
def test_a_file_that_holds_no_address_is_named_and_its_content_not(
    written: str, tmp_path: Path
) -> None:
    (tmp_path / "address").write_text(written)
    with pytest.raises(SettingError, match="holds no address") as caught:
        read_database(Settings(database_file=tmp_path / "address"))
    assert f"PUPPYSLUG_DATABASE_FILE names {tmp_path / 'address'}" in caught.value.sentence
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "passwords"),
    [
        (ADDRESS, {"s3cret%2Fx", "s3cret/x"}),
        ("postgresql://db/x?user=ann&password=s3cret%2Fx&a=b", {"s3cret%2Fx", "s3cret/x"}),
        ("postgresql://ann:s3c@ret@db/x", {"s3c@ret"}),
        ("postgresql://ann@db/x", set()),
        ("postgresql://db:5432/x", set()),
    ],
)
def test_the_databases_password_is_among_the_secrets(address: str, passwords: set[str]) -> None:
    found = find_secrets(Settings(database=SecretStr(address)))
    assert set(found) == {address, *passwords}


def test_secrets_are_hidden_for_a_while_and_nothing_else() -> None:
    environ = {
        "DISCORD_TOKEN": TOKEN,
        "telegram_token": TOKEN,
        "PUPPYSLUG_ROOM_KEY": "open sesame",
        "PUPPYSLUG_DATABASE": ADDRESS,
        "DISCORD_TOKEN_FILE": "/run/secrets/discord",
        "PUPPYSLUG_ROOM_BIND": "off",
        "PATH": "/bin",
    }
    before = dict(environ)
    with hide_secrets(environ):
        assert environ.keys() == {"DISCORD_TOKEN_FILE", "PUPPYSLUG_ROOM_BIND", "PATH"}
    assert environ == before
