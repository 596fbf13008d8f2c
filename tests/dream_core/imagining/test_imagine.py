from dataclasses import replace

import pytest
import torch

from dream_core import write_imagined_recipe
from dream_core.ascent import AscentStep
from dream_core.imagining.imagine import imagine, plan_phases
from dream_core.imagining.method import Phase
from dream_core.imagining.teacher import Teacher
from dream_core.networks.network import DreamNetwork

BANANA = write_imagined_recipe([[954]], seed=3, steps=8)


def ignore_step(step: AscentStep) -> None:
    pass


def test_a_few_steps_already_raise_the_odds(lite0: DreamNetwork) -> None:
    def odds_after(steps: int) -> float:
        recipe = replace(BANANA, steps=steps)
        picture = imagine([lite0], recipe, 64, on_step=ignore_step)
        teacher = Teacher.of_targets(lite0, recipe.targets, rivalry=0.3)
        with torch.no_grad():
            return teacher.teach(picture[None]).odds.item()

    assert odds_after(20) > odds_after(1) + 0.5


@pytest.mark.parametrize("side", [16, 75])
def test_a_picture_has_the_side_asked_for_and_its_colours(lite0: DreamNetwork, side: int) -> None:
    picture = imagine([lite0], replace(BANANA, steps=2), side, on_step=ignore_step)
    assert picture.shape == (3, side, side)
    assert picture.min() >= 0
    assert picture.max() <= 1


def test_every_step_is_told_and_the_last_one_is_the_whole(lite0: DreamNetwork) -> None:
    told: list[AscentStep] = []
    imagine([lite0], BANANA, 100, on_step=told.append)
    fractions = [step.fraction for step in told]
    assert fractions == sorted(fractions)
    assert len(fractions) > 8 * 20
    assert {n / 8 for n in range(1, 9)} <= set(fractions)
    places = [(step.octave, step.step) for step in told]
    assert places == sorted(places)
    assert {step.octaves for step in told} == {2}


def test_what_a_listener_raises_ends_it(lite0: DreamNetwork) -> None:
    told: list[AscentStep] = []

    def stop(step: AscentStep) -> None:
        told.append(step)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        imagine([lite0], BANANA, 64, on_step=stop)
    assert len(told) == 1


@pytest.mark.parametrize(
    ("side", "planned"),
    [
        (512, [(96, 5), (256, 3), (400, 2)]),
        (300, [(96, 5), (256, 3), (300, 2)]),
        (201, [(96, 5), (200, 5)]),
        (20, [(64, 10)]),
    ],
)
def test_phases_end_at_the_pictures_own_side(side: int, planned: list[tuple[int, int]]) -> None:
    phases = [Phase(side=96, share=0.5), Phase(side=256, share=0.3), Phase(side=400, share=0.2)]
    assert plan_phases(phases, side=side, steps=10) == planned
