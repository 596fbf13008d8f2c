from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from config.settings import Address, Settings, parse_bind


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8765", Address("127.0.0.1", 8765)),
        ("localhost:0", Address("localhost", 0)),
        ("[::1]:8765", Address("::1", 8765)),
        ("room.example.org:443", Address("room.example.org", 443)),
        ("off", None),
        ("OFF", None),
    ],
)
def test_a_bind_is_host_and_port_or_off(text: str, address: Address | None) -> None:
    assert parse_bind(text) == address


@pytest.mark.parametrize(
    "text", ["", "8765", "127.0.0.1", ":8765", "host:port", "host:70000", "::1:8765", "a b:1"]
)
def test_anything_else_is_no_bind(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        parse_bind(text)


@given(st.ip_addresses(v=4), st.integers(0, 65535))
def test_every_ipv4_address_and_port_is_a_bind(host: object, port: int) -> None:
    assert parse_bind(f"{host}:{port}") == Address(str(host), port)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.5", False),
        ("localhost.example.org", False),
    ],
)
def test_only_this_machine_is_loopback(host: str, loopback: bool) -> None:
    assert Address(host, 1).is_loopback is loopback


def test_settings_cannot_be_changed_later() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().workers = 3


def test_every_setting_says_what_it_does_and_what_it_allows() -> None:
    for name, field in Settings.model_fields.items():
        assert field.title, name
        assert field.description, name


def test_a_shown_settings_object_keeps_its_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret-token")
    monkeypatch.setenv("PUPPYSLUG_ROOM_KEY", "very-secret-key")
    settings = Settings()
    assert settings.discord_token is not None
    assert "very-secret" not in f"{settings!r} {settings} {settings.model_dump()}"


@pytest.mark.parametrize(
    "address",
    ["postgresql://a:b@c:1/d", "postgres://c/d?sslmode=require", "postgresql+asyncpg:///d"],
)
def test_a_database_is_an_address_of_postgresqls(address: str) -> None:
    settings = Settings(database=SecretStr(address))
    assert settings.database == SecretStr(address)
    assert "a:b" not in f"{settings!r} {settings.model_dump()}"


@pytest.mark.parametrize("address", ["records.sqlite3", "mysql://a:b@c/d", "host=c dbname=d"])
def test_anything_else_is_no_database(address: str) -> None:
    with pytest.raises(ValueError, match="database"):
        Settings(database=SecretStr(address))


WEBHOOK = "https://bot.example/hook"


@pytest.mark.parametrize(
    "url", [WEBHOOK, "https://bot.example:8443/hook", "https://bot.example:88", "https://[::1]:80/"]
)
def test_telegram_calls_by_tls_through_its_four_ports(url: str) -> None:
    assert Settings(telegram_webhook_url=url).telegram_webhook_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://bot.example/hook",
        "https://bot.example:8080/hook",
        "https://bot.example:99999/hook",
        "http://bot.example:443",
    ],
)
def test_where_telegram_cannot_call_is_refused_unless_the_server_is_ones_own(url: str) -> None:
    with pytest.raises(ValueError, match="port 443, 80, 88 or 8443"):
        Settings(telegram_webhook_url=url)
    own = Settings(telegram_webhook_url=url, telegram_api_base="http://127.0.0.1:8081")
    assert own.telegram_webhook_url == url


