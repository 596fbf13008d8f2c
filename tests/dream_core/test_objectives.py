"""What a dream climbs: layers, channels, classes; the same whether whole or in parts."""

import pytest
import torch

from dream_core.objectives import choose_objective
from dream_core.recipe import LOGITS, Target

CPU = torch.device("cpu")
EVERY_KIND = [
    Target(layer="block9"),
    Target(layer="block9", channels=(1, 3)),
    Target(layer=LOGITS, channels=(2,)),
]


@pytest.mark.parametrize("target", EVERY_KIND, ids=str)
def test_parts_of_a_picture_add_up_to_the_whole(target: Target) -> None:
    objective, activation = choose_objective(target, CPU), torch.randn(1, 5, 6, 8)
    left, right = activation[..., :4], activation[..., 4:]
    torch.testing.assert_close(objective(activation), objective(left) + objective(right))


@pytest.mark.parametrize("target", EVERY_KIND, ids=str)
def test_a_neighbour_in_the_batch_changes_nothing(target: Target) -> None:
    objective, activation = choose_objective(target, CPU), torch.randn(3, 5, 6, 8)
    alone = torch.cat([objective(picture[None]) for picture in activation])
    torch.testing.assert_close(objective(activation), alone)


def test_only_the_chosen_channels_are_strengthened() -> None:
    activation = torch.randn(1, 4, 3, 3, requires_grad=True)
    objective = choose_objective(Target(layer="block9", channels=(1, 2)), CPU)
    (gradient,) = torch.autograd.grad(objective(activation).sum(), activation)
    assert gradient[0, [0, 3]].abs().sum() == 0
    torch.testing.assert_close(gradient[0, [1, 2]], activation[0, [1, 2]])


def test_a_class_rises_at_its_rivals_cost() -> None:
    logits = torch.zeros(1, 4, 1, 1, requires_grad=True)
    objective = choose_objective(Target(layer=LOGITS, channels=(2,)), CPU)
    (gradient,) = torch.autograd.grad(objective(logits).sum(), logits)
    signs = gradient.sign().flatten().tolist()
    assert signs == [-1, -1, 1, -1]
