"""Small pictures that move."""

import io
from typing import Any

import numpy as np
from PIL import Image


def draw_clip(frames: int = 3, **options: Any) -> bytes:
    """A GIF of 96 x 64 whose pixels wander; ``options`` are Pillow's for saving it."""
    values = np.random.default_rng(7).integers(60, 200, (64, 112, 3), dtype=np.uint8)
    images = [Image.fromarray(values[:, at : at + 96]) for at in range(frames)]
    stream = io.BytesIO()
    images[0].save(stream, "GIF", save_all=True, append_images=images[1:], **options)
    return stream.getvalue()
