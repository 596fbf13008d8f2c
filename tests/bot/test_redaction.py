import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import MASK, Redaction

# Made up, in the platforms' forms.
DISCORD = "MTE4NzY1NDMyMTA5ODc2NTQzMg.GaBcDe.abcdefghijklmnopqrstuvwxyz0123456789AB"
TELEGRAM = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
INTERACTION = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTp4eHh4eHh4"
API = "https://discord.com/api/v10"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"Authorization: Bot {DISCORD}", f"Authorization: Bot {MASK}"),
        (f"login with '{DISCORD}' failed", f"login with '{MASK}' failed"),
        (f"/bot{TELEGRAM}/getMe", f"/bot{MASK}/getMe"),
        (f"/file/bot{quote(TELEGRAM)}/x.jpg", f"/file/bot{MASK}/x.jpg"),
        (
            f"PATCH {API}/webhooks/118765/{INTERACTION}/messages/@original 404",
            f"PATCH {API}/webhooks/118765/{MASK}/messages/@original 404",
        ),
        (
            f"POST {API}/interactions/118765/{INTERACTION}/callback?with_response=1",
            f"POST {API}/interactions/118765/{MASK}/callback?with_response=1",
        ),
        (
            "postgresql+asyncpg://ann:s3cret%40/x@db:5432/dreams is refused",
            f"postgresql+asyncpg://ann:{MASK}@db:5432/dreams is refused",
        ),
        ("'postgres://ann:s3@cret@db'", f"'postgres://ann:{MASK}@db'"),
        (f"{API}/webhooks/1/{INTERACTION}?wait=1", f"{API}/webhooks/1/{MASK}?wait=1"),
    ],
)
def test_what_looks_like_a_secret_is_masked_though_nobody_named_it(text: str, clean: str) -> None:
    assert Redaction().clean(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05.678901Z [info] job_accepted job_id=0123456789abcdef",
        "File '/usr/lib/python3.11/site-packages/discord/http.py', line 681, in request",
        "bot.adapters.discord.status_message: https://discord.com/channels/11876543/21876/31876",
        "weights 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "http://127.0.0.1:8765 and 12:34:56",
        "postgresql://ann@127.0.0.1:5432/dreams",
        "postgresql://db:5432/dreams, of ann@example.org",
        "/webhooks and /interactions",
    ],
)
def test_ordinary_lines_stay_as_they_are(text: str) -> None:
    assert Redaction().clean(text) == text


@given(st.text(min_size=8, max_size=40))
def test_a_known_secret_is_found_however_it_is_written(secret: str) -> None:
    clean = Redaction([secret]).clean
    assert clean(f"<{secret}>") == f"<{MASK}>"
    assert clean(json.dumps([secret])) == json.dumps([MASK])
    assert clean(json.dumps([secret], ensure_ascii=False)) == json.dumps([MASK])
    assert clean(repr([secret])).replace('"', "'") == repr([MASK])
    assert clean(f"<{quote(secret)}> <{quote(secret, safe='')}>") == f"<{MASK}> <{MASK}>"


def test_of_two_secrets_the_longer_is_masked_whole() -> None:
    assert Redaction(["open", "open sesame"]).clean("say open sesame, open") == "say ***, ***"


def test_an_empty_secret_masks_nothing() -> None:
    assert Redaction(["", " "]).clean("a b") == "a b"
