"""Every network of the catalogue has the layers it promises; a wrong file is refused."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torchvision import models

from config import NETWORKS_FILE
from dream_core.errors import CatalogueError, ErrorCode, UnavailableError
from dream_core.networks.graph_files import GRAPH_READERS
from dream_core.networks.loader import ARCHITECTURES, load_network
from dream_core.networks.network import DreamNetwork, cut_network
from dream_core.networks.registry import ARCHITECTURES as NAMED_ARCHITECTURES
from dream_core.networks.registry import GRAPH_FORMATS, TRUNKS, NetworkSpec, load_networks
from dream_core.networks.torchvision_zoo import build_torchvision

CATALOGUE = load_networks(NETWORKS_FILE)
CPU = torch.device("cpu")
ROOT = Path(__file__).parents[3]

DREAM_OF_THE_EMBEDDED = """
import pathlib, sys, torch
import dream_core.engine.worker
from config import NETWORKS_FILE
from dream_core.networks import loader, registry, weights

for name in ("efficientnet-lite0", "vgg19"):
    spec = registry.load_networks(NETWORKS_FILE)[name]
    file = weights.find_weights(spec, cache_dir=pathlib.Path())
    network = loader.load_network(spec, weights=file, device=torch.device("cpu"))
    layer, channels = next(iter(spec.layers.items()))
    assert network.activations(torch.rand(1, 3, 32, 32), [layer])[layer].shape[1] == channels
sys.exit("torchvision" in sys.modules)
"""


def _channels(module: torch.nn.Module, spec: NetworkSpec, picture: torch.Tensor) -> dict[str, int]:
    activations = cut_network(module, list(spec.layers))(picture)
    return {layer: activation.shape[1] for layer, activation in activations.items()}


@pytest.mark.parametrize("name", ["lite0", "vgg19"])
def test_an_embedded_network_has_the_layers_it_promises(
    name: str, request: pytest.FixtureRequest
) -> None:
    network: DreamNetwork = request.getfixturevalue(name)
    spec = CATALOGUE[network.name]
    assert _channels(network.module, spec, torch.rand(1, 3, 64, 64)) == dict(spec.layers)


def test_embedded_networks_need_no_torchvision_which_takes_as_long_to_import_as_torch() -> None:
    command = [sys.executable, "-c", DREAM_OF_THE_EMBEDDED]
    assert subprocess.run(command, cwd=ROOT, check=False, timeout=100).returncode == 0


@pytest.mark.parametrize(
    "spec",
    [spec for spec in CATALOGUE.values() if spec.source == "torchvision"],
    ids=lambda spec: spec.name,
)
def test_a_torchvision_network_has_the_layers_it_promises(spec: NetworkSpec) -> None:
    with torch.device("meta"):
        module, picture = build_torchvision(spec.architecture).eval(), torch.rand(1, 3, 128, 128)
    assert _channels(module, spec, picture) == dict(spec.layers)
    assert models.get_weight(spec.weights).url.endswith(f"/{spec.file}")


def test_reads_a_torchvision_state_dict(
    tmp_path: Path, networks: Mapping[str, NetworkSpec]
) -> None:
    torch.manual_seed(0)
    module, file = build_torchvision("googlenet"), tmp_path / "googlenet.pth"
    torch.save(module.state_dict(), file)
    network = load_network(networks["googlenet"], weights=file, device=CPU)
    picture = torch.rand(1, 3, 64, 64)
    expected = module.eval().get_submodule("conv1")(picture)
    torch.testing.assert_close(
        network.activations(picture, ["conv1"])["conv1"], expected, rtol=1e-4, atol=1e-5
    )


def test_every_architecture_a_row_may_name_has_a_reader() -> None:
    assert {*ARCHITECTURES, *GRAPH_READERS, *TRUNKS} == set(NAMED_ARCHITECTURES)
    assert set(GRAPH_READERS) == set(GRAPH_FORMATS)


@pytest.mark.parametrize("name", ["efficientnet-lite0", "vgg19", "googlenet"])
@pytest.mark.parametrize("content", ["text", "other weights"])
def test_a_file_without_the_weights_is_named_as_corrupt(
    tmp_path: Path, name: str, content: str
) -> None:
    file = tmp_path / "weights.pth"
    if content == "text":
        file.write_text("not weights at all")
    else:
        torch.save({"layer.weight": torch.zeros(2)}, file)
    with pytest.raises(UnavailableError) as caught:
        load_network(replace(CATALOGUE[name]), weights=file, device=CPU)
    assert caught.value.code == ErrorCode.NETWORK_CORRUPT
    assert str(file) in caught.value.sentence


@pytest.mark.parametrize("name", ["efficientnet-lite0", "googlenet"])
def test_memory_that_runs_out_is_no_fault_of_the_file(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_out(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(torch, "load", run_out)
    with pytest.raises(torch.OutOfMemoryError):
        load_network(CATALOGUE[name], weights=tmp_path / "weights.pth", device=CPU)


def test_an_architecture_that_torchvision_lacks_is_answered_with_the_nearest(
    tmp_path: Path,
) -> None:
    spec = replace(CATALOGUE["googlenet"], architecture="goglenet")
    with pytest.raises(CatalogueError, match=r"'goglenet'.*Did you mean googlenet"):
        load_network(spec, weights=tmp_path / "weights.pth", device=CPU)
