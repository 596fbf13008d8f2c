import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.adapters.telegram.floods import SkippedError
from bot.adapters.telegram.refusals import BY_WORDS, Refusal, Remedy, may_have_arrived, read_refusal
from bot.texts import Phrases, find_languages


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("Message to edit not found", Remedy.ANEW),
        ("Message can't be edited", Remedy.ANEW),
        ("MESSAGE_ID_INVALID", Remedy.ANEW),
        ("PHOTO_INVALID_DIMENSIONS", Remedy.AS_DOCUMENT),
        ("IMAGE_PROCESS_FAILED", Remedy.AS_DOCUMENT),
        ("Photo_save_file_invalid", Remedy.AS_DOCUMENT),
        ("File is too big", Remedy.SHRINK),
        ("not enough rights to send photos to the chat", Remedy.DIRECT),
        ("need administrator rights in the channel chat", Remedy.DIRECT),
        ("CHAT_WRITE_FORBIDDEN", Remedy.DIRECT),
        ("CHAT_SEND_PHOTOS_FORBIDDEN", Remedy.DIRECT),
        ("CHAT_RESTRICTED", Remedy.DIRECT),
        ("Message thread not found", Remedy.DIRECT),
        ("TOPIC_CLOSED", Remedy.DIRECT),
        ("Chat not found", Remedy.END),
        ("group chat was deactivated", Remedy.END),
        ("PEER_ID_INVALID", Remedy.END),
        ("something new", Remedy.TELL),
    ],
)
def test_each_answer_has_its_remedy(words: str, remedy: Remedy) -> None:
    assert read_refusal(BadRequest(words)).remedy is remedy


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (NetworkError("down"), Remedy.RETRY),
        (TimedOut(), Remedy.RETRY),
        (NetworkError("Bad Gateway"), Remedy.RETRY),
        (NetworkError("Request Entity Too Large"), Remedy.SHRINK),
        (Forbidden("bot was blocked by the user"), Remedy.END),
        (Forbidden("bot was kicked from the supergroup chat"), Remedy.END),
        (SkippedError(), Remedy.SKIP),
        (TelegramError("strange"), Remedy.TELL),
        (TelegramError("Invalid server response"), Remedy.RETRY),
        (InvalidToken("Unauthorized"), Remedy.TELL),
    ],
)
def test_each_kind_of_error_has_its_remedy(error: TelegramError, remedy: Remedy) -> None:
    assert read_refusal(error).remedy is remedy


def test_telegram_may_say_how_long_to_wait_and_where_to_go() -> None:
    assert read_refusal(RetryAfter(33)) == Refusal(remedy=Remedy.RETRY, pause_seconds=33.0)
    assert read_refusal(ChatMigrated(-100)) == Refusal(remedy=Remedy.MOVE, moved_to=-100)


@given(st.text())
def test_whatever_telegram_says_there_is_something_to_do(words: str) -> None:
    refusal = read_refusal(BadRequest(words))
    assert refusal.remedy is not Remedy.RETRY
    assert refusal.text_id or refusal.remedy is Remedy.END


@pytest.mark.parametrize("language", find_languages())
def test_each_reason_can_be_told(language: str) -> None:
    for refusal in (*(refusal for _, refusal in BY_WORDS), read_refusal(BadRequest("x"))):
        if refusal.text_id:
            assert refusal.text_id not in Phrases(language).say(refusal.text_id)


def test_words_are_looked_for_in_small_letters() -> None:
    assert all(part == part.lower() for part, _ in BY_WORDS)


@pytest.mark.parametrize(
    ("error", "cause", "may_be"),
    [
        (TimedOut(), httpx.ReadTimeout("slow"), True),
        (TimedOut(), httpx.WriteTimeout("slow"), True),
        (NetworkError("cut"), httpx.ReadError("cut"), True),
        (NetworkError("Bad Gateway"), None, True),
        (TelegramError("Invalid server response"), ValueError("no JSON"), True),
        (TimedOut(), httpx.ConnectTimeout("slow"), False),
        (TimedOut(), httpx.PoolTimeout("busy"), False),
        (NetworkError("down"), httpx.ConnectError("down"), False),
        (NetworkError("Request Entity Too Large"), None, False),
        (BadRequest("something new"), None, False),
        (Forbidden("bot was blocked by the user"), None, False),
        (RetryAfter(33), None, False),
        (SkippedError(), None, False),
    ],
)
def test_what_was_not_refused_may_have_arrived(
    error: TelegramError, cause: Exception | None, may_be: bool
) -> None:
    error.__cause__ = cause
    assert may_have_arrived(error) is may_be
