"""Several voices with real networks: each is heard, as loudly as it should be."""

import pytest
import torch

from dream_core.ascent import dream
from dream_core.networks.network import DreamNetwork
from dream_core.recipe import Recipe, Voice, parse_target
from dream_core.voices import VoiceGradient, find_direction
from tests.dream_core.conftest import LoadPhoto

MOST_PIXELS = 10**6


def make_voice(
    network: DreamNetwork, target: str, *, weight: float = 1.0, stride: float = 1.0
) -> VoiceGradient:
    voice = Voice(
        network=network.name, targets=(parse_target(target),), weight=weight, stride=stride
    )
    return VoiceGradient(voice, network, guide=None, most_pixels=MOST_PIXELS)


def find(picture: torch.Tensor, *voices: VoiceGradient) -> torch.Tensor:
    return find_direction(voices, picture, lambda _: None)


def likeness(one: torch.Tensor, other: torch.Tensor) -> float:
    return torch.nn.functional.cosine_similarity(one.flatten(), other.flatten(), dim=0).item()


@pytest.fixture
def picture(load_photo: LoadPhoto) -> torch.Tensor:
    return load_photo("astronaut", 96)[None] / 255


def test_two_networks_count_the_same_however_large_their_gradients_are(
    lite0: DreamNetwork, vgg19: DreamNetwork, picture: torch.Tensor
) -> None:
    alone = [find(picture, make_voice(*each)) for each in _two(lite0, vgg19)]
    both = find(picture, *(make_voice(*each) for each in _two(lite0, vgg19)))
    assert both.abs().mean().item() == pytest.approx(1, rel=1e-3)
    heard = [likeness(both, each) for each in alone]
    assert min(heard) > 0.5
    assert heard[0] == pytest.approx(heard[1], abs=0.15)


@pytest.mark.parametrize("size", [(16, 16), (16, 90), (90, 16)])
def test_pictures_narrower_than_a_network_takes_have_a_gradient_all_over(
    lite0: DreamNetwork, picture: torch.Tensor, size: tuple[int, int]
) -> None:
    small = torch.nn.functional.interpolate(picture, size=size)
    gradient = find(small, make_voice(lite0, "logits@281-285"))
    assert gradient.shape == small.shape
    assert gradient.abs().amin(dim=1).gt(0).float().mean() > 0.99


def test_the_larger_a_share_the_more_is_heard_of_it(
    lite0: DreamNetwork, vgg19: DreamNetwork, picture: torch.Tensor
) -> None:
    (first, _), (second, _) = _two(lite0, vgg19)
    own, other = make_voice(first, "block8"), make_voice(second, "block2_conv2")
    alone = find(picture, own)
    heard = [
        likeness(alone, find(picture, own, make_voice(second, "block2_conv2", weight=weight)))
        for weight in (0.25, 1.0, 4.0)
    ]
    assert heard == sorted(heard, reverse=True)
    assert heard[0] > heard[2] + 0.3
    assert likeness(alone, find(picture, other)) < 0.5


def test_a_voice_that_goes_further_makes_larger_steps(
    lite0: DreamNetwork, picture: torch.Tensor
) -> None:
    step = find(picture, make_voice(lite0, "block8"), make_voice(lite0, "block3", stride=3.0))
    assert step.abs().mean().item() == pytest.approx(2, rel=1e-3)


def test_all_work_is_told_of_once(lite0: DreamNetwork, picture: torch.Tensor) -> None:
    shares: list[float] = []
    voices = [make_voice(lite0, target) for target in ("block3", "block4")]
    find_direction(voices, picture, shares.append)
    assert 0 < min(shares) < 0.3
    assert 0.9 < max(shares) <= 1
    assert max(shares[: len(shares) // 2 - 2]) <= 0.5


def test_a_dream_of_two_voices_has_more_of_both(lite0: DreamNetwork, load_photo: LoadPhoto) -> None:
    photo = load_photo("coffee", 96)
    names = {"block8": 1.0, "block4": 1.0}
    recipe = Recipe(
        network=lite0.name,
        targets=(parse_target("block8"),),
        also=(Voice(network=lite0.name, targets=(parse_target("block4"),)),),
        octaves=1,
        steps=6,
        grow_octaves=False,
    )
    dreamed = dream(photo, lite0, recipe, on_step=lambda _: None, others=[lite0])
    for layer in names:
        before, after = (
            lite0.activations(lite0.prepare(shown[None]), [layer])[layer].square().mean()
            for shown in (photo / 255, dreamed)
        )
        assert after > 1.1 * before


def _two(lite0: DreamNetwork, vgg19: DreamNetwork) -> tuple[tuple[DreamNetwork, str], ...]:
    return (lite0, "block8"), (vgg19, "block2_conv2")
