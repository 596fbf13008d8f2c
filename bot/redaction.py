"""Keeps secrets out of what is written: those it is told of, and whatever looks like one."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

MASK = "***"

# Words shorter than this would mask half of the log; no token or key is that short.
_SHORTEST = 4
_PATTERNS = (
    # Discord's bot tokens: a number in base64, a time, a signature.
    re.compile(r"(?<![\w-])(?P<kept>)[MNO][\w-]{22,}\.[\w-]{5,7}\.[\w-]{27,}", re.ASCII),
    # Telegram's: a number, a colon (as such or in an address) and a signature.
    re.compile(r"(?<!\d)(?P<kept>)\d{6,16}(:|%3[Aa])[\w-]{30,}", re.ASCII),
    # The password in a database's address.
    re.compile(r"(?P<kept>\bpostgres(ql)?(\+\w+)?://[^\s:@/]*:)\S+(?=@)", re.ASCII),
    # What lets anybody answer an interaction of Discord's, or post through a webhook.
    re.compile(r"(?P<kept>/(webhooks|interactions)/\d+/)[^/?#\s\"'\\)>]+", re.ASCII),
)


class Redaction:
    """Replaces secrets in texts. ``secrets`` are masked as they are, and as JSON, Python's ``repr``
    and addresses write them.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= _SHORTEST for form in _write(secret)}
        # The longest first: one secret may begin with another.
        ordered = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def clean(self, text: str) -> str:
        """The text with three stars wherever a secret was."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for pattern in _PATTERNS:
            text = pattern.sub(rf"\g<kept>{MASK}", text)
        return text


def _write(secret: str) -> set[str]:
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        quote(secret),
        quote(secret, safe=""),
    }
