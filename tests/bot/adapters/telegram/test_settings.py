from bot.adapters.telegram import TelegramSettings, WebhookSettings


def test_the_token_and_the_secret_are_never_shown() -> None:
    webhook = WebhookSettings(url="https://a", secret="sesame", host="127.0.0.1", port=1)
    settings = TelegramSettings(token="123:very-secret", webhook=webhook)
    assert "secret" not in repr(settings)
    assert "sesame" not in repr(settings)


def test_a_server_of_ones_own_takes_larger_files() -> None:
    assert TelegramSettings(token="t").document_bytes == 50_000_000
    own = TelegramSettings(token="t", api_base="http://127.0.0.1:8081")
    assert own.document_bytes == 2_000_000_000
