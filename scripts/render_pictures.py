"""Dreams the pictures that the project shows: `python scripts/render_pictures.py [PRESET ...]`.

Writes the presets' thumbnails and the README's befores and afters, all from the photos in
tests/photos; with names, only these presets' thumbnails. Leaves out presets whose network isn't
here. Run it after a preset changed, look at every picture, then commit them.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Sequence
from contextlib import aclosing
from pathlib import Path

from PIL import Image, ImageDraw
from rich.progress import track

from config import NETWORKS_FILE, PRESETS_DIR
from config.folders import user_cache_dir
from dream_core import DreamRequest, Failed, Finished, Presets, Recipe, load_networks, load_presets
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings
from dream_core.networks.weights import weights_present

ROOT = Path(__file__).resolve().parent.parent
PHOTOS = ROOT / "tests" / "photos"
README_PICTURES = ROOT / "docs" / "pictures"

THUMBNAIL_CROP = (20, 0, 447, 427)
"""The temple and the sky beside it."""
THUMBNAIL_SIDE = 240
SHEET_SIDE = 200
SHEET_COLUMNS = 5

SHOWN = (
    ("chelsea", "puppyslug"),
    ("temple", "cats"),
    ("rocket", "buildings"),
    ("coffee", "eyes"),
    ("astronaut", "engraving"),
    ("drawing", "berries"),
)
SHOWN_HEIGHT = 300
AT_HOME = ("efficientnet-lite0", "vgg19")
"""The networks that every installation has; presets of others have a sheet of their own."""


async def dream_picture(engine: ProcessEngine, picture: bytes, recipe: Recipe) -> Image.Image:
    """One dream, decoded; raises DreamError."""
    request = DreamRequest(job_id="render", picture=picture, recipe=recipe, picture_format="png")
    async with aclosing(engine.dream(request)) as events:
        async for event in events:
            if isinstance(event, Failed):
                raise event.error
            if isinstance(event, Finished):
                return Image.open(io.BytesIO(event.result.picture)).convert("RGB")
    raise RuntimeError("The engine ended without a result.")


async def render_thumbnails(engine: ProcessEngine, presets: Presets) -> dict[str, Image.Image]:
    """A thumbnail beside every preset; returns the dreams by the presets' names."""
    sample = encode_png(Image.open(PHOTOS / "temple.jpg").crop(THUMBNAIL_CROP))
    tiles: dict[str, Image.Image] = {}
    for name, preset in track(presets.items(), description="Thumbnails"):
        dreamed = await dream_picture(engine, sample, preset.recipe())
        thumbnail = dreamed.resize((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
        thumbnail.save(PRESETS_DIR / f"{name}.webp", quality=82, method=6)
        tiles[name] = dreamed
    return tiles


async def render_pairs(engine: ProcessEngine, presets: Presets) -> None:
    """Photo and dream side by side."""
    for photo, preset in track(SHOWN, description="Befores and afters"):
        file = PHOTOS / f"{photo}.jpg"
        dreamed = await dream_picture(engine, file.read_bytes(), presets[preset].recipe())
        pair = place_side_by_side(Image.open(file).convert("RGB"), dreamed)
        pair.save(README_PICTURES / f"{photo}-{preset}.jpg", quality=88)


def place_side_by_side(photo: Image.Image, dreamed: Image.Image) -> Image.Image:
    """Both at one height, with a gap."""
    width = round(photo.width * SHOWN_HEIGHT / photo.height)
    pair = Image.new("RGB", (2 * width + 8, SHOWN_HEIGHT), "white")
    for index, picture in enumerate((photo, dreamed)):
        shown = picture.resize((width, SHOWN_HEIGHT), Image.Resampling.LANCZOS)
        pair.paste(shown, (index * (width + 8), 0))
    return pair


def arrange_sheet(tiles: dict[str, Image.Image]) -> Image.Image:
    """A grid of square pictures, each under its title."""
    rows = -(-len(tiles) // SHEET_COLUMNS)
    step_down = SHEET_SIDE + 24
    sheet = Image.new("RGB", (SHEET_COLUMNS * (SHEET_SIDE + 8) - 8, rows * step_down), "white")
    draw = ImageDraw.Draw(sheet)
    for index, (title, picture) in enumerate(tiles.items()):
        left, top = index % SHEET_COLUMNS * (SHEET_SIDE + 8), index // SHEET_COLUMNS * step_down
        tile = picture.resize((SHEET_SIDE, SHEET_SIDE), Image.Resampling.LANCZOS)
        sheet.paste(tile, (left, top + 20))
        draw.text((left, top + 3), title, fill="black", font_size=14)
    return sheet


def encode_png(picture: Image.Image) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, "PNG")
    return encoded.getvalue()


async def render_all(names: Sequence[str]) -> None:
    cache_dir = user_cache_dir()
    networks = load_networks(NETWORKS_FILE)
    presets = {
        name: preset
        for name, preset in load_presets(PRESETS_DIR, networks).items()
        if weights_present(networks[preset.base.network], cache_dir=cache_dir)
        if not names or name in names
    }
    README_PICTURES.mkdir(parents=True, exist_ok=True)
    async with ProcessEngine(EngineSettings(networks=networks, cache_dir=cache_dir)) as engine:
        tiles = await render_thumbnails(engine, presets)
        if not names:
            for sheet, others in (("presets", False), ("other-eyes", True)):
                chosen = {
                    presets[name].title: tile
                    for name, tile in tiles.items()
                    if (presets[name].base.network not in AT_HOME) is others
                }
                arrange_sheet(chosen).save(README_PICTURES / f"{sheet}.jpg", quality=88)
            await render_pairs(engine, presets)


if __name__ == "__main__":
    asyncio.run(render_all(sys.argv[1:]))
