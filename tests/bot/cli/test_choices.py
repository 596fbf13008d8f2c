import re
from dataclasses import replace
from typing import Any

import pytest

from bot.catalogue import Catalogue
from bot.cli.choices import (
    DreamChoices,
    apply_code,
    build_recipe,
    choose_preset,
    find_code,
    parse_blend,
    parse_only,
    parse_size,
)
from bot.commands import DreamCommand, DreamOptions, Grammar, write_code
from bot.errors import UsageError
from config import NETWORKS_FILE
from dream_core import BLENDS, ONLY, Preset, Recipe, Target, load_networks
from dream_core.errors import RecipeError
from dream_core.presets import PresetShelf

LITE0 = "efficientnet-lite0"
BASES = {
    "puppyslug": Recipe(network=LITE0, targets=(Target(layer="block9"),), octaves=3, steps=10),
    "eyes": Recipe(network=LITE0, targets=(Target(layer="block8"),), jitter=7, scale=1.6),
}
EYES = DreamOptions(preset="eyes")


@pytest.fixture
def catalogue() -> Catalogue:
    presets = PresetShelf(
        Preset(name=name, title=name, description=f"{name}.", base=base)
        for name, base in BASES.items()
    )
    return Catalogue(networks=load_networks(NETWORKS_FILE), presets=presets)


def test_without_choices_it_is_the_default_preset(catalogue: Catalogue) -> None:
    assert build_recipe(DreamChoices(), catalogue) == BASES["puppyslug"]


def test_a_preset_and_its_strength_are_taken(catalogue: Catalogue) -> None:
    options = DreamOptions(preset="eyes", strength=10)
    recipe = build_recipe(DreamChoices(options=options), catalogue)
    assert recipe.jitter == 7
    assert recipe.steps > BASES["eyes"].steps


def test_what_is_written_wins_over_preset_and_strength(catalogue: Catalogue) -> None:
    said: dict[str, Any] = {
        "seed": 9,
        "size": "full",
        "keep_colours": True,
        "amount": 60,
        "blend": "screen",
        "only": "background",
    }
    settings: dict[str, Any] = {"steps": 2, "scale": 1.3, "jitter": 5, "step_size": 0.5}
    options = DreamOptions(preset="eyes", strength=9, **said)
    recipe = build_recipe(DreamChoices(options=options, settings=settings), catalogue)
    written = said | settings
    assert {name: getattr(recipe, name) for name in written} == written


def test_octaves_that_are_written_stay_as_they_are(catalogue: Catalogue) -> None:
    assert build_recipe(DreamChoices(), catalogue).grow_octaves
    written = build_recipe(DreamChoices(settings={"octaves": 2}), catalogue)
    assert (written.octaves, written.grow_octaves) == (2, False)


def test_targets_replace_those_of_the_preset(catalogue: Catalogue) -> None:
    choices = DreamChoices(options=EYES, targets=("block4:0.5", "logits@151-153"))
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
    recipe = build_recipe(DreamChoices(options=EYES, network=LITE0), catalogue)
    assert recipe == BASES["eyes"]


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        (DreamChoices(options=DreamOptions(preset="eye")), "Did you mean eyes?"),
        (DreamChoices(options=DreamOptions(preset="zzz")), "There are: puppyslug, eyes."),
        (DreamChoices(network="efficientnet-light0"), "Did you mean efficientnet-lite0"),
        (DreamChoices(network="zzz", targets=("block9",)), LITE0),
        (DreamChoices(network=LITE0), "Its layers are: stem, block0,"),
        (DreamChoices(targets=("blok9",)), "Did you mean block9"),
        (DreamChoices(targets=("block9@4000",)), "They go from 0 to 111."),
        (DreamChoices(targets=("block9:heavy",)), "Write LAYER"),
        (DreamChoices(options=DreamOptions(strength=0)), "It goes from 1 to 10."),
        (DreamChoices(settings={"steps": 0}), "It is a whole number from 1 to 1000."),
        (DreamChoices(options=DreamOptions(size=4)), "from 16 to 16384, full or auto."),
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


@pytest.mark.parametrize("text", [None, *BLENDS])
def test_a_blend_is_one_of_those_there_are(text: str | None) -> None:
    assert parse_blend(text) == text


def test_any_other_blend_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="--blend can't be 'soft_light'") as caught:
        parse_blend("soft_light")
    assert caught.value.hint == "Did you mean soft-light?"


CODED = DreamOptions(
    preset="eyes", strength=7, size=512, seed=2**40, keep_colours=True, amount=60, blend="screen"
)


def write_down(options: DreamOptions, catalogue: Catalogue) -> str:
    code = write_code(options, catalogue.presets)
    assert code is not None
    return code


@pytest.mark.parametrize("begin", ["", "/dream ", "  /dream  "])
def test_a_code_from_a_chat_is_the_same_recipe_here(begin: str, catalogue: Catalogue) -> None:
    code = write_down(CODED, catalogue)
    command = Grammar(catalogue.presets).parse(f"/dream {code}")
    assert isinstance(command, DreamCommand)
    options = apply_code(f"{begin}{code}", DreamOptions(), catalogue.presets)
    recipe = build_recipe(DreamChoices(options=options), catalogue)
    assert recipe == command.options.recipe(catalogue.presets, seed=1)
    assert find_code(DreamChoices(options=options), catalogue.presets) == code


