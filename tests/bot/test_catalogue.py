from pathlib import Path

import pytest

from bot.catalogue import load_catalogue
from config.settings import Settings
from dream_core.errors import CatalogueError
from dream_core.presets import DEFAULT_PRESET

NETWORK = f"""
[mine]
title = "Mine"
description = "My own."
architecture = "efficientnet_lite0"
source = "package"
licence = "MIT"
package = "carrier"
file = "mine.pth"
sha256 = "{"5" * 64}"
layers = {{ block1 = 16 }}
"""
PRESET = """
title = "Mine"
description = "My own."
network = "mine"
targets = ["block1"]
"""


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Settings that name a network and a preset of one's own."""
    (tmp_path / "networks.toml").write_text(NETWORK)
    presets = tmp_path / "presets"
    presets.mkdir()
    (presets / "mine.toml").write_text(PRESET)
    return Settings(networks_file=tmp_path / "networks.toml", presets_dir=presets)


def test_the_program_comes_with_networks_and_presets() -> None:
    catalogue = load_catalogue(Settings())
    assert DEFAULT_PRESET in catalogue.presets
    assert catalogue.presets[DEFAULT_PRESET].base.network in catalogue.networks


def test_own_entries_stand_beside_those_of_the_program(own: Settings) -> None:
    catalogue = load_catalogue(own)
    assert catalogue.presets["mine"].base.network == "mine"
    assert catalogue.networks["mine"].layers == {"block1": 16}
    assert catalogue.presets.keys() > load_catalogue(Settings()).presets.keys()


def test_an_own_preset_replaces_one_of_the_same_name(own: Settings) -> None:
    assert own.presets_dir is not None
    (own.presets_dir / "mine.toml").rename(own.presets_dir / f"{DEFAULT_PRESET}.toml")
    catalogue = load_catalogue(own)
    assert catalogue.presets[DEFAULT_PRESET].title == "Mine"
    assert len(catalogue.presets) == len(load_catalogue(Settings()).presets)


def test_an_own_preset_of_an_unknown_network_is_refused(own: Settings) -> None:
    with pytest.raises(CatalogueError, match=r"mine\.toml: There is no network 'mine'"):
        load_catalogue(own.model_copy(update={"networks_file": None}))


def test_presets_whose_network_is_not_here_are_absent(tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path)
    lacking = load_catalogue(settings)
    assert "landscapes" in lacking.presets.absent
    assert "landscapes" not in lacking.presets
    network = lacking.networks[lacking.presets.absent["landscapes"].base.network]
    (tmp_path / network.file).write_bytes(b"weights")
    fetched = load_catalogue(settings)
    assert "landscapes" in fetched.presets
    assert "landscapes" not in fetched.presets.absent


def test_networks_that_were_added_stand_beside_the_others(tmp_path: Path) -> None:
    (tmp_path / "networks.toml").write_text(NETWORK)
    catalogue = load_catalogue(Settings(data_dir=tmp_path))
    assert catalogue.networks["mine"].title == "Mine"
