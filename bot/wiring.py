"""From the settings to the parts: each gets the record that it is made with."""

import secrets
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.catalogue import Catalogue
from bot.errors import SettingError
from config.settings import Settings
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings

if TYPE_CHECKING:
    from bot.adapters.discord import DiscordSettings
    from bot.adapters.telegram import TelegramSettings, WebhookSettings
    from bot.adapters.web import RoomSettings
    from bot.operations import Listener, LoopWatch, Metrics, Readiness
    from bot.records import Records
    from bot.service import QuotaLimits, Rules, ServiceLimits

_MEGAPIXEL = 1_000_000


def build_engine(
    settings: Settings, catalogue: Catalogue, *, workers: int | None = None
) -> ProcessEngine:
    """The engine that dreams in processes of its own; ``workers`` wins over the settings'."""
    chosen = settings.workers if settings.workers != "auto" else None
    return ProcessEngine(
        EngineSettings(
            networks=catalogue.networks,
            cache_dir=settings.cache_dir,
            weights_mirror=settings.weights_mirror,
            device=settings.device,
            workers=workers or chosen,
            max_pixels=settings.max_pixels,
        )
    )


def service_limits(settings: Settings) -> "ServiceLimits":
    """How much the bot takes on."""
    from bot.service import ServiceLimits

    return ServiceLimits(
        max_waiting=settings.max_waiting,
        max_waiting_per_person=settings.max_waiting_per_person,
        time_limit_seconds=settings.time_limit,
        moderators_first=settings.moderators_first,
    )


def admission_rules(settings: Settings) -> "Rules":
    """Who may ask."""
    from bot.service import Rules

    return Rules(allow=frozenset(settings.allow), deny=frozenset(settings.deny))


def quota_limits(settings: Settings) -> "QuotaLimits":
    """How much everybody may ask for."""
    from bot.service import Allowance, QuotaLimits

    return QuotaLimits(
        person=Allowance(
            dreams_per_hour=settings.dreams_per_hour,
            pixels_per_day=settings.megapixels_per_day * _MEGAPIXEL,
        ),
        chat=Allowance(
            dreams_per_hour=settings.chat_dreams_per_hour,
            pixels_per_day=settings.chat_megapixels_per_day * _MEGAPIXEL,
        ),
        server=Allowance(
            dreams_per_hour=settings.server_dreams_per_hour,
            pixels_per_day=settings.server_megapixels_per_day * _MEGAPIXEL,
        ),
        cooldown_seconds=settings.cooldown,
    )


def build_records(settings: Settings) -> "Records":
    """What the bot remembers over restarts; raises SettingError for an address that is none."""
    from bot.records import Records, read_address

    address = settings.database
    return Records(
        settings.data_dir,
        address=read_address(address.get_secret_value()) if address else None,
        keep_seconds=settings.keep_hours * 3600.0,
    )


def build_listener(
    settings: Settings, metrics: "Metrics", readiness: "Readiness"
) -> "Listener | None":
    """Who answers for the bot's health; None where nobody should.

    Of several bots on one machine the first has the usual address, and the others start without.
    """
    from bot.operations import Listener

    address = settings.metrics_address
    if address is None:
        return None
    return Listener(
        address.host,
        address.port,
        metrics=metrics,
        readiness=readiness,
        may_fail=not settings.is_metrics_bind_chosen,
    )


def build_loop_watch(settings: Settings, metrics: "Metrics") -> "LoopWatch":
    """Who watches the event loop, and closely where stalls are to be written down."""
    from bot.operations import CLOSE_ATTENTION, Attention, LoopWatch, StallFile, log_hang, log_stall

    folder = settings.stall_dir
    return LoopWatch(
        on_stall=StallFile(folder).add if folder else log_stall,
        on_hang=log_hang,
        on_lag=metrics.note_lag,
        attention=CLOSE_ATTENTION if folder else Attention(),
    )


def room_settings(settings: Settings) -> "RoomSettings | None":
    """Where the room listens; None where it is off."""
    from bot.adapters.web import RoomSettings

    address = settings.room_address
    if address is None:
        return None
    key = settings.room_key
    return RoomSettings(
        host=address.host,
        port=address.port,
        data_dir=settings.data_dir,
        key=key.get_secret_value() if key else None,
        max_upload_bytes=settings.max_upload_mb * 2**20,
        keep_seconds=None if settings.room_gallery == "on" else settings.keep_hours * 3600.0,
    )


def discord_settings(settings: Settings, token: SecretStr) -> "DiscordSettings":
    """How Discord is reached. Imports discord.py, which takes a while."""
    from bot.adapters.discord import DiscordSettings

    return DiscordSettings(
        token=token.get_secret_value(),
        api_base=settings.discord_api_base,
        gateway=settings.discord_gateway,
        data_dir=settings.data_dir,
        incoming_bytes=settings.max_upload_mb * 2**20,
    )


def telegram_settings(settings: Settings, token: SecretStr) -> "TelegramSettings":
    """How Telegram is reached, and how it reaches the bot. Imports python-telegram-bot."""
    from bot.adapters.telegram import CLOUD_INCOMING_BYTES, TelegramSettings

    base = settings.telegram_api_base
    own_limit = settings.max_upload_mb * 2**20
    return TelegramSettings(
        token=token.get_secret_value(),
        api_base=base,
        incoming_bytes=CLOUD_INCOMING_BYTES if base is None else own_limit,
        webhook=_webhook_settings(settings),
    )


def _webhook_settings(settings: Settings) -> "WebhookSettings | None":
    from bot.adapters.telegram import WebhookSettings

    if settings.telegram_webhook_url is None:
        return None
    secret, address = settings.telegram_webhook_secret, settings.webhook_address
    return WebhookSettings(
        url=settings.telegram_webhook_url,
        secret=secret.get_secret_value() if secret else secrets.token_urlsafe(32),
        host=address.host,
        port=address.port,
    )


def check_meeting_places(settings: Settings) -> None:
    """Raises SettingError where the bot would meet nobody."""
    if not (settings.room_address or settings.discord_token or settings.telegram_token):
        raise SettingError(
            "PUPPYSLUG_ROOM_BIND is off, and neither DISCORD_TOKEN nor TELEGRAM_TOKEN is set: "
            "the bot would meet nobody.",
            "Set PUPPYSLUG_ROOM_BIND to HOST:PORT, such as 127.0.0.1:8765, or one of the tokens.",
        )
