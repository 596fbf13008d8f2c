"""The typed settings: what can be set, what each one allows, and what it is when nobody says."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from config.folders import user_cache_dir, user_data_dir

PREFIX = "PUPPYSLUG_"
ENV_FILE = ".env"
"""Read from the working folder, where there is one."""


class Address(NamedTuple):
    """Where a server listens. Port 0 means any free one."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


_BIND = re.compile(r"(?P<host>\[[0-9A-Fa-f:.%]+\]|[\w.-]+):(?P<port>\d{1,5})", re.ASCII)
_WEBHOOK_PORTS = (443, 80, 88, 8443)
_DEVICE = re.compile(r"auto|cpu|cuda(:\d{1,3})?")
_ID = re.compile(
    r"discord:(server:)?\d{1,20}|telegram:-?\d{1,20}|web:(room|[0-9a-f]{16})", re.ASCII
)


def parse_bind(text: str) -> Address | None:
    """Reads ``HOST:PORT`` (IPv6 in brackets) or ``off``; raises ValueError for anything else."""
    if text.strip().lower() == "off":
        return None
    match = _BIND.fullmatch(text.strip())
    if match is None or int(match["port"]) > 65535:
        raise ValueError("no HOST:PORT")
    return Address(match["host"].strip("[]"), int(match["port"]))


def _check_bind(text: str) -> str:
    parse_bind(text)
    return text.strip()


def _check_listening(text: str) -> str:
    if parse_bind(text) is None:
        raise ValueError("no HOST:PORT")
    return text.strip()


def _check_secret(secret: SecretStr) -> SecretStr:
    # What Telegram takes as a secret_token.
    if not re.fullmatch(r"[\w-]{1,256}", secret.get_secret_value(), re.ASCII):
        raise ValueError("no secret")
    return secret


def _check_database(secret: SecretStr) -> SecretStr:
    if not re.match(r"postgres(ql)?(\+\w+)?://", secret.get_secret_value(), re.IGNORECASE):
        raise ValueError("no address")
    return secret


def _check_device(text: str) -> str:
    if not _DEVICE.fullmatch(text):
        raise ValueError("no device")
    return text


def _check_http_address(text: str) -> str:
    if not re.match(r"https?://[^/\s]+", text):
        raise ValueError("no address")
    return text.rstrip("/")


def _check_socket_address(text: str) -> str:
    if not re.fullmatch(r"wss?://[^/\s]+\S*", text):
        raise ValueError("no address")
    return text


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _expand(path: Path) -> Path:
    return path.expanduser().absolute()


def _expand_folder(path: Path) -> Path:
    if not _expand(path).is_dir():
        raise ValueError("no folder")
    return _expand(path)


def _expand_file(path: Path) -> Path:
    if not _expand(path).is_file():
        raise ValueError("no file")
    return _expand(path)


def _split_ids(value: object) -> object:
    return re.split(r"[\s,]+", value.strip(" \t\n,")) if isinstance(value, str) else value


def _check_id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError("no id")
    return text


Ids = Annotated[tuple[Annotated[str, AfterValidator(_check_id)], ...], BeforeValidator(_split_ids)]
"""Of people, chats and servers, as the bot writes them everywhere."""

OwnPath = Annotated[Path, AfterValidator(_expand)]
Words = Annotated[str, BeforeValidator(_lower)]


def _setting(default: Any, allowed: str, description: str, **more: Any) -> Any:  # noqa: ANN401 (as pydantic's Field)
    chosen = {"default_factory": default} if callable(default) else {"default": default}
    return Field(
        **chosen,
        title=allowed,
        description=description,
        validate_default=False,
        **more,
    )


