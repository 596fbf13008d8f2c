import io
from pathlib import Path

import pytest
from PIL import Image

from config import NETWORKS_FILE, PRESETS_DIR, find_thumbnail
from dream_core import load_networks, load_presets

NETWORKS = load_networks(NETWORKS_FILE)
# Of networks whose weights nobody has here there is nothing to show.
SHOWN = [
    name
    for name, preset in load_presets(PRESETS_DIR, NETWORKS).items()
    if NETWORKS[preset.base.network].sha256
]


@pytest.mark.parametrize("preset", SHOWN)
def test_every_preset_with_known_weights_has_a_small_square_thumbnail(preset: str) -> None:
    file = find_thumbnail(preset)

    assert file is not None
    with Image.open(io.BytesIO(file.read_bytes())) as picture:
        assert picture.format == "WEBP"
        assert picture.size == (240, 240)


@pytest.mark.parametrize(
    "name",
    ["mine", "", ".", "cats.webp", "../presets/cats", str(PRESETS_DIR / "cats"), "CATS", "cats\0"],
)
def test_no_other_name_leads_to_a_file(name: str) -> None:
    assert find_thumbnail(name) is None


def test_no_thumbnail_is_left_of_a_preset_that_is_gone() -> None:
    presets = {file.stem for file in PRESETS_DIR.glob("*.toml")}
    assert [file for file in Path(PRESETS_DIR).glob("*.webp") if file.stem not in presets] == []
