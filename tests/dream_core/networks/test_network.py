"""A network cut off at the deepest layer wanted, its batch norms folded away."""

import pytest
import torch
from torch import nn

from dream_core.errors import ErrorCode, RecipeError
from dream_core.networks.network import IMAGENET_RANGE, DreamNetwork, cut_network


def _small_module() -> nn.Sequential:
    torch.manual_seed(0)
    module = nn.Sequential()
    for name, channels in (("first", 3), ("second", 8), ("third", 8)):
        convolution = nn.Conv2d(channels, 8, 3, padding=1)
        norm = nn.BatchNorm2d(8)
        norm.register_buffer("running_mean", torch.rand(8))
        norm.register_buffer("running_var", torch.rand(8) + 0.5)
        module.add_module(name, nn.Sequential(convolution, norm, nn.ReLU()))
    return module.eval()


def test_nothing_deeper_than_the_deepest_layer_is_kept() -> None:
    cut = cut_network(_small_module(), ["first", "second"])
    names = {name.split(".")[0] for name, _ in cut.named_parameters()}
    assert names == {"first", "second"}


def test_layers_may_lie_within_others() -> None:
    module, picture = _small_module(), torch.rand(1, 3, 12, 12)
    activations = cut_network(module, ["first", "second.0"])(picture)
    torch.testing.assert_close(activations["first"], module[0](picture), rtol=1e-4, atol=1e-5)
    assert activations["second.0"].min() < 0


def test_a_layer_that_the_module_lacks_is_named() -> None:
    with pytest.raises(RecipeError, match="no layer fourth") as caught:
        cut_network(_small_module(), ["fourth"])
    assert caught.value.code == ErrorCode.LAYER_UNKNOWN


def test_folding_batch_norms_changes_no_activation() -> None:
    module, picture = _small_module(), torch.rand(1, 3, 12, 12)
    cut = cut_network(module, ["third"])
    assert not any(isinstance(part, nn.BatchNorm2d) for part in cut.modules())
    torch.testing.assert_close(cut(picture)["third"], module(picture), rtol=1e-4, atol=1e-5)


@pytest.fixture
def network() -> DreamNetwork:
    return DreamNetwork(
        name="small",
        module=_small_module(),
        input_range=IMAGENET_RANGE,
        device=torch.device("cpu"),
    )


def _gradient(network: DreamNetwork, layer: str) -> torch.Tensor:
    picture = torch.rand(1, 3, 12, 12, requires_grad=True)
    activation = network.activations(network.prepare(picture), [layer])[layer]
    (gradient,) = torch.autograd.grad(activation.square().sum(), picture)
    return gradient


def test_tells_of_each_layer_there_and_back(network: DreamNetwork) -> None:
    shares: list[float] = []
    with network.watch(shares.append):
        _gradient(network, "second")
    assert shares == [0.25, 0.5, 0.5, 0.75]
    _gradient(network, "second")
    assert len(shares) == 4


@pytest.mark.parametrize("where", [0.25, 0.75])
def test_what_a_watcher_raises_ends_the_gradient(network: DreamNetwork, where: float) -> None:
    def stop(share: float) -> None:
        if share == where:
            raise InterruptedError

    with pytest.raises(InterruptedError), network.watch(stop):
        _gradient(network, "second")
    assert _gradient(network, "second").isfinite().all()


def test_a_frozen_network_passes_gradients_to_the_picture_alone(network: DreamNetwork) -> None:
    picture = torch.rand(1, 3, 12, 12, requires_grad=True)
    activation = network.activations(network.prepare(picture), ["second"])["second"]
    (gradient,) = torch.autograd.grad(activation.sum(), picture)
    assert gradient.abs().sum() > 0
    assert all(not parameter.requires_grad for parameter in network.module.parameters())
