import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.catalogue import load_catalogue
from bot.errors import SettingError
from bot.service import Allowance, QuotaLimits, Rules
from bot.wiring import (
    admission_rules,
    build_engine,
    build_records,
    check_meeting_places,
    discord_settings,
    quota_limits,
    room_settings,
    service_limits,
    telegram_settings,
)
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
    assert room is not None
    assert (room.host, room.port, room.key) == ("::1", 99, "open sesame")
    assert (room.data_dir, room.max_upload_bytes) == (tmp_path, 3 * 2**20)


@pytest.mark.parametrize(("gallery", "kept"), [("off", 7200.0), ("on", None)])
def test_the_room_keeps_what_is_posted_as_long_as_was_set(gallery: str, kept: float | None) -> None:
    room = room_settings(Settings.model_validate({"keep_hours": 2, "room_gallery": gallery}))
    assert room is not None
    assert room.keep_seconds == kept


def test_a_room_that_is_off_has_no_settings() -> None:
    assert room_settings(Settings(room_bind="off")) is None


def test_without_a_room_and_a_token_the_bot_would_meet_nobody() -> None:
    with pytest.raises(SettingError, match="PUPPYSLUG_ROOM_BIND is off, and neither DISCORD_TOKEN"):
        check_meeting_places(Settings(room_bind="off"))
    check_meeting_places(Settings(room_bind="off", discord_token=SecretStr("token")))
    check_meeting_places(Settings(room_bind="off", telegram_token=SecretStr("token")))
    check_meeting_places(Settings())


def test_the_admission_gets_its_lists_and_quotas() -> None:
    settings = Settings.model_validate(
        {
            "allow": "discord:server:42",
            "deny": "discord:1,telegram:-5",
            "dreams_per_hour": 1,
            "chat_dreams_per_hour": 2,
            "server_dreams_per_hour": 3,
            "megapixels_per_day": 4,
            "chat_megapixels_per_day": 5,
            "server_megapixels_per_day": 6,
            "cooldown": 7,
        }
    )
    assert admission_rules(settings) == Rules(
        allow=frozenset({"discord:server:42"}), deny=frozenset({"discord:1", "telegram:-5"})
    )
    assert quota_limits(settings) == QuotaLimits(
        person=Allowance(dreams_per_hour=1, pixels_per_day=4_000_000),
        chat=Allowance(dreams_per_hour=2, pixels_per_day=5_000_000),
        server=Allowance(dreams_per_hour=3, pixels_per_day=6_000_000),
        cooldown_seconds=7,
    )


def test_discord_gets_its_token_and_proxies(tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path,
            "discord_api_base": "https://proxy/api/v10/",
            "discord_gateway": "wss://proxy/gateway",
            "max_upload_mb": 3,
        }
    )
    discord = discord_settings(settings, SecretStr("very-secret"))
    assert (discord.token, discord.data_dir) == ("very-secret", tmp_path)
    assert discord.api_base == "https://proxy/api/v10"
    assert discord.gateway == "wss://proxy/gateway"
    assert discord.incoming_bytes == 3 * 2**20
    assert "very-secret" not in repr(discord)


def test_telegram_gets_its_token_and_asks_for_what_happens() -> None:
    telegram = telegram_settings(Settings(), SecretStr("very-secret"))
    assert (telegram.token, telegram.api_base, telegram.webhook) == ("very-secret", None, None)
    assert telegram.incoming_bytes == 20 * 2**20
    assert "very-secret" not in repr(telegram)


def test_a_telegram_server_of_ones_own_takes_files_as_large_as_was_set() -> None:
    settings = Settings.model_validate(
        {"telegram_api_base": "http://127.0.0.1:8081/", "max_upload_mb": 100}
    )
    telegram = telegram_settings(settings, SecretStr("token"))
    assert (telegram.api_base, telegram.incoming_bytes) == ("http://127.0.0.1:8081", 100 * 2**20)


def test_a_webhook_has_its_address_secret_and_where_to_listen() -> None:
    settings = Settings.model_validate(
        {
            "telegram_webhook_url": "https://bot.example/hook",
            "telegram_webhook_secret": "open-sesame",
            "telegram_webhook_bind": "[::1]:99",
        }
    )
    webhook = telegram_settings(settings, SecretStr("token")).webhook
    assert webhook is not None
    assert (webhook.url, webhook.secret) == ("https://bot.example/hook", "open-sesame")
    assert (webhook.host, webhook.port) == ("::1", 99)


def test_a_webhook_without_a_secret_gets_a_new_one_at_each_start() -> None:
    settings = Settings.model_validate({"telegram_webhook_url": "https://bot.example/hook"})
    secrets = set()
    for _ in range(2):
        webhook = telegram_settings(settings, SecretStr("token")).webhook
        assert webhook is not None
        assert re.fullmatch(r"[A-Za-z0-9_-]{32,256}", webhook.secret)
        secrets.add(webhook.secret)
    assert len(secrets) == 2


async def test_the_records_lie_in_the_data_folder_and_keep_pictures_as_long_as_was_set(
    tmp_path: Path,
) -> None:
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "keep_hours": 2})
    async with build_records(settings) as records:
        assert records._keep_seconds == 7200
    assert (tmp_path / "data" / "records.sqlite3").exists()


async def test_the_records_are_in_the_database_that_was_set(
    postgres_address: str, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path, database=SecretStr(postgres_address))
    async with build_records(settings) as records:
        await records.write_fact("a", "b")
    assert not (tmp_path / "records.sqlite3").exists()


def test_an_address_that_cannot_be_one_is_told() -> None:
    settings = Settings(database=SecretStr("postgresql://ann:s3cret@db:port/x"))
    with pytest.raises(SettingError, match="PUPPYSLUG_DATABASE") as caught:
        build_records(settings)
    assert "s3cret" not in str(caught.value)


def test_the_service_gets_its_limits() -> None:
    settings = Settings(
        max_waiting=7, max_waiting_per_person=2, time_limit=30, moderators_first=True
    )
    limits = service_limits(settings)
    assert (limits.max_waiting, limits.max_waiting_per_person) == (7, 2)
    assert limits.time_limit_seconds == 30
    assert limits.moderators_first
    assert not service_limits(Settings()).moderators_first


@pytest.mark.parametrize(("written", "workers"), [("auto", None), (3, 3)])
async def test_the_engine_starts_as_many_workers_as_were_set(
    written: object, workers: int | None
) -> None:
    settings = Settings.model_validate({"workers": written, "device": "cpu"})
    async with build_engine(settings, load_catalogue(settings)) as engine:
        started = len(engine.status.devices)
        assert set(engine.status.devices) == {"cpu"}
    assert started >= 1 if workers is None else started == workers
