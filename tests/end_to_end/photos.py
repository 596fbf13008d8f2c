"""Photos to post, and what the dreams of them are looked at with."""

from io import BytesIO
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from tests.loopback import telegram
from tests.loopback.discord import File

PHOTOS = Path(__file__).parents[1] / "photos"


class Picture(Protocol):
    """Anything with a picture's file in it."""

    @property
    def data(self) -> bytes: ...


def encode_photo(name: str = "chelsea", *, side: int = 160, picture_format: str = "JPEG") -> bytes:
    """A real photo's file, ``side`` pixels at its longest."""
    encoded = BytesIO()
    with Image.open(PHOTOS / f"{name}.jpg") as photo:
        photo.thumbnail((side, side))
        photo.convert("RGB").save(encoded, picture_format, quality=90)
    return encoded.getvalue()


def take_photo(name: str = "chelsea", *, side: int = 160, file_name: str | None = None) -> File:
    """A real photo as people attach it in Discord."""
    data = encode_photo(name, side=side)
    return File(name=file_name or f"{name}.jpg", data=data, content_type="image/jpeg")


def take_telegram_photo(name: str = "chelsea", *, side: int = 160) -> telegram.File:
    """The same as people send it in Telegram."""
    return telegram.File(name=f"{name}.jpg", data=encode_photo(name, side=side))


def measure(picture: Picture) -> tuple[int, int]:
    """Width and height of a picture, which must be whole."""
    with Image.open(BytesIO(picture.data)) as opened:
        opened.load()
        return opened.size


def difference(dreamed: Picture, photo: Picture, *, within: float = 1.0) -> float:
    """The mean difference of a dream from its photo, in levels of 0 to 255; of its middle alone
    where ``within`` is less than 1, the share of its sides.
    """
    with Image.open(BytesIO(dreamed.data)) as dream, Image.open(BytesIO(photo.data)) as before:
        small = before.convert("RGB").resize(dream.size)
        distance = np.asarray(dream.convert("RGB"), float) - np.asarray(small, float)
    height, width = distance.shape[:2]
    down, across = (round(side * (1 - within) / 2) for side in (height, width))
    return float(np.abs(distance[down : height - down, across : width - across]).mean())
