from pathlib import Path
from typing import Any

import pytest

from bot.adapters.web import Room, RoomSettings
from bot.errors import BotError, BotErrorCode, SettingError
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest


async def test_the_address_is_the_one_it_listens_on(room: Room) -> None:
    assert room.address.startswith("http://127.0.0.1:")
    async with Guest(room.address) as guest:
        assert (await guest.get("/healthz"))[0] == 200


async def test_an_address_that_is_taken_is_told_so(open_room: OpenRoom, tmp_path: Path) -> None:
    async with open_room() as room:
        port = int(room.address.rpartition(":")[2])
        with pytest.raises(BotError, match=f"127.0.0.1:{port} already") as caught:
            async with open_room(port=port, data_dir=tmp_path / "second"):
                pass
        assert caught.value.code is BotErrorCode.ADDRESS_IN_USE
        async with Guest(room.address) as guest:
            assert (await guest.get("/healthz"))[0] == 200
    async with open_room(port=port) as again:
        assert again.address == room.address


async def test_an_address_of_another_machine_is_told_so(open_room: OpenRoom) -> None:
    with pytest.raises(SettingError, match=r"can't listen on 203\.0\.113\.9"):
        async with open_room(host="203.0.113.9", key="moss-and-amber"):
            pass


async def test_a_folder_that_cannot_be_written_is_told_so(
    open_room: OpenRoom, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(SettingError, match="can't write"):
        async with open_room(data_dir=tmp_path / "file"):
            pass


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8765"),
        ("::", "http://[::1]:8765"),
        ("::1", "http://[::1]:8765"),
    ],
)
def test_the_address_can_be_opened_in_a_browser(host: str, address: str, tmp_path: Path) -> None:
    settings = RoomSettings(host=host, port=8765, data_dir=tmp_path, key="moss-and-amber")
    parts: dict[str, Any] = {"engine": None, "service": None, "records": None, "presets": {}}
    room = Room(settings, **parts)
    assert room.address == address
