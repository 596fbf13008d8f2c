"""Photos to post, and what the dreams of them are looked at with."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from tests.loopback.discord import Attachment, File

PHOTOS = Path(__file__).parents[1] / "photos"


def take_photo(name: str = "chelsea", *, side: int = 160, file_name: str | None = None) -> File:
    """A real photo as a JPEG, ``side`` pixels at its longest."""
    encoded = BytesIO()
    with Image.open(PHOTOS / f"{name}.jpg") as photo:
        photo.thumbnail((side, side))
        photo.convert("RGB").save(encoded, "JPEG", quality=90)
    return File(name=file_name or f"{name}.jpg", data=encoded.getvalue(), content_type="image/jpeg")


def measure(attachment: Attachment) -> tuple[int, int]:
    """Width and height of an attached picture, which must be whole."""
    with Image.open(BytesIO(attachment.data)) as picture:
        picture.load()
        return picture.size


def difference(attachment: Attachment, photo: File) -> float:
    """The mean difference of a dream from its photo, in levels of 0 to 255."""
    with Image.open(BytesIO(attachment.data)) as dream, Image.open(BytesIO(photo.data)) as before:
        small = before.convert("RGB").resize(dream.size)
        distance = np.asarray(dream.convert("RGB"), float) - np.asarray(small, float)
    return float(np.abs(distance).mean())
