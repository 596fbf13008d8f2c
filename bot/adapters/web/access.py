"""The room key: who has it gets a signed cookie, and nobody else gets past the door."""

import hashlib
import hmac
import secrets
import time
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from bot.adapters.web.limits import Rate, RateLimiter
from bot.errors import BotError, BotErrorCode

COOKIE = "puppyslug_door"
SESSION_SECONDS = 30 * 24 * 3600
PUBLIC_PATHS = ("/login", "/healthz", "/favicon.ico")
PUBLIC_FOLDER = "/static/"

_PAGES = ("/", "/gallery")
_DREAM_PAGES = "/dreams/"
_SECRET_BYTES = 32
# Per address, and for all together, so that many addresses guess no faster.
_ATTEMPTS = Rate(burst=8, per_minute=8)
_ALL_ATTEMPTS = Rate(burst=60, per_minute=60)


class Door:
    """Checks keys and cookies. Cookies end with a change of the key, or after SESSION_SECONDS."""

    def __init__(self, key: str, secret: bytes) -> None:
        self._key = encode_text(key)
        self._signing_key = hmac.digest(secret, self._key, "sha256")
        self._attempts = RateLimiter(_ATTEMPTS)
        self._all_attempts = RateLimiter(_ALL_ATTEMPTS, names=1)

    def try_key(self, key: str, address: str) -> None:
        """Returns if the key is right; raises BotError if it is wrong or tried too often."""
        wait = max(self._attempts.wait_seconds(address), self._all_attempts.wait_seconds(""))
        if wait > 0:
            raise BotError(
                BotErrorCode.TOO_FAST,
                "Too many keys were tried.",
                f"Try again in {wait:.0f} seconds.",
            )
        if not hmac.compare_digest(encode_text(key), self._key):
            raise BotError(
                BotErrorCode.KEY_WRONG, "That isn't the room's key.", "Ask whoever runs the room."
            )

    def admits(self, request: web.Request) -> bool:
        """Whether the request carries a cookie that this door signed and that is still good."""
        issued, _, rest = request.cookies.get(COOKIE, "").partition(".")
        nonce, _, signature = rest.partition(".")
        if not hmac.compare_digest(encode_text(signature), self._sign(issued, nonce).encode()):
            return False
        return 0 <= time.time() - int(issued) < SESSION_SECONDS

    def open_for(self, request: web.Request, response: web.StreamResponse) -> None:
        """Puts the cookie on the response."""
        issued, nonce = str(int(time.time())), secrets.token_hex(12)
        response.set_cookie(
            COOKIE,
            f"{issued}.{nonce}.{self._sign(issued, nonce)}",
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.secure,
        )

    def _sign(self, issued: str, nonce: str) -> str:
        signed = encode_text(f"{issued}.{nonce}")
        return hmac.new(self._signing_key, signed, hashlib.sha256).hexdigest()

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Middleware: lets those in who have the cookie, or bring the key as ``?key=``."""
        if request.path in PUBLIC_PATHS or request.path.startswith(PUBLIC_FOLDER):
            return await handler(request)
        if request.method == "GET" and "key" in request.query and _is_page(request.path):
            return self._enter(request)
        if self.admits(request):
            return await handler(request)
        if request.method == "GET" and _is_page(request.path):
            raise _to_login(request)
        raise BotError(
            BotErrorCode.KEY_REQUIRED, "This room needs a key.", "Open the page and enter it."
        )

    def _enter(self, request: web.Request) -> web.StreamResponse:
        try:
            self.try_key(request.query["key"], request.remote or "")
        except BotError:
            # Somebody with an old link stands before a page, which can say it better.
            raise _to_login(request) from None
        # Without the key in its address, the page can be shared and stays out of the history.
        response = web.Response(
            status=303, headers={"Location": str(request.rel_url.without_query_params("key"))}
        )
        self.open_for(request, response)
        return response


def read_secret(file: Path) -> bytes:
    """The secret that signs cookies: made once, readable by the bot's own user only."""
    try:
        secret = file.read_bytes()
    except FileNotFoundError:
        secret = b""
    # A power cut or a full disk can leave less, and cookies signed with that could be forged.
    if len(secret) < _SECRET_BYTES:
        secret = secrets.token_bytes(_SECRET_BYTES)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_bytes(secret)
    return secret


def encode_text(text: str) -> bytes:
    """What a stranger sent, as bytes; headers and JSON may hold halves of characters."""
    return text.encode("utf-8", "surrogatepass")


def _to_login(request: web.Request) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(URL("/login").with_query(next=request.path))


def _is_page(path: str) -> bool:
    return path in _PAGES or path.startswith(_DREAM_PAGES)
