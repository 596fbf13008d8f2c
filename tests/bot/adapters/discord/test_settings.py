from pathlib import Path

from bot.adapters.discord import DiscordSettings


def test_the_token_is_never_shown() -> None:
    settings = DiscordSettings(token="very.secret.token", data_dir=Path())
    assert "secret" not in f"{settings} {settings!r}"
