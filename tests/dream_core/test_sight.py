import torch
from torch import Tensor, nn

from dream_core.networks.network import IMAGENET_RANGE, DreamNetwork
from dream_core.recipe import LOGITS
from dream_core.sight import MOST_SEEN, find_strengthened

CPU = torch.device("cpu")


class Colours(nn.Module):
    """Five classes, one for red, green and blue each, and two for nothing at all."""

    def forward(self, picture: Tensor) -> Tensor:
        nothing = torch.zeros_like(picture[:, :2])
        return torch.cat([picture, nothing], dim=1)


def make_network() -> DreamNetwork:
    module = nn.Sequential()
    module.add_module(LOGITS, Colours())
    return DreamNetwork(name="colours", module=module, input_range=IMAGENET_RANGE, device=CPU)


def paint(red: float, green: float, blue: float, *, side: int = 40) -> Tensor:
    return torch.tensor([red, green, blue]).view(3, 1, 1).expand(3, side, side)


def to_bytes(picture: Tensor) -> Tensor:
    return (picture * 255).round().to(torch.uint8)


def test_what_grew_is_told_the_most_grown_first() -> None:
    photo = to_bytes(paint(0.5, 0.5, 0.5))
    assert find_strengthened(photo, paint(0.75, 0.1, 0.8), make_network()) == (2, 0)


def test_nothing_is_told_where_nothing_grew() -> None:
    grey = paint(0.5, 0.5, 0.5)
    assert find_strengthened(to_bytes(grey), grey, make_network()) == ()


def test_a_large_picture_is_told_as_a_small_one() -> None:
    network = make_network()
    photo, dreamed = paint(0.2, 0.5, 0.5), paint(0.9, 0.5, 0.6)
    large = (3, 1500, 1100)
    seen = find_strengthened(to_bytes(photo), dreamed, network)
    assert 0 < len(seen) <= MOST_SEEN
    resized = (to_bytes(photo)[:, :1, :1].expand(large), dreamed[:, :1, :1].expand(large))
    assert find_strengthened(*resized, network) == seen


def test_a_tiny_picture_can_be_looked_at() -> None:
    photo = to_bytes(paint(0.0, 0.0, 0.0, side=1))
    assert find_strengthened(photo, paint(1.0, 0.0, 0.0, side=1), make_network())[0] == 0