def test_what_is_written_besides_a_code_wins(catalogue: Catalogue) -> None:
    code = write_down(CODED, catalogue)
    besides = DreamOptions(strength=2, seed=0, keep_colours=False)
    options = apply_code(code, besides, catalogue.presets)
    assert options == replace(CODED, strength=2, seed=0, keep_colours=False)
    choices = DreamChoices(options=options, settings={"steps": 3})
    assert build_recipe(choices, catalogue).steps == 3


def test_a_code_whose_preset_changed_since_is_told_in_the_shells_words(
    catalogue: Catalogue,
) -> None:
    code = write_down(CODED, catalogue)
    changed = replace(catalogue.presets["eyes"], fingerprint="0123456789abcdef")
    with pytest.raises(UsageError, match="preset eyes or its network has changed") as caught:
        apply_code(code, DreamOptions(), {**catalogue.presets, "eyes": changed})
    flags = "--preset eyes --strength 7 --size 512 --seed 1099511627776 --keep-colours"
    assert caught.value.hint.startswith(f"{flags} --amount 60 --blend screen asks for")


def test_a_code_that_keeps_no_colours_is_told_so_too(catalogue: Catalogue) -> None:
    code = write_down(replace(EYES, seed=1, keep_colours=False), catalogue)
    changed = replace(catalogue.presets["eyes"], fingerprint="0123456789abcdef")
    with pytest.raises(UsageError, match="has changed") as caught:
        apply_code(code, DreamOptions(), {"eyes": changed})
    assert "--no-keep-colours" in caught.value.hint


@pytest.mark.parametrize(
    "choices",
    [
        DreamChoices(options=EYES, settings={"steps": 3}),
        DreamChoices(options=EYES, targets=("block4",)),
        DreamChoices(network=LITE0, targets=("block4",)),
    ],
)
def test_what_no_code_can_say_has_none(choices: DreamChoices, catalogue: Catalogue) -> None:
    assert find_code(choices, catalogue.presets) is None


def test_what_a_code_can_say_has_one(catalogue: Catalogue) -> None:
    choices = DreamChoices(options=EYES, settings={"steps": None})
    code = find_code(choices, catalogue.presets)
    assert code is not None
    assert apply_code(code, DreamOptions(), catalogue.presets) == replace(EYES, seed=0)


def test_a_code_in_the_place_of_a_preset_is_recognised(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="recipe, not a preset") as caught:
        build_recipe(DreamChoices(options=DreamOptions(preset="eyes#7K2F9")), catalogue)
    assert caught.value.hint == "Write --recipe eyes#7K2F9."


@pytest.mark.parametrize("text", [None, *ONLY])
def test_a_part_is_one_of_those_there_are(text: str | None) -> None:
    assert parse_only(text) == text


def test_any_other_part_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="--only can't be 'subjects'") as caught:
        parse_only("subjects")
    assert caught.value.hint == "Did you mean subject?"


def test_presets_at_once_are_written_with_shares_of_either_kind(whole: Catalogue) -> None:
    assert choose_preset("eyes:2+fur:4", None) == "eyes+fur.2"
    options = DreamOptions(preset=choose_preset("eyes:2+fur", None), seed=1)
    choices = DreamChoices(options=options)
    recipe = build_recipe(choices, whole)
    assert [voice.weight for voice in recipe.voices] == [1, 0.5]
    code = find_code(choices, whole.presets)
    assert code is not None
    assert apply_code(code, DreamOptions(), whole.presets) == options


@pytest.mark.parametrize(
    ("preset", "told"),
    [
        ("eyes+fir", "no preset 'fir'"),
        ("eyes+cars", "preset cars needs the network"),
        ("eyes+eyes", "'eyes+eyes' is no mix of presets"),
        ("eyes:12+fur", "'eyes:12+fur' is no mix of presets"),
    ],
)
def test_what_is_wrong_with_one_of_several_is_told_of_that_one(
    preset: str, told: str, whole: Catalogue
) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        build_recipe(DreamChoices(options=DreamOptions(preset=preset)), whole)


@pytest.mark.parametrize(
    "own",
    [{"network": LITE0}, {"targets": ("block4",)}, {"network": LITE0, "targets": ("block4",)}],
)
def test_presets_at_once_keep_their_networks_and_layers(
    own: dict[str, Any], whole: Catalogue
) -> None:
    choices = DreamChoices(options=DreamOptions(preset="eyes+fur"), **own)
    with pytest.raises(UsageError, match="of their own"):
        build_recipe(choices, whole)


def test_things_are_a_preset_of_their_own() -> None:
    assert choose_preset(None, None) is None
    assert choose_preset("eyes", None) == "eyes"
    assert choose_preset(None, "Bananas, dumbbell") == "of-banana-and-dumbbell"


def test_things_and_a_preset_cannot_both_be() -> None:
    with pytest.raises(UsageError, match="two looks") as refused:
        choose_preset("eyes", "cats")
    assert "--preset of-cats+eyes" in refused.value.hint


def test_a_mistyped_thing_is_refused_with_the_nearest() -> None:
    with pytest.raises(RecipeError) as refused:
        choose_preset(None, "kats")
    assert "cats" in refused.value.hint
