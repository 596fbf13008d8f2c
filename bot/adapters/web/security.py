"""Which requests the room answers at all, and what its answers allow a browser to do."""

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from yarl import URL

from bot.adapters.web.settings import is_loopback
from bot.errors import BotError, BotErrorCode

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
PICTURE_POLICY = "default-src 'none'; sandbox"
FILM_POLICY = "default-src 'none'; media-src 'self'; sandbox allow-same-origin"
"""A film opened by itself is a page of the browser's that loads it once more."""

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_READING = {"GET", "HEAD"}
_PORTS = {"http": 80, "https": 443}


async def set_security_headers(_request: web.BaseRequest, response: web.StreamResponse) -> None:
    """A signal handler: puts the headers on every response that doesn't set its own."""
    response.headers["Server"] = "Puppyslug"
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)


def check_sender(*, loopback: bool) -> Middleware:
    """Middleware that refuses what another site could have sent, in a visitor's name or by DNS.

    On loopback the Host must be this machine, because a name that another site points here
    (DNS rebinding) would be the same origin to a browser.
    """

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        host = _split_host(request.host)
        if host is None or (loopback and not is_loopback(host[0])):
            raise _refusal("The room doesn't answer to this address.")
        changes = request.method not in _READING or "Upgrade" in request.headers
        if changes and not _same_origin(request):
            raise _refusal("The room only takes what its own page sends.")
        return await handler(request)

    return check


def _same_origin(request: web.Request) -> bool:
    try:
        origin = URL(request.headers.get("Origin", ""))
    except ValueError:
        return False
    if origin.scheme not in _PORTS or origin.host is None:
        return False
    # Behind a proxy that speaks TLS only the browser knows the scheme, so the port is read with it.
    return (origin.host, origin.port) == _split_host(request.host, _PORTS[origin.scheme])


def _split_host(host: str, default_port: int = 80) -> tuple[str, int] | None:
    try:
        url = URL(f"http://{host}")
    except ValueError:
        return None
    if url.host is None or url.user is not None or str(url.relative()) not in ("", "/"):
        return None
    return url.host, url.explicit_port or default_port


def _refusal(sentence: str) -> BotError:
    return BotError(
        BotErrorCode.REQUEST_REFUSED, sentence, "Open the room at the address the bot printed."
    )