@pytest.mark.parametrize("url", ["bot.example/hook", "ftp://bot.example", "https://", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    for name in ("telegram_webhook_url", "telegram_api_base"):
        with pytest.raises(ValueError, match=name):
            Settings.model_validate({name: url})


@given(st.text(max_size=300))
def test_a_secret_is_what_telegram_takes_as_one(secret: str) -> None:
    allowed = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    is_allowed = 1 <= len(secret) <= 256 and set(secret) <= allowed
    try:
        settings = Settings(telegram_webhook_secret=SecretStr(secret))
    except ValueError:
        assert not is_allowed
    else:
        assert is_allowed
        assert settings.telegram_webhook_secret is not None


@pytest.mark.parametrize("secret", ["a", "A-z_9" * 51 + "x"])
def test_secrets_may_be_short_and_long(secret: str) -> None:
    assert Settings(telegram_webhook_secret=SecretStr(secret)).telegram_webhook_secret


@pytest.mark.parametrize("secret", ["", "a b", "ü", "a\n", "a" * 257])
def test_other_secrets_are_refused_without_being_shown(secret: str) -> None:
    with pytest.raises(ValueError, match="telegram_webhook_secret"):
        Settings(telegram_webhook_secret=SecretStr(secret))


def test_the_webhook_listens_on_this_machine_unless_told_otherwise() -> None:
    assert Settings().webhook_address == Address("127.0.0.1", 8766)
    assert Settings(telegram_webhook_bind="0.0.0.0:80").webhook_address == Address("0.0.0.0", 80)


@pytest.mark.parametrize("bind", ["off", "8766", "127.0.0.1:70000", ""])
def test_the_webhook_has_to_listen_somewhere(bind: str) -> None:
    with pytest.raises(ValueError, match="telegram_webhook_bind"):
        Settings(telegram_webhook_bind=bind)


def test_a_token_comes_from_one_place(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="TELEGRAM_TOKEN and TELEGRAM_TOKEN_FILE are both set"):
        Settings(telegram_token=SecretStr("a"), telegram_token_file=tmp_path / "b")


def test_telegrams_secrets_are_never_shown() -> None:
    settings = Settings(
        telegram_token=SecretStr("very-secret"), telegram_webhook_secret=SecretStr("very-secret")
    )
    assert "very-secret" not in f"{settings!r} {settings} {settings.model_dump()}"


IDS = ("discord:123", "discord:server:42", "telegram:-1001234", "telegram:5", "web:room")


@pytest.mark.parametrize("text", [",".join(IDS), ", ".join(IDS), "\n".join(IDS), " ".join(IDS)])
def test_a_list_of_ids_is_written_with_commas_or_spaces(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUPPYSLUG_ALLOW", text)
    monkeypatch.setenv("PUPPYSLUG_DENY", f"{text},")
    assert Settings().allow == Settings().deny == IDS
    assert Settings.model_validate({"allow": list(IDS)}).deny == IDS


@pytest.mark.parametrize(
    "text",
    [
        "123",
        "discord:ann",
        "discord:server:",
        "telegram:@ann",
        "slack:1",
        "web:lobby",
        "discord:-1",
    ],
)
def test_what_is_no_id_is_refused(text: str) -> None:
    for name in ("allow", "deny"):
        with pytest.raises(ValueError, match=name):
            Settings.model_validate({name: f"discord:123,{text}"})


def test_a_visitor_of_the_room_has_an_id() -> None:
    assert Settings.model_validate({"deny": "web:0123456789abcdef"}).deny


QUOTAS = (
    "dreams_per_hour",
    "chat_dreams_per_hour",
    "server_dreams_per_hour",
    "megapixels_per_day",
    "chat_megapixels_per_day",
    "server_megapixels_per_day",
    "cooldown",
)


@pytest.mark.parametrize("name", QUOTAS)
def test_a_quota_may_be_off_and_is_never_less(name: str) -> None:
    assert getattr(Settings.model_validate({name: 0}), name) == 0
    with pytest.raises(ValueError, match=name):
        Settings.model_validate({name: -1})


def test_by_default_twenty_people_who_dream_all_evening_notice_no_limit() -> None:
    """Each of them asks for forty pictures an hour, for five hours, of a megapixel each."""
    settings = Settings()
    assert settings.dreams_per_hour >= 2 * 40
    assert min(settings.chat_dreams_per_hour, settings.server_dreams_per_hour) >= 20 * 40
    assert settings.megapixels_per_day >= 5 * 40
    chats = (settings.chat_megapixels_per_day, settings.server_megapixels_per_day)
    assert min(chats) >= 20 * 5 * 40
    assert settings.cooldown == 0
    assert settings.allow == settings.deny == ()


def test_metrics_are_told_to_this_machine_unless_told_otherwise() -> None:
    assert Settings().metrics_address == Address("127.0.0.1", 8767)
    assert Settings(metrics_bind="[::1]:9000").metrics_address == Address("::1", 9000)
    assert Settings(metrics_bind="off").metrics_address is None


def test_it_is_known_whether_somebody_chose_where_metrics_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not Settings().is_metrics_bind_chosen
    monkeypatch.setenv("PUPPYSLUG_METRICS_BIND", "127.0.0.1:8767")
    assert Settings().is_metrics_bind_chosen
    assert Settings().model_copy(update={"workers": 2}).is_metrics_bind_chosen
