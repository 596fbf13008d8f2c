"""Makes the gallery, docs/gallery.md: `python scripts/render_gallery.py [WORD ...]`.

Each picture is what the bot itself makes of the words beside it, read by the bot's own grammar;
with words, only the entries that contain one of them are made again. It takes some minutes on two
cores. Look at every picture, then commit them.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image
from rich.progress import track

from bot.commands import DreamCommand, DreamOptions, Grammar, choose_motion, choose_sheet
from config import NETWORKS_FILE, PRESETS_DIR
from config.folders import user_cache_dir
from dream_core import (
    DreamRequest,
    DreamResult,
    Failed,
    Finished,
    Presets,
    load_networks,
    load_presets,
)
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings
from dream_core.motion import Animation, Motion
from dream_core.networks.weights import weights_present

ROOT = Path(__file__).resolve().parent.parent
PHOTOS = ROOT / "tests" / "photos"
PAGE = ROOT / "docs" / "gallery.md"
PICTURES = ROOT / "docs" / "gallery"
SEED = 1
SHOWN_SIDE = 480
SHEET_SIDE = 1400
FILM_BYTES = 1_500_000
PAN_FRAMES = 16
PAN_SIZE = (288, 216)
_ABOUT = (
    "Everything here was made by this program with its default settings, from the words beside it "
    "([`scripts/render_gallery.py`](../scripts/render_gallery.py)) and from "
    "[free photos](../tests/photos/README.md)."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody writes, and the photo that they post with it; ``guide`` is a second one."""

    words: str
    photo: str = ""
    guide: str = ""

    @property
    def file_stem(self) -> str:
        """A name for its picture."""
        said = "".join(letter if letter.isalnum() else "-" for letter in self.words.strip("/"))
        return "-".join(part for part in (*said.split("-"), self.photo) if part)


SECTIONS: Mapping[str, tuple[str, Sequence[Entry]]] = {
    "Every look": (
        "One photo in every preset, on one page: whoever likes one asks for it by its name.",
        [Entry("/dream sheet", "temple")],
    ),
    "Imagined": (
        "Pictures of things that nobody photographed, made from noise.",
        [
            Entry(f"/imagine {thing}")
            for thing in ("banana", "goldfish", "castle", "peacock", "teapot", "strawberry")
        ],
    ),
    "Dreams of things": (
        "What is named grows in the photo, which stays what it is.",
        [
            Entry("/dream of butterflies", "chelsea"),
            Entry("/dream of castles", "rocket"),
            Entry("/dream of parrots", "drawing"),
            Entry("/dream of banana and goldfish", "coffee"),
        ],
    ),
    "Several looks, and parts": (
        "Presets at once, by weight, and dreams that keep to the subject or to the background.",
        [
            Entry("/dream puppyslug+swirls", "temple"),
            Entry("/dream eyes:2+flowers", "coffee"),
            Entry("/dream cats only=background", "chelsea"),
            Entry("/dream puppyslug only=subject", "astronaut"),
        ],
    ),
    "Guided by another picture": (
        "What is in the second picture is dreamed into the first.",
        [Entry("/dream guided", "temple", "chelsea")],
    ),
    "Films": (
        "An endless zoom into a dream, and a film that was dreamed frame by frame.",
        [
            Entry("/zoom puppyslug seconds=4 speed=1.6 turn=12 size=256", "temple"),
            Entry("/dream swirls size=288", "pan"),
        ],
    ),
}


def read_photo(name: str) -> bytes:
    """A photo of the tests; ``pan`` is a film that goes over one of them."""
    return make_pan() if name == "pan" else (PHOTOS / f"{name}.jpg").read_bytes()


def make_pan() -> bytes:
    """A GIF that goes over the temple from left to right."""
    width, height = PAN_SIZE
    with Image.open(PHOTOS / "temple.jpg") as photo:
        view = photo.convert("RGB").resize((width * 3 // 2, height * 3 // 2))
    way = (view.width - width) / (PAN_FRAMES - 1)
    frames = [
        view.crop((round(way * number), height // 4, round(way * number) + width, height * 5 // 4))
        for number in range(PAN_FRAMES)
    ]
    encoded = io.BytesIO()
    frames[0].save(encoded, "GIF", save_all=True, append_images=frames[1:], duration=120, loop=0)
    return encoded.getvalue()


def build_request(entry: Entry, presets: Presets) -> DreamRequest:
    """What the bot would ask its engine for."""
    command = Grammar(presets).parse(entry.words)
    if not isinstance(command, DreamCommand):
        raise TypeError(f"{entry.words} asks for no dream")
    options = command.options
    return DreamRequest(
        job_id=entry.file_stem,
        picture=None if options.imagines else read_photo(entry.photo),
        guide=read_photo(entry.guide) if entry.guide else None,
        recipe=options.recipe(presets, seed=SEED),
        motion=fit_film(options),
        sheet=choose_sheet(options, presets),
        picture_format="gif" if options.form == "zoom" else None,
    )


def fit_film(options: DreamOptions) -> Motion | None:
    """The film as the page can bear it; a GIF, which every page shows."""
    motion = choose_motion(options)
    if isinstance(motion, Animation):
        return replace(motion, max_bytes=FILM_BYTES)
    return replace(motion, max_bytes=FILM_BYTES, fps=12) if motion else None


async def make(engine: ProcessEngine, request: DreamRequest) -> DreamResult:
    """The finished dream; raises DreamError."""
    async with aclosing(engine.dream(request)) as events:
        async for event in events:
            if isinstance(event, Failed):
                raise event.error
            if isinstance(event, Finished):
                return event.result
    raise RuntimeError("the engine ended without a result")


def save(result: DreamResult, stem: str) -> None:
    """As a small WebP; a film as it is."""
    if result.frames > 1:
        (PICTURES / f"{stem}.{result.picture_format}").write_bytes(result.picture)
        return
    with Image.open(io.BytesIO(result.picture)) as opened:
        picture = opened.convert("RGB")
    side = SHEET_SIDE if "sheet" in stem else SHOWN_SIDE
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    picture.save(PICTURES / f"{stem}.webp", quality=82, method=6)


def write_page() -> None:
    """All entries with their pictures, section by section."""
    lines = [
        "# Gallery",
        "",
        _ABOUT,
    ]
    for title, (about, entries) in SECTIONS.items():
        lines += ["", f"## {title}", "", about, "", "| | |", "|---|---|"]
        for entry in entries:
            file = next(iter(sorted(PICTURES.glob(f"{entry.file_stem}.*"))))
            guide = f", with {entry.guide}.jpg in reply" if entry.guide else ""
            lines.append(f"| ![{entry.words}](gallery/{file.name}) | `{entry.words}`{guide} |")
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


async def render(words: Sequence[str]) -> None:
    cache_dir = user_cache_dir()
    networks = load_networks(NETWORKS_FILE)
    presets = load_presets(PRESETS_DIR, networks).select(
        lambda preset: weights_present(networks[preset.base.network], cache_dir=cache_dir)
    )
    PICTURES.mkdir(parents=True, exist_ok=True)
    entries = [
        entry
        for _, entries in SECTIONS.values()
        for entry in entries
        if not words or any(word in entry.words for word in words)
    ]
    async with ProcessEngine(EngineSettings(networks=networks, cache_dir=cache_dir)) as engine:
        for entry in track(entries, description="Gallery"):
            save(await make(engine, build_request(entry, presets)), entry.file_stem)
    if not words:
        write_page()


if __name__ == "__main__":
    asyncio.run(render(sys.argv[1:]))
