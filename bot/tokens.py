"""The secrets that the settings hold or lead to: read once, then kept from everybody else."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.errors import SettingError
from config.settings import Settings
from config.sources import VARIABLES, is_secret, variable_of

_TOKENS = ("discord_token", "telegram_token")
# A token has a hundred characters or less; what is much longer is some other file.
_LARGEST_FILE = 4096


def read_tokens(settings: Settings) -> Settings:
    """The settings with each token that is set, be it in a file, as the platform wants it.

    Raises SettingError, naming the setting, for a file or a value that holds no token.
    """
    found = {name: read_token(settings, name) for name in _TOKENS}
    return settings.model_copy(update=found)


def read_token(settings: Settings, name: str) -> SecretStr | None:
    """The token of one field, ``discord_token`` or ``telegram_token``; None where none is set.

    Raises SettingError as above.
    """
    token: SecretStr | None = getattr(settings, name)
    file: Path | None = getattr(settings, f"{name}_file")
    if token is not None:
        return _check(token.get_secret_value(), variable_of(name))
    if file is not None:
        variable = variable_of(f"{name}_file")
        return _check(_read(file, variable), f"{variable} names {file}, which")
    return None


def find_secrets(settings: Settings) -> tuple[str, ...]:
    """Every secret value among the settings, tokens and room key alike."""
    values = (getattr(settings, name) for name in Settings.model_fields)
    return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))


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


def _read(file: Path, variable: str) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(_LARGEST_FILE + 1).decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = "it is no text"
    raise SettingError(
        f"{variable} names {file}, which can't be read: {reason}.",
        "Let it name a file that holds the bot's token and nothing else.",
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
