"""Serves the room's pictures: always as images or films, whatever anybody uploaded."""

from aiohttp import web

from bot.adapters.web.chat import Chat
from bot.adapters.web.files import PictureFiles
from bot.adapters.web.posts import Picture
from bot.adapters.web.security import FILM_POLICY, PICTURE_POLICY

_VIDEOS = ("mp4",)

_HEADERS = {
    "Content-Security-Policy": PICTURE_POLICY,
    # A picture's id never gets another picture; only this visitor's browser may keep it.
    "Cache-Control": "private, max-age=31536000, immutable",
}


class PictureRoutes:
    def __init__(self, *, chat: Chat, files: PictureFiles) -> None:
        self._chat = chat
        self._files = files

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/pictures/{picture}", self.picture),
            web.get("/pictures/{picture}/thumbnail", self.thumbnail),
        ]

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """The picture in full; ``?download`` makes the browser keep it as a file."""
        picture = await self._chat.find_picture(request.match_info["picture"])
        path = self._files.path(picture)
        kind = "attachment" if "download" in request.query else "inline"
        name = f"puppyslug-{picture.id}{path.suffix}"
        return web.FileResponse(
            path,
            headers={
                **_HEADERS,
                **_describe(picture),
                "Content-Disposition": f'{kind}; filename="{name}"',
            },
        )

    async def thumbnail(self, request: web.Request) -> web.StreamResponse:
        picture = await self._chat.find_picture(request.match_info["picture"])
        path = self._files.thumbnail_path(picture.id)
        return web.FileResponse(path, headers={**_HEADERS, "Content-Type": "image/jpeg"})


def _describe(picture: Picture) -> dict[str, str]:
    if picture.picture_format in _VIDEOS:
        return {
            "Content-Type": f"video/{picture.picture_format}",
            "Content-Security-Policy": FILM_POLICY,
        }
    return {"Content-Type": f"image/{picture.picture_format}"}
