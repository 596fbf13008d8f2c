"""Where attachments are fetched: addresses that are signed and expire."""

import asyncio
import hashlib
import hmac
import secrets
from urllib.parse import quote

from aiohttp import web

from tests.loopback.clock import Clock
from tests.loopback.discord.world.messages import Attachment
from tests.loopback.discord.world.registry import World

_DAY_SECONDS = 24 * 60 * 60.0


class Signer:
    """Makes and checks the addresses of files, which are good for ``lifetime_seconds``.

    Where a test gives a ``gate``, files are handed out once it is set; ``held`` counts those asked
    for meanwhile.
    """

    def __init__(self, clock: Clock) -> None:
        self.base = ""
        self.lifetime_seconds = _DAY_SECONDS
        self.gate: asyncio.Event | None = None
        self.held = 0
        self._clock = clock
        self._key = secrets.token_bytes(16)

    def sign(self, attachment: Attachment) -> str:
        now = self._clock.now()
        expires, issued = f"{int(now + self.lifetime_seconds):x}", f"{int(now):x}"
        folder = "ephemeral-attachments" if attachment.is_ephemeral else "attachments"
        path = f"/{folder}/{attachment.channel_id}/{attachment.id}/{quote(attachment.filename)}"
        digest = self._digest(attachment.id, expires, issued)
        return f"{self.base}{path}?ex={expires}&is={issued}&hm={digest}&"

    def accepts(self, attachment: Attachment, query: dict[str, str]) -> bool:
        """Whether somebody may have the file now."""
        expires, issued = query.get("ex", ""), query.get("is", "")
        digest = self._digest(attachment.id, expires, issued)
        return (
            not attachment.is_gone
            and hmac.compare_digest(digest, query.get("hm", ""))
            and int(expires, 16) > self._clock.now()
        )

    def _digest(self, attachment_id: int, expires: str, issued: str) -> str:
        text = f"{attachment_id} {expires} {issued}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()


class FileRoutes:
    """Answers with the bytes, or 404 where an address isn't good any more."""

    def __init__(self, world: World, signer: Signer) -> None:
        self._world = world
        self._signer = signer

    def list_routes(self) -> list[web.RouteDef]:
        path = "/{{folder:{}}}/{{channel}}/{{attachment}}/{{name}}"
        return [
            web.get(path.format("(?:ephemeral-)?attachments"), self.fetch),
            web.get(r"/stickers/{sticker:\d+}.{ending}", self.fetch_sticker),
        ]

    async def fetch(self, request: web.Request) -> web.Response:
        attachment = self._world.attachments.get(int(request.match_info["attachment"]))
        if attachment is None or not self._signer.accepts(attachment, dict(request.query)):
            return web.Response(status=404, text="This content is no longer available.")
        if self._signer.gate is not None:
            self._signer.held += 1
            self._world.changes.notify()
            await self._signer.gate.wait()
        kind = attachment.content_type or "application/octet-stream"
        return web.Response(body=attachment.data, content_type=kind)

    async def fetch_sticker(self, request: web.Request) -> web.Response:
        """Stickers have addresses that anybody can make up from their ids."""
        data = self._world.stickers.get(int(request.match_info["sticker"]))
        if data is None:
            return web.Response(status=404)
        return web.Response(body=data, content_type="image/png")
