"""Gathers the settings from the environment, ``.env`` and a TOML file, and says what is wrong."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError

from config.settings import ENV_FILE, PREFIX, Settings

CONFIG_VARIABLE = f"{PREFIX}CONFIG"


class InvalidSettingsError(Exception):
    """Settings that can't be used; each problem names one and what is allowed, in a sentence."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def variable_of(field: str) -> str:
    """The environment variable of a field of Settings."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias).upper() if alias else f"{PREFIX}{field.upper()}"


def is_secret(field: str) -> bool:
    """Whether a field of Settings holds what nobody may see."""
    # However deep the type hides in unions and annotations.
    return SecretStr.__name__ in str(Settings.model_fields[field].annotation)


VARIABLES: Mapping[str, str] = {variable_of(field): field for field in Settings.model_fields}
"""The variables that set a field. ``PUPPYSLUG_CONFIG``, which names the TOML file, is no field."""


def load_settings() -> Settings:
    """The settings as the environment, ``.env`` in the working folder and the TOML file named by
    ``PUPPYSLUG_CONFIG`` give them, the first one winning.

    Raises InvalidSettingsError with one sentence for each thing that is wrong.
    """
    from_env = _collect_variables(os.environ)
    from_file = _collect_variables(_read_env_file())
    config = from_env.get(CONFIG_VARIABLE) or from_file.get(CONFIG_VARIABLE)
    toml_file = Path(config).expanduser() if config else None
    from_toml = _read_toml(toml_file) if toml_file else {}

    origins: dict[str, str] = {field: f"{field} in {toml_file}" for field in from_toml}
    origins |= {VARIABLES[name]: f"{name} in {ENV_FILE}" for name in from_file if name in VARIABLES}
    origins |= {VARIABLES[name]: name for name in from_env if name in VARIABLES}
    problems = [
        *_unknown_variables(from_env, "the environment"),
        *_unknown_variables(from_file, ENV_FILE),
        *_unknown_keys(from_toml, toml_file),
    ]
    known = {key: value for key, value in from_toml.items() if key in Settings.model_fields}
    try:
        settings = Settings(**known)
    except ValidationError as error:
        raise InvalidSettingsError([*problems, *_explain(error, origins)]) from None
    if problems:
        raise InvalidSettingsError(problems)
    return settings


def _collect_variables(environ: Mapping[str, str | None]) -> dict[str, str]:
    """What is set of ours; an empty value counts as not set."""
    ours = {name.upper(): value for name, value in environ.items() if value}
    return {
        name: text for name, text in ours.items() if name.startswith(PREFIX) or name in VARIABLES
    }


def _read_env_file() -> dict[str, str | None]:
    try:
        return dotenv_values(ENV_FILE)
    except (OSError, ValueError) as error:
        problem = f"{Path(ENV_FILE).absolute()} can't be read: {error}."
        raise InvalidSettingsError([problem]) from error


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        problem = f"{CONFIG_VARIABLE} names {file}, which can't be read: {error.strerror}."
    except ValueError as error:
        problem = f"{file} is not valid TOML: {error}."
    raise InvalidSettingsError([problem])


def _unknown_variables(values: Iterable[str], origin: str) -> list[str]:
    allowed = [CONFIG_VARIABLE, *VARIABLES]
    return [
        f"{name} in {origin} is no setting. {_nearest(name, allowed)}"
        for name in values
        if name not in allowed
    ]


def _unknown_keys(values: Iterable[str], file: Path | None) -> list[str]:
    allowed = list(Settings.model_fields)
    return [
        f"{key} in {file} is no setting. "
        f"{_nearest(key.lower().removeprefix(PREFIX.lower()), allowed)}"
        for key in values
        if key not in allowed
    ]


def _nearest(name: str, allowed: list[str]) -> str:
    near = get_close_matches(name, allowed, n=1)
    return f"Did you mean {near[0]}?" if near else f"There are: {', '.join(allowed)}."


def _explain(error: ValidationError, origins: Mapping[str, str]) -> list[str]:
    """One sentence a field, however many types it may have; never a secret's value."""
    sentences: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        field = str(problem["loc"][0]) if problem["loc"] else ""
        if field:
            sentences.setdefault(field, _explain_field(field, problem["input"], origins))
        else:
            sentences[field] = str(problem["ctx"]["error"])
    return list(sentences.values())


def _explain_field(field: str, value: object, origins: Mapping[str, str]) -> str:
    can_not = "is not usable" if is_secret(field) else f"can't be {_shorten(value)}"
    allowed = Settings.model_fields[field].title
    return f"{origins.get(field, variable_of(field))} {can_not}; it must be {allowed}."


def _shorten(value: object) -> str:
    text = str(value) if isinstance(value, Path) else repr(value)
    return text if len(text) <= 120 else f"{text[:117]}..."
