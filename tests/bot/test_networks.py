from dataclasses import replace
from pathlib import Path

import pytest

from bot.networks import describe_network
from config import NETWORKS_FILE
from dream_core import NetworkSpec, load_networks

LITE0 = load_networks(NETWORKS_FILE)["efficientnet-lite0"]


@pytest.fixture
def elsewhere() -> NetworkSpec:
    return replace(
        LITE0,
        name="elsewhere",
        source="torchvision",
        architecture="googlenet",
        weights="GoogLeNet_Weights.IMAGENET1K_V1",
        file="googlenet-1378be20.pth",
    )


def test_a_network_whose_weights_are_here_is_ready(tmp_path: Path) -> None:
    found = describe_network(LITE0, tmp_path)
    assert found.ready
    assert found.file is not None
    assert found.state == f"Ready: {found.file}"


def test_a_network_that_differs_is_damaged(tmp_path: Path) -> None:
    found = describe_network(replace(LITE0, sha256="0" * 64), tmp_path)
    assert not found.ready
    assert found.state.startswith("Damaged: install it again")


def test_a_network_whose_package_is_missing_names_it(tmp_path: Path) -> None:
    found = describe_network(replace(LITE0, package="no_such_carrier"), tmp_path)
    assert found.state.startswith("Missing: ")
    assert "no-such-carrier" in found.state
    assert found.as_dict()["file"] is None


def test_a_network_to_fetch_says_what_and_where_to(elsewhere: NetworkSpec, tmp_path: Path) -> None:
    found = describe_network(elsewhere, tmp_path)
    assert not found.ready
    assert "GoogLeNet_Weights.IMAGENET1K_V1" in found.state
    assert str(tmp_path / "googlenet-1378be20.pth") in found.state


def test_as_a_dict_it_has_all_that_a_person_needs_to_choose(tmp_path: Path) -> None:
    told = describe_network(LITE0, tmp_path).as_dict()
    assert told["name"] == "efficientnet-lite0"
    assert told["licence"] == "Apache-2.0"
    assert told["layers"] == dict(LITE0.layers)
