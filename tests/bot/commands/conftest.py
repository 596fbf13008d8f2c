import pytest

from bot.commands import Grammar
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import (
    OF_PRESET,
    Preset,
    Presets,
    Recipe,
    Target,
    load_networks,
    load_presets,
)
from dream_core.presets import PresetShelf


def make_preset(name: str, *, title: str = "") -> Preset:
    recipe = Recipe(network="any", targets=(Target(layer="layer"),))
    return Preset(name=name, title=title or name, description=f"{name} everywhere.", base=recipe)


@pytest.fixture(scope="session")
def shipped_presets() -> Presets:
    return load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))


@pytest.fixture(scope="session")
def presets(shipped_presets: Presets) -> Presets:
    """The shipped presets, and others whose names are hard to tell from other words."""
    hard = ("brain-coral", "cats", "eyes", "gentle", "full")
    harder = ("strength", "keep_colours", "dog faces")
    names = {**dict.fromkeys(shipped_presets), **dict.fromkeys((*hard, *harder))}
    return PresetShelf(
        make_preset(name) if name in (*hard, *harder) else shipped_presets[name]
        for name in (*names, OF_PRESET)
    )


@pytest.fixture(scope="session")
def grammar(presets: Presets) -> Grammar:
    return Grammar(presets)
