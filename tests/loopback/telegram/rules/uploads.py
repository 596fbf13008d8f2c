"""What Telegram takes as a photo or a document."""

import asyncio
from dataclasses import dataclass

from tests.loopback.telegram.rejections import bad_request, too_large
from tests.loopback.telegram.world.files import File, NoPictureError, measure

PHOTO_BYTES, DOCUMENT_BYTES = 10 * 10**6, 50 * 2**20
LARGEST_SUM, LARGEST_RATIO = 10_000, 20


@dataclass(slots=True)
class UploadLimits:
    """The largest uploads; lower than documented, a bot can't know of them."""

    photo_bytes: int = PHOTO_BYTES
    document_bytes: int = DOCUMENT_BYTES

    async def check(self, file: File, kind: str) -> None:
        """Raises RejectedError for an upload that Telegram doesn't take."""
        if not file.data:
            raise bad_request("file must be non-empty")
        limit, documented = self.document_bytes, DOCUMENT_BYTES
        if kind == "photo":
            limit, documented = self.photo_bytes, PHOTO_BYTES
        if len(file.data) > limit:
            raise too_large(is_fault=len(file.data) > documented)
        if kind == "photo":
            await self._check_photo(file)

    async def _check_photo(self, file: File) -> None:
        try:
            width, height = await asyncio.to_thread(measure, file.data)
        except NoPictureError as error:
            raise bad_request("IMAGE_PROCESS_FAILED") from error
        if width + height > LARGEST_SUM or max(width, height) > LARGEST_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
