from pathlib import Path

import pytest

from bot.adapters.web.settings import RoomSettings, is_loopback
from bot.errors import SettingError


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "[::1]", "127.9.9.9"]
)
def test_loopback_needs_no_key(host: str, tmp_path: Path) -> None:
    assert is_loopback(host)
    assert RoomSettings(host=host, port=8765, data_dir=tmp_path).loopback


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "localhost.example.org", "room"])
def test_any_other_bind_needs_a_key(host: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="without a room key") as caught:
        RoomSettings(host=host, port=8765, data_dir=tmp_path)
    assert "PUPPYSLUG_ROOM_KEY" in caught.value.hint
    assert not RoomSettings(host=host, port=1, data_dir=tmp_path, key="moss-and-amber").loopback


def test_a_short_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="too short"):
        RoomSettings(host="127.0.0.1", port=8765, data_dir=tmp_path, key="moss")


@pytest.mark.parametrize(
    ("name", "value"), [("port", -1), ("port", 70_000), ("max_upload_bytes", 1)]
)
def test_numbers_out_of_range_are_refused(name: str, value: int, tmp_path: Path) -> None:
    values = {"host": "127.0.0.1", "port": 0, "data_dir": tmp_path, name: value}
    with pytest.raises(SettingError, match=str(value)):
        RoomSettings(**values)  # type: ignore[arg-type]
