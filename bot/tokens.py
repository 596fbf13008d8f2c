"""The secrets that the settings hold or lead to: read once, then kept from everybody else."""

import re
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from pydantic import SecretStr

from bot.errors import SettingError
from config.settings import Settings
from config.sources import VARIABLES, is_secret, variable_of

_TOKENS = ("discord_token", "telegram_token")
# A secret has a few hundred characters at most; what is much longer is some other file.
_LARGEST_FILE = 4096


def read_tokens(settings: Settings) -> Settings:
    """The settings with each token that is set, be it in a file, as the platform wants it, and with
    the address of the database likewise.

    Raises SettingError, naming the setting, for a file or a value that holds none.
    """
    found = {name: read_token(settings, name) for name in _TOKENS}
    return settings.model_copy(update={**found, "database": read_database(settings)})


def read_token(settings: Settings, name: str) -> SecretStr | None:
    """The token of one field, ``discord_token`` or ``telegram_token``; None where none is set.

    Raises SettingError as above.
    """
    found = _find(settings, name, "the bot's token")
    return _check(*found) if found else None


def read_database(settings: Settings) -> SecretStr | None:
    """The address of the database, as it was written; None where none is set.

    Raises SettingError as above.
    """
    found = _find(settings, "database", "the address of the database")
    if found is None:
        return None
    address, origin = found[0].strip(), found[1]
    if not address or len(address) > _LARGEST_FILE or re.search(r"\s", address):
        raise SettingError(
            f"{origin} holds no address.",
            "It must be one, such as postgresql://user:password@host:5432/name.",
        )
    return SecretStr(address)


def find_secrets(settings: Settings) -> tuple[str, ...]:
    """Every secret value among the settings, tokens and room key alike, and the password in the
    address of the database.
    """
    values = (getattr(settings, name) for name in Settings.model_fields)
    secrets = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    if settings.database is not None:
        secrets += _find_passwords(settings.database.get_secret_value())
    return tuple(secrets)


@contextmanager
def hide_secrets(environ: MutableMapping[str, str]) -> Iterator[None]:
    """Takes the secrets out of the environment, so that no child process inherits them."""
    hidden = {
        name: value
        for name, value in environ.items()
        if (field := VARIABLES.get(name.upper())) and is_secret(field)
    }
    for name in hidden:
        del environ[name]
    try:
        yield
    finally:
        environ.update(hidden)


def _find(settings: Settings, name: str, content: str) -> tuple[str, str] | None:
    """A secret as it was written, and the words that say where it stands."""
    secret: SecretStr | None = getattr(settings, name)
    file: Path | None = getattr(settings, f"{name}_file")
    if secret is not None:
        return secret.get_secret_value(), variable_of(name)
    if file is not None:
        variable = variable_of(f"{name}_file")
        return _read(file, variable, content), f"{variable} names {file}, which"
    return None


def _find_passwords(address: str) -> Iterator[str]:
    """As it stands in the address, and as it is."""
    for pattern in (r"://[^:/@]*:(.+)@", r"[?&]password=([^&]+)"):
        for written in re.findall(pattern, address):
            yield from (written, unquote(written))


def _read(file: Path, variable: str, content: str) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_LARGEST_FILE + 1).decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = "it is no text"
    raise SettingError(
        f"{variable} names {file}, which can't be read: {reason}.",
        f"Let it name a file that holds {content} and nothing else.",
    )


def _check(text: str, origin: str) -> SecretStr:
    token = text.strip()
    if not token:
        raise SettingError(f"{origin} is empty.", "It must hold the bot's token.")
    if len(token) > _LARGEST_FILE or not (token.isascii() and token.isprintable()) or " " in token:
        raise SettingError(
            f"{origin} holds no token, or more than one.",
            "A token is one word, as the platform shows it when it makes the bot.",
        )
    return SecretStr(token)
