from pathlib import Path
from typing import Any

import pytest

from bot.own_networks import add_network, name_network, own_networks_file
from config.settings import Settings
from dream_core import load_networks
from dream_core.errors import CatalogueError

ROW: dict[str, Any] = {
    "title": "Mine",
    "description": 'Of "my" own.',
    "architecture": "tfjs",
    "licence": "unknown",
    "sha256": "5" * 64,
    "range": "unit",
    "layers": {"block/relu": 4},
    "parts": {"b.bin": "6" * 64},
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    found = [tmp_path / "model.json", tmp_path / "b.bin"]
    for file in found:
        file.write_text(file.name)
    return found


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("files/gender_net.caffemodel", "gender-net"),
        ("My Leaves (2)/model.json", "my-leaves-2"),
        ("bvlc_googlenet.pth", "bvlc-googlenet"),
        ("2015.pth", "network-2015"),
        ("ü.pth", "network"),
    ],
)
def test_a_network_is_named_after_its_file(file: str, name: str) -> None:
    assert name_network(Path(file)) == name


def test_added_networks_are_copied_and_listed_one_after_the_other(
    settings: Settings, files: list[Path]
) -> None:
    for name in ("first", "second"):
        listing = add_network(settings, name, ROW, files)
    assert listing == own_networks_file(settings)
    networks = load_networks(listing)
    assert list(networks) == ["first", "second"]
    assert networks["first"].description == 'Of "my" own.'
    copied = Path(networks["second"].file)
    assert copied.read_text() == "model.json"
    assert copied.with_name("b.bin").read_text() == "b.bin"


def test_a_list_that_somebody_broke_is_left_alone(settings: Settings, files: list[Path]) -> None:
    listing = own_networks_file(settings)
    listing.parent.mkdir(parents=True)
    listing.write_text("[broken")
    with pytest.raises(CatalogueError, match="not valid TOML"):
        add_network(settings, "mine", ROW, files)
    assert listing.read_text() == "[broken"
    assert not (settings.data_dir / "networks").exists()
