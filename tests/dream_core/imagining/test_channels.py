import pytest
import torch

from dream_core import Recipe, Target
from dream_core.ascent import AscentStep
from dream_core.imagining.channels import imagine_channels
from dream_core.networks.network import DreamNetwork


def write_recipe(*channels: int, steps: int = 4, seed: int = 3) -> Recipe:
    target = Target(layer="block5", channels=channels)
    return Recipe(network="efficientnet-lite0", targets=(target,), steps=steps, seed=seed)


def ignore_step(step: AscentStep) -> None:
    pass


def test_a_channel_answers_most_to_its_own_picture(lite0: DreamNetwork) -> None:
    recipes = [write_recipe(channel, steps=8) for channel in range(4)]
    pictures = imagine_channels(lite0, recipes, 64, on_step=ignore_step)
    with torch.no_grad():
        seen = lite0.activations(lite0.prepare(pictures), ["block5"])["block5"]
    answers = seen.mean(dim=(2, 3))[:, :4]
    assert answers.argmax(dim=0).tolist() == [0, 1, 2, 3]


def test_a_neighbour_never_changes_a_picture(lite0: DreamNetwork) -> None:
    recipes = [write_recipe(7), write_recipe(8, 9)]
    together = imagine_channels(lite0, recipes, 48, on_step=ignore_step)
    alone = imagine_channels(lite0, recipes[1:], 48, on_step=ignore_step)
    torch.testing.assert_close(together[1:], alone, atol=1e-3, rtol=0)


@pytest.mark.parametrize("side", [16, 33])
def test_pictures_have_the_side_asked_for_and_their_colours(side: int, lite0: DreamNetwork) -> None:
    pictures = imagine_channels(lite0, [write_recipe(1, steps=1)], side, on_step=ignore_step)
    assert pictures.shape == (1, 3, side, side)
    assert 0 <= pictures.min() <= pictures.max() <= 1


def test_another_seed_gives_another_picture(lite0: DreamNetwork) -> None:
    first, second = (
        imagine_channels(lite0, [write_recipe(1, steps=2, seed=seed)], 32, on_step=ignore_step)
        for seed in (1, 2)
    )
    assert (first - second).abs().max() > 0.01


def test_every_step_is_told_and_what_a_listener_raises_ends_it(lite0: DreamNetwork) -> None:
    told: list[float] = []

    def listen(step: AscentStep) -> None:
        told.append(step.fraction)
        if step.fraction > 0.6:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        imagine_channels(lite0, [write_recipe(1)], 32, on_step=listen)
    assert told == sorted(told)
    assert {0.25, 0.5} <= set(told)
    assert len(told) > 10
    assert told[-1] < 0.75
