"""A painting of any size: a photo laid on in strokes from broad to fine, the same at every call."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from dream_core.images.picture import Pixels

PHOTO = Path(__file__).parents[1] / "photos" / "temple.jpg"
_COVERAGE = {24: 1.2, 10: 1.0, 4: 0.8, 2: 0.5}
"""How much of the canvas strokes of each width, in pixels, cover."""
_LENGTH = 6
"""In widths of a stroke."""
_SLANT, _SLANT_SPREAD = 0.6, 0.5
_LIGHT_SPREAD = 14
_SEED = 7

_Line = tuple[float, float, float, float]


def paint(width: int, height: int) -> Image.Image:
    """Sharp to the pixel everywhere, as no enlarged photo is."""
    with Image.open(PHOTO) as photo:
        scene = photo.convert("RGB")
    canvas = scene.resize((width, height), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(canvas)
    colours, random = np.asarray(scene), np.random.default_rng(_SEED)
    for stroke, coverage in _COVERAGE.items():
        count = int(coverage * width * height / (_LENGTH * stroke**2))
        for line, colour in _lay_strokes(canvas.size, colours, stroke, count, random):
            draw.line(line, fill=colour, width=stroke)
    return canvas


def _lay_strokes(
    size: tuple[int, int],
    scene: Pixels,
    stroke: int,
    count: int,
    random: np.random.Generator,
) -> Iterator[tuple[_Line, tuple[int, ...]]]:
    places = random.random((count, 2))
    slants = random.normal(_SLANT, _SLANT_SPREAD, count)
    down, across = (places[:, ::-1] * scene.shape[:2]).astype(int).T
    light = random.normal(0, _LIGHT_SPREAD, (count, 1))
    colours = np.clip(scene[down, across] + light, 0, 255).astype(int)
    middles = places * size
    halves = np.stack((np.cos(slants), np.sin(slants)), axis=1) * (_LENGTH * stroke / 2)
    lines = np.hstack((middles - halves, middles + halves))
    for line, colour in zip(lines.tolist(), colours.tolist(), strict=True):
        yield tuple(line), tuple(colour)
