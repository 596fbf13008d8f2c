from pathlib import Path

import pytest

from bot.catalogue import load_catalogue
from bot.errors import SettingError
from bot.wiring import build_engine, room_settings, service_limits
from config.settings import Settings


def test_the_room_gets_its_address_key_and_limits(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "room_bind": "[::1]:99",
            "room_key": "open sesame",
            "max_upload_mb": 3,
            "data_dir": tmp_path,
        }
    )
    room = room_settings(settings)
    assert (room.host, room.port, room.key) == ("::1", 99, "open sesame")
    assert (room.data_dir, room.max_upload_bytes) == (tmp_path, 3 * 2**20)


def test_without_a_room_there_is_nothing_to_run() -> None:
    with pytest.raises(SettingError, match="PUPPYSLUG_ROOM_BIND is off"):
        room_settings(Settings(room_bind="off"))


def test_the_service_gets_its_limits() -> None:
    limits = service_limits(Settings(max_waiting=7, max_waiting_per_person=2, time_limit=30))
    assert (limits.max_waiting, limits.max_waiting_per_person) == (7, 2)
    assert limits.time_limit_seconds == 30


@pytest.mark.parametrize(("written", "workers"), [("auto", None), (3, 3)])
async def test_the_engine_starts_as_many_workers_as_were_set(
    written: object, workers: int | None
) -> None:
    settings = Settings.model_validate({"workers": written, "device": "cpu"})
    async with build_engine(settings, load_catalogue(settings)) as engine:
        started = len(engine.status.devices)
        assert set(engine.status.devices) == {"cpu"}
    assert started >= 1 if workers is None else started == workers
