"""VGG19 from its codebook: shapes, input range, and a trunk that was really trained."""

import torch

from dream_core.networks.network import DreamNetwork
from dream_core.networks.vgg import _decode_codebook
from tests.dream_core.conftest import LoadPhoto


def test_a_weight_is_the_codebook_entry_its_index_names() -> None:
    stored = {
        "block1_conv1_W_q": torch.tensor([[[[0, 2]]]], dtype=torch.uint8),
        "block1_conv1_W_table": torch.tensor([0.5, 1.5, -2.0]),
        "block1_conv1_b": torch.tensor([0.25]),
    }
    decoded = _decode_codebook(stored)
    assert decoded["block1_conv1.conv.weight"].flatten().tolist() == [0.5, -2.0]
    assert decoded["block1_conv1.conv.bias"].tolist() == [0.25]


def test_wants_blue_first_and_the_mean_taken_away(vgg19: DreamNetwork) -> None:
    red = torch.tensor([1.0, 0.0, 0.0]).view(1, 3, 1, 1)
    prepared = vgg19.prepare(red).flatten()
    expected = torch.tensor([-103.939, -116.779, 255 - 123.68])
    torch.testing.assert_close(prepared, expected)


def test_deep_layers_tell_photos_apart_better_than_pixels_do(
    vgg19: DreamNetwork, load_photo: LoadPhoto
) -> None:
    """Trained features hold up when a photo is mirrored; those of random weights would not."""
    layer = "block5_conv1"

    def describe(photo: torch.Tensor) -> torch.Tensor:
        activation = vgg19.activations(vgg19.prepare(photo[None] / 255), [layer])[layer]
        return torch.nn.functional.normalize(activation.mean(dim=(2, 3)), dim=1)[0]

    cat, cup = load_photo("chelsea", 160), load_photo("coffee", 160)
    assert describe(cat) @ describe(cat.flip(2)) > 0.9 > describe(cat) @ describe(cup)
