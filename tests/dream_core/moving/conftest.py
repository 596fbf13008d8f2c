"""Pictures, a clip in which something moves, and a dreamer without a network."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from dream_core import Recipe, parse_target
from dream_core.dreamer import Place
from dream_core.images.picture import Pixels

MakeClip = Callable[..., list[Pixels]]
Save = Callable[..., bytes]


def to_levels(values: npt.NDArray[Any]) -> Pixels:
    """Bytes, where values of 0 to 255 are meant."""
    return np.asarray(np.clip(values, 0, 255), np.uint8)


class StripeDreamer:
    """Dreams stripes, at another place each time, as an eager dreamer without memory would."""

    def __init__(self, *, brightening: float = 0.0, stubborn: bool = False) -> None:
        self.places: list[Place] = []
        self.steps: list[int] = []
        self.fractions: list[float] = []
        self.shown: list[Pixels] = []
        self._brightening = brightening
        self._stubborn = stubborn

    def dream(self, picture: Pixels, recipe: Recipe, place: Place) -> Pixels:
        (dreamed,) = self.dream_batch([picture], recipe, place)
        return dreamed

    def dream_batch(
        self, pictures: Sequence[Pixels], recipe: Recipe, place: Place
    ) -> Sequence[Pixels]:
        self.places.append(place)
        self.steps += [recipe.steps] * len(pictures)
        return [self._add_stripes(picture, recipe) for picture in pictures]

    def _add_stripes(self, picture: Pixels, recipe: Recipe) -> Pixels:
        height, width = picture.shape[:2]
        shift = 0 if self._stubborn else recipe.seed * 5
        wave = np.sin((np.arange(width) + shift) / 2)
        strength = recipe.steps * np.broadcast_to(wave[None, :, None], (height, width, 3))
        return to_levels(picture + strength + self._brightening)

    def report(self, fraction: float, frame: Pixels | None = None) -> None:
        self.fractions.append(fraction)
        if frame is not None:
            self.shown.append(frame)


@pytest.fixture
def recipe() -> Recipe:
    return Recipe(
        network="efficientnet-lite0", targets=(parse_target("block3"),), octaves=2, steps=10
    )


@pytest.fixture(scope="session")
def texture() -> Pixels:
    """Blotches of 240 x 160, never too dark or too bright to be dreamed on."""
    noise: npt.NDArray[Any] = np.random.default_rng(3).normal(size=(160, 240, 3))
    blurred = cv2.GaussianBlur(noise, (0, 0), 3)
    return to_levels(np.clip(128 + blurred / blurred.std() * 35, 40, 215))


@pytest.fixture(scope="session")
def make_clip(texture: Pixels) -> MakeClip:
    """``make_clip(frames)`` pans over the texture, two pixels right and one down each frame."""

    def make(frames: int, *, width: int = 96, height: int = 64) -> list[Pixels]:
        return [
            np.ascontiguousarray(texture[at : at + height, 2 * at : 2 * at + width])
            for at in range(frames)
        ]

    return make


@pytest.fixture(scope="session")
def save_clip() -> Save:
    """``save_clip(frames, "GIF", duration=[...])`` is the file of an animation."""

    def save(frames: list[Pixels], name: str, **options: Any) -> bytes:
        first, *others = (Image.fromarray(frame) for frame in frames)
        stream = io.BytesIO()
        first.save(stream, name, save_all=True, append_images=others, **options)
        return stream.getvalue()

    return save
