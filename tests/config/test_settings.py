import pytest
from hypothesis import given
from hypothesis import strategies as st

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
