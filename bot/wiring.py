"""From the settings to the records that each part is made with."""

from bot.catalogue import Catalogue
from config.settings import Settings
from dream_core.engine import EngineSettings, ProcessEngine
from dream_core.engine.protocol import DreamEngine


def build_engine(
    settings: Settings, catalogue: Catalogue, *, workers: int | None = None
) -> DreamEngine:
    """The engine that dreams in processes of its own; ``workers`` wins over the settings'."""
    chosen = settings.workers if settings.workers != "auto" else None
    return ProcessEngine(
        EngineSettings(
            networks=catalogue.networks,
            cache_dir=settings.cache_dir,
            weights_mirror=settings.weights_mirror,
            device=settings.device,
            workers=workers or chosen,
            max_pixels=settings.max_pixels,
        )
    )
