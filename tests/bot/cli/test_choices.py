from typing import Any

import pytest

from bot.catalogue import Catalogue
from bot.cli.choices import DreamChoices, build_recipe, parse_size
from bot.errors import UsageError
from config import NETWORKS_FILE
from dream_core import Preset, Recipe, Target, load_networks
from dream_core.errors import RecipeError

LITE0 = "efficientnet-lite0"
BASES = {
    "puppyslug": Recipe(network=LITE0, targets=(Target(layer="block9"),), octaves=3, steps=10),
    "eyes": Recipe(network=LITE0, targets=(Target(layer="block8"),), jitter=7, scale=1.6),
}


@pytest.fixture
def catalogue() -> Catalogue:
    presets = {
        name: Preset(name=name, title=name, description=f"{name}.", base=base)
        for name, base in BASES.items()
    }
    return Catalogue(networks=load_networks(NETWORKS_FILE), presets=presets)


def test_without_choices_it_is_the_default_preset(catalogue: Catalogue) -> None:
    assert build_recipe(DreamChoices(), catalogue) == BASES["puppyslug"]


def test_a_preset_and_its_strength_are_taken(catalogue: Catalogue) -> None:
    recipe = build_recipe(DreamChoices(preset="eyes", strength=10), catalogue)
    assert recipe.jitter == 7
    assert recipe.steps > BASES["eyes"].steps


def test_what_is_written_wins_over_preset_and_strength(catalogue: Catalogue) -> None:
    settings: dict[str, Any] = {
        "steps": 2,
        "scale": 1.3,
        "jitter": 5,
        "step_size": 0.5,
        "seed": 9,
        "size": "full",
        "keep_colours": True,
    }
    recipe = build_recipe(DreamChoices(preset="eyes", strength=9, settings=settings), catalogue)
    assert {name: getattr(recipe, name) for name in settings} == settings


def test_octaves_that_are_written_stay_as_they_are(catalogue: Catalogue) -> None:
    assert build_recipe(DreamChoices(), catalogue).grow_octaves
    written = build_recipe(DreamChoices(settings={"octaves": 2}), catalogue)
    assert (written.octaves, written.grow_octaves) == (2, False)


def test_targets_replace_those_of_the_preset(catalogue: Catalogue) -> None:
    choices = DreamChoices(preset="eyes", targets=("block4:0.5", "logits@151-153"))
    recipe = build_recipe(choices, catalogue)
    assert recipe.targets == (
        Target(layer="block4", weight=0.5),
        Target(layer="logits", channels=(151, 152, 153)),
    )
    assert recipe.jitter == 7


def test_a_network_with_targets_needs_no_preset(catalogue: Catalogue) -> None:
    recipe = build_recipe(DreamChoices(network=LITE0, targets=("block5",)), catalogue)
    assert recipe == Recipe(network=LITE0, targets=(Target(layer="block5"),))


def test_a_preset_on_its_own_network_keeps_its_targets(catalogue: Catalogue) -> None:
    recipe = build_recipe(DreamChoices(preset="eyes", network=LITE0), catalogue)
    assert recipe == BASES["eyes"]


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        (DreamChoices(preset="eye"), "Did you mean eyes?"),
        (DreamChoices(preset="zzz"), "There are: puppyslug, eyes."),
        (DreamChoices(network="efficientnet-light0"), "Did you mean efficientnet-lite0"),
        (DreamChoices(network="zzz", targets=("block9",)), LITE0),
        (DreamChoices(network=LITE0), "Its layers are: stem, block0,"),
        (DreamChoices(targets=("blok9",)), "Did you mean block9"),
        (DreamChoices(targets=("block9@4000",)), "They go from 0 to 111."),
        (DreamChoices(targets=("block9:heavy",)), "Write LAYER"),
        (DreamChoices(strength=0), "It goes from 1 to 10."),
        (DreamChoices(settings={"steps": 0}), "It is a whole number from 1 to 1000."),
        (DreamChoices(settings={"size": 4}), "from 16 to 16384, full or auto."),
    ],
)
def test_a_wrong_choice_is_refused_with_the_right_ones(
    choices: DreamChoices, told: str, catalogue: Catalogue
) -> None:
    with pytest.raises((UsageError, RecipeError)) as caught:
        build_recipe(choices, catalogue)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "size"), [(None, None), ("512", 512), ("full", "full"), ("auto", "auto")]
)
def test_a_size_is_pixels_or_a_word(text: str | None, size: object) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "big", "-5", "1.5", "512px", "٥"])
def test_any_other_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--size"):
        parse_size(text)