class Settings(BaseSettings):
    """Everything that can be set. A field's title is what it allows, its description what it does.

    Build it with :func:`config.sources.load_settings`, which explains what is wrong in words.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: OwnPath = _setting(
        user_data_dir, "a folder", "Where the bot keeps the room's pictures and its own records."
    )
    database: Annotated[SecretStr, AfterValidator(_check_database)] | None = _setting(
        None,
        "an address such as postgresql://user:password@host:5432/name",
        "The PostgreSQL database of the bot's records; without it they are a file in the data "
        "folder.",
    )
    database_file: OwnPath | None = _setting(
        None, "a file", "A file that holds the address of the database."
    )
    cache_dir: OwnPath = _setting(
        user_cache_dir, "a folder", "Where downloaded networks are kept; safe to delete."
    )
    room_bind: Annotated[str, AfterValidator(_check_bind)] = _setting(
        "127.0.0.1:8765",
        "HOST:PORT with a port from 0 to 65535, or off",
        "Where the local room listens. Any bind but loopback needs a room key.",
    )
    room_key: Annotated[SecretStr, Field(min_length=8)] | None = _setting(
        None, "at least 8 characters", "What visitors must know to enter the room."
    )
    room_gallery: Annotated[Literal["off", "on"], BeforeValidator(_lower)] = _setting(
        "off",
        "off or on",
        "Whether posts and dreams stay in the room; off removes them when their time is over.",
    )
    max_upload_mb: int = _setting(
        50,
        "a whole number from 1 to 200",
        "The largest file that is taken in the room and in Discord, or fetched from a Bot API "
        "server of your own, in MB.",
        ge=1,
        le=200,
    )
    workers: Literal["auto"] | Annotated[int, Field(ge=1, le=256)] = _setting(
        "auto", "auto, or a whole number from 1 to 256", "How many dreams run side by side."
    )
    device: Annotated[Words, AfterValidator(_check_device)] = _setting(
        "auto", "auto, cpu, cuda or cuda:NUMBER", "What dreams are computed on."
    )
    max_waiting: int = _setting(
        1000,
        "a whole number from 1 to 100000",
        "How many dreams may wait in all.",
        ge=1,
        le=100_000,
    )
    max_waiting_per_person: int = _setting(
        5,
        "a whole number from 1 to 1000",
        "How many dreams of one person may wait.",
        ge=1,
        le=1000,
    )
    dreams_per_hour: int = _setting(
        100,
        "a whole number from 0 to 1000000",
        "How many dreams one person may ask for in an hour; 0 sets no limit.",
        ge=0,
        le=1_000_000,
    )
    chat_dreams_per_hour: int = _setting(
        1000,
        "a whole number from 0 to 1000000",
        "How many dreams one chat may ask for in an hour; 0 sets no limit.",
        ge=0,
        le=1_000_000,
    )
    server_dreams_per_hour: int = _setting(
        2000,
        "a whole number from 0 to 1000000",
        "How many dreams one Discord server may ask for in an hour; 0 sets no limit.",
        ge=0,
        le=1_000_000,
    )
    megapixels_per_day: int = _setting(
        2000,
        "a whole number from 0 to 1000000000",
        "How many million pixels are dreamed for one person in a day; 0 sets no limit.",
        ge=0,
        le=1_000_000_000,
    )
    chat_megapixels_per_day: int = _setting(
        20_000,
        "a whole number from 0 to 1000000000",
        "How many million pixels are dreamed for one chat in a day; 0 sets no limit.",
        ge=0,
        le=1_000_000_000,
    )
    server_megapixels_per_day: int = _setting(
        40_000,
        "a whole number from 0 to 1000000000",
        "How many million pixels are dreamed for one Discord server in a day; 0 sets no limit.",
        ge=0,
        le=1_000_000_000,
    )
    cooldown: int = _setting(
        0,
        "a whole number from 0 to 86400",
        "How many seconds one person waits between two asks; an album is one.",
        ge=0,
        le=86_400,
    )
    allow: Annotated[Ids, NoDecode] = _setting(
        (),
        "ids separated by commas, such as discord:123, telegram:-100123 or discord:server:42",
        "The people, chats and servers that may ask for dreams; without any, all may.",
    )
    deny: Annotated[Ids, NoDecode] = _setting(
        (),
        "ids separated by commas, such as discord:123, telegram:-100123 or discord:server:42",
        "The people, chats and servers that may not ask for dreams, whoever else is allowed.",
    )
    moderators_first: bool = _setting(
        False,
        "yes or no",
        "Whether the dreams of a chat's moderators come before all others.",
    )
    time_limit: int = _setting(
        1800,
        "a whole number from 10 to 86400",
        "How long one dream of the bot may take, in seconds.",
        ge=10,
        le=86400,
    )
    drain_time: int = _setting(
        30,
        "a whole number from 0 to 3600",
        "How long accepted dreams may go on when the bot is told to stop, in seconds.",
        ge=0,
        le=3600,
    )
    max_pixels: int = _setting(
        64_000_000,
        "a whole number from 1000000 to 400000000",
        "The largest picture that is opened, in pixels (width times height).",
        ge=1_000_000,
        le=400_000_000,
    )
    keep_hours: int = _setting(
        24,
        "a whole number from 0 to 8760",
        "How long what people post is kept, in hours; 0 keeps nothing longer than it is needed.",
        ge=0,
        le=8760,
    )
    weights_mirror: Annotated[str, AfterValidator(_check_http_address)] | None = _setting(
        None,
        "an address that begins with https:// or http://",
        "Where to download networks from, instead of their own homes.",
    )
    presets_dir: Annotated[Path, AfterValidator(_expand_folder)] | None = _setting(
        None,
        "an existing folder",
        "A folder of your own presets, beside those that come with the program.",
    )
    networks_file: Annotated[Path, AfterValidator(_expand_file)] | None = _setting(
        None,
        "an existing TOML file",
        "A file of your own networks, beside those that come with the program.",
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = (
        _setting("info", "debug, info, warning or error", "The least serious event that is logged.")
    )
    log_format: Annotated[Literal["console", "json"], BeforeValidator(_lower)] = _setting(
        "console", "console or json", "How the log is written: for eyes, or for other programs."
    )
    metrics_bind: Annotated[str, AfterValidator(_check_bind)] = _setting(
        "127.0.0.1:8767",
        "HOST:PORT with a port from 0 to 65535, or off",
        "Where the bot says whether it is well and what it does: /healthz, /readyz, /metrics.",
    )
    stall_dir: OwnPath | None = _setting(
        None,
        "a folder",
        "Where each process writes what held up its event loop, for those who work on the bot.",
    )

    discord_token: SecretStr | None = _setting(
        None, "a bot's token", "The Discord bot's token.", validation_alias="discord_token"
    )
    discord_token_file: OwnPath | None = _setting(
        None,
        "a file",
        "A file that holds the Discord bot's token.",
        validation_alias="discord_token_file",
    )
    discord_api_base: Annotated[str, AfterValidator(_check_http_address)] | None = _setting(
        None,
        "an address that begins with https:// or http://",
        "Where Discord's REST API is reached, where it isn't Discord itself.",
        validation_alias="discord_api_base",
    )
    discord_gateway: Annotated[str, AfterValidator(_check_socket_address)] | None = _setting(
        None,
        "an address that begins with wss:// or ws://",
        "Where Discord's gateway is reached, where it isn't Discord itself.",
        validation_alias="discord_gateway",
    )
    telegram_token: SecretStr | None = _setting(
        None, "a bot's token", "The Telegram bot's token.", validation_alias="telegram_token"
    )
    telegram_token_file: OwnPath | None = _setting(
        None,
        "a file",
        "A file that holds the Telegram bot's token.",
        validation_alias="telegram_token_file",
    )

    telegram_api_base: Annotated[str, AfterValidator(_check_http_address)] | None = _setting(
        None,
        "an address that begins with https:// or http://",
        "Where a Bot API server of your own is reached; it takes larger files than Telegram's.",
        validation_alias="telegram_api_base",
    )
    telegram_webhook_url: Annotated[str, AfterValidator(_check_http_address)] | None = _setting(
        None,
        "an address that begins with https:// or http://",
        "Where Telegram reaches the bot; without it the bot asks Telegram (long polling).",
        validation_alias="telegram_webhook_url",
    )
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(_check_secret)] | None = _setting(
        None,
        "1 to 256 letters, digits, hyphens and underscores",
        "What Telegram must say to be heard; without it a new one is made at each start.",
        validation_alias="telegram_webhook_secret",
    )
    telegram_webhook_bind: Annotated[str, AfterValidator(_check_listening)] = _setting(
        "127.0.0.1:8766",
        "HOST:PORT with a port from 0 to 65535",
        "Where the bot listens for Telegram, behind whatever TELEGRAM_WEBHOOK_URL leads to.",
        validation_alias="telegram_webhook_bind",
    )

    @model_validator(mode="after")
    def _protect_room(self) -> Self:
        address = self.room_address
        if address is not None and not address.is_loopback and self.room_key is None:
            raise ValueError(
                f"{PREFIX}ROOM_BIND is {self.room_bind}, which other machines can reach, "
                f"and there is no {PREFIX}ROOM_KEY. Set a key, or bind to 127.0.0.1."
            )
        return self

    @model_validator(mode="after")
    def _choose_secrets(self) -> Self:
        variables = {
            "discord_token": "DISCORD_TOKEN",
            "telegram_token": "TELEGRAM_TOKEN",
            "database": f"{PREFIX}DATABASE",
        }
        for name, variable in variables.items():
            if getattr(self, name) is not None and getattr(self, f"{name}_file") is not None:
                raise ValueError(
                    f"{variable} and {variable}_FILE are both set. Set only one of them."
                )
        return self

    @model_validator(mode="after")
    def _check_webhook(self) -> Self:
        """Telegram's own servers come by TLS, and through four ports only."""
        url = self.telegram_webhook_url
        if url is None or self.telegram_api_base is not None:
            return self
        try:
            port = urlsplit(url).port or 443
        except ValueError:
            port = 0
        if not url.startswith("https://") or port not in _WEBHOOK_PORTS:
            raise ValueError(
                f"TELEGRAM_WEBHOOK_URL is {url}, where Telegram can't call. "
                "It must begin with https:// and lead to port 443, 80, 88 or 8443."
            )
        return self

    @property
    def webhook_address(self) -> Address:
        """Where the bot listens for Telegram."""
        address = parse_bind(self.telegram_webhook_bind)
        if address is None:
            raise ValueError("the bind was checked when it was read")
        return address

    @property
    def room_address(self) -> Address | None:
        """Where the room listens; None where it is off."""
        return parse_bind(self.room_bind)

    @property
    def metrics_address(self) -> Address | None:
        """Where the bot tells of itself; None where it doesn't."""
        return parse_bind(self.metrics_bind)

    @property
    def is_metrics_bind_chosen(self) -> bool:
        """Whether somebody set it, even to what it is anyway."""
        return "metrics_bind" in self.model_fields_set

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over ``.env``, which wins over the TOML file (the init values)."""
        del settings_cls  # the signature is pydantic's
        return env_settings, dotenv_settings, init_settings, file_secret_settings
