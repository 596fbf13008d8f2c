"""What a guide asks of a dream: the nearest of its features, whole or in parts."""

import pytest
import torch

from dream_core import guides
from dream_core.guides import find_nearest, guided_targets, likeness, read_guide
from dream_core.networks.network import DreamNetwork
from dream_core.recipe import Target, parse_target
from tests.dream_core.conftest import LoadPhoto


def read_targets(*texts: str) -> tuple[Target, ...]:
    return tuple(parse_target(text) for text in texts)


@pytest.mark.parametrize(
    ("targets", "guided"),
    [
        (("block9", "block10@3,7:0.5"), ("block9", "block10@3,7:0.5")),
        (("block10:0.35", "logits@281-285"), ("block10:0.35", "block12")),
        (("block12:0.35", "logits@281-285"), ("block12:0.35",)),
        (("logits@281-285:2",), ("block12:2",)),
    ],
)
def test_a_guide_speaks_for_layers_and_for_one_of_them_instead_of_classes(
    targets: tuple[str, ...], guided: tuple[str, ...], lite0: DreamNetwork
) -> None:
    assert guided_targets(read_targets(*targets), lite0) == read_targets(*guided)


def test_the_nearest_has_the_largest_dot_product() -> None:
    positions = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    features = torch.tensor([[2.0, 0.0], [0.0, 1.0], [-5.0, -5.0]])
    assert find_nearest(positions, features).tolist() == [0, 1, 0]


def test_the_nearest_is_the_same_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    positions, features = torch.randn(50, 4), torch.randn(20, 4)
    whole = find_nearest(positions, features)
    monkeypatch.setattr(guides, "MOST_SCORES", 60)
    assert torch.equal(find_nearest(positions, features), whole)


def test_every_position_climbs_towards_its_nearest() -> None:
    activation = torch.randn(1, 3, 2, 2, requires_grad=True)
    features = torch.randn(6, 3)
    (gradient,) = torch.autograd.grad(likeness(activation, features=features).sum(), activation)
    for place in ((0, 0), (0, 1), (1, 0), (1, 1)):
        position = activation[0, :, *place].detach()
        torch.testing.assert_close(gradient[0, :, *place], features[(features @ position).argmax()])


def test_parts_of_a_picture_add_up_to_the_whole() -> None:
    activation, features = torch.randn(1, 5, 6, 8), torch.randn(9, 5)
    left, right = activation[..., :4], activation[..., 4:]
    parts = likeness(left, features=features) + likeness(right, features=features)
    torch.testing.assert_close(likeness(activation, features=features), parts)


def test_a_neighbour_in_the_batch_changes_nothing() -> None:
    activation, features = torch.randn(3, 5, 6, 8), torch.randn(9, 5)
    alone = torch.cat([likeness(picture[None], features=features) for picture in activation])
    torch.testing.assert_close(likeness(activation, features=features), alone)


def test_only_the_chosen_channels_are_compared_and_strengthened(
    lite0: DreamNetwork, load_photo: LoadPhoto
) -> None:
    (objective,) = read_guide(load_photo("chelsea", 64), lite0, read_targets("block3@1,2"))
    activation = torch.randn(1, 40, 3, 3)
    other = activation.clone()
    other[:, 3:] += 10
    torch.testing.assert_close(objective(activation), objective(other))
    (gradient,) = torch.autograd.grad(objective(activation.requires_grad_()).sum(), activation)
    assert gradient[0, [1, 2]].abs().min() > 0
    assert gradient[0, [0, *range(3, 40)]].abs().max() == 0


def test_a_picture_resembles_itself_more_than_another(
    lite0: DreamNetwork, load_photo: LoadPhoto
) -> None:
    chelsea, coffee = load_photo("chelsea", 96), load_photo("coffee", 96)
    (objective,) = read_guide(chelsea, lite0, read_targets("block9"))

    def resemblance(photo: torch.Tensor) -> float:
        prepared = lite0.prepare(photo[None] / 255)
        activation = lite0.activations(prepared, ["block9"])["block9"]
        return float(objective(activation) / activation.norm())

    assert resemblance(chelsea) > resemblance(coffee)


def test_of_a_shallow_layer_only_so_many_positions_are_offered(
    lite0: DreamNetwork, load_photo: LoadPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest of a layer's positions costs time and memory, and looks like its neighbours."""
    monkeypatch.setattr(guides, "MOST_POSITIONS", 10)
    (objective,) = read_guide(load_photo("chelsea", 64), lite0, read_targets("stem"))
    offered = objective.keywords["features"]  # type: ignore[attr-defined]
    assert offered.shape == (10, 32)
    assert len(offered.unique(dim=0)) == 10
