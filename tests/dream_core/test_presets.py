from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import Networks, Preset, Recipe, Target, check_targets, load_networks, load_presets
from dream_core.errors import CatalogueError, ErrorCode, RecipeError
from dream_core.presets import (
    DEFAULT_PRESET,
    MIX,
    OF_PRESET,
    STRENGTHS,
    count_name,
    name_preset_of,
    show_name,
)
from dream_core.vocabulary import find_all

GOOD = """
title = "Eyes"
description = "Eyes look back."
network = "efficientnet-lite0"
targets = ["block8", "block9@3:0.5"]
"""
NETWORKS = load_networks(NETWORKS_FILE)
PRESETS = load_presets(PRESETS_DIR, NETWORKS)
LITE0 = "efficientnet-lite0"


@pytest.fixture
def networks() -> Networks:
    return NETWORKS


@pytest.fixture
def base() -> Recipe:
    return Recipe(network=LITE0, targets=(Target(layer="block9"),), steps=10, step_size=1.5)


def refuse(folder: Path, text: str, name: str = "eyes.toml") -> str:
    """The sentence that refuses a folder with this one file."""
    file = folder / name
    file.write_text(text)
    with pytest.raises(CatalogueError) as caught:
        load_presets(folder, NETWORKS)
    assert caught.value.code is ErrorCode.CATALOGUE_INVALID
    assert str(file) in caught.value.sentence
    return caught.value.sentence


def test_a_file_becomes_a_preset_named_after_it(tmp_path: Path, networks: Networks) -> None:
    (tmp_path / "eyes.toml").write_text(f"{GOOD}octaves = 3\nscale = 1.5\n")
    (tmp_path / "notes.txt").write_text("no preset")
    assert load_presets(tmp_path, networks) == {
        "eyes": Preset(
            name="eyes",
            title="Eyes",
            description="Eyes look back.",
            base=Recipe(
                network=LITE0,
                targets=(
                    Target(layer="block8"),
                    Target(layer="block9", channels=(3,), weight=0.5),
                ),
                octaves=3,
                scale=1.5,
            ),
        )
    }


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("title", "needs title, a text"),
        ("description", "needs description, a text"),
        ("network", "needs network, a text"),
        ("targets", "needs targets, a list of layers"),
    ],
)
def test_a_missing_key_is_named(wrong: str, named: str, tmp_path: Path) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith(wrong)]
    assert named in refuse(tmp_path, "\n".join(lines))


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("octave = 3", "unknown key octave. Did you mean octaves"),
        ("colour = 3", "There are: title, description, network, targets, octaves"),
        ("octaves = 99", "octaves can't be 99. It is a whole number from 1 to 16."),
        ("octaves = 2.5", "octaves can't be 2.5. It is a whole number from 1 to 16."),
        ("octaves = true", "octaves can't be True. It is a whole number from 1 to 16."),
        ("scale = 'wide'", "scale can't be 'wide'. It is a number from 1.05 to 4."),
        ("steps = 0", "steps can't be 0. It is a whole number from 1 to 1000."),
        ("jitter = [1]", "jitter can't be [1]. It is a whole number from 0 to 512."),
        ("step_size = inf", "step_size can't be inf. It is a number from"),
        ("smoothing = -1", "smoothing can't be -1. It is a number from 0 to 1."),
        ("seed = 3", "unknown key seed"),
        ("octaves = x", "Invalid value (at line 6"),
    ],
)
def test_a_wrong_key_or_value_is_named_with_what_is_allowed(
    line: str, named: str, tmp_path: Path
) -> None:
    assert named in refuse(tmp_path, GOOD + line)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"Eyes"', "3", "needs title, a text"),
        ('"Eyes"', '""', "needs title, a text"),
        (LITE0, "efficientnet-lit0", "Did you mean efficientnet-lite0 or"),
        ('"block8"', '"blok8"', "has no layer 'blok8'. Did you mean block8"),
        ('"block8"', '"@8"', "targets: '@8' is no target. Write LAYER"),
        ('"block8"', "8", "targets: '8' is no target. Write LAYER"),
        ('"block8"', '"block8@500"', "has no channel 500. They go from 0 to 111."),
        ('"block8"', '"block8:0"', "weight of block8 can't be 0. It is above 0 and at most 100."),
        ('["block8", "block9@3:0.5"]', "[]", "needs targets, a list of layers"),
    ],
)
def test_a_wrong_name_or_target_is_named_with_what_is_allowed(
    old: str, new: str, named: str, tmp_path: Path
) -> None:
    assert named in refuse(tmp_path, GOOD.replace(old, new))


@pytest.mark.parametrize("name", ["Eyes.toml", "big eyes.toml", "eyes=1.toml", "7.toml"])
def test_a_name_that_cannot_be_typed_in_a_chat_is_refused(name: str, tmp_path: Path) -> None:
    assert "small letters, digits and hyphens" in refuse(tmp_path, GOOD, name)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path, networks: Networks) -> None:
    (tmp_path / "eyes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match=r"eyes\.toml can't be read"):
        load_presets(tmp_path, networks)


def test_a_folder_without_presets_is_refused(tmp_path: Path, networks: Networks) -> None:
    with pytest.raises(CatalogueError, match="holds no preset"):
        load_presets(tmp_path, networks)


def test_an_unknown_network_names_the_nearest(networks: Networks, base: Recipe) -> None:
    recipe = Recipe(network="efficientnet", targets=base.targets)
    with pytest.raises(RecipeError) as caught:
        check_targets(recipe, networks)
    assert caught.value.code is ErrorCode.NETWORK_UNKNOWN
    assert LITE0 in caught.value.hint


def test_an_unlike_layer_names_all_there_are(networks: Networks) -> None:
    recipe = Recipe(network=LITE0, targets=(Target(layer="zzz"),))
    with pytest.raises(RecipeError) as caught:
        check_targets(recipe, networks)
    assert caught.value.code is ErrorCode.LAYER_UNKNOWN
    assert all(layer in caught.value.hint for layer in networks[LITE0].layers)


def test_strength_5_is_the_preset_as_written(base: Recipe) -> None:
    preset = Preset(name="x", title="X", description="X.", base=base)
    assert preset.recipe() == preset.recipe(strength=5) == base


def test_each_strength_changes_more_than_the_one_before(base: Recipe) -> None:
    preset = Preset(name="x", title="X", description="X.", base=base)
    recipes = [preset.recipe(strength=strength) for strength in STRENGTHS]
    travelled = [recipe.steps * recipe.step_size for recipe in recipes]
    assert travelled == sorted(set(travelled))
    assert travelled[-1] / travelled[0] == pytest.approx(1.25**9, rel=0.2)


@pytest.mark.parametrize("strength", [0, 11, -1])
def test_a_strength_goes_from_1_to_10(strength: int, base: Recipe) -> None:
    preset = Preset(name="x", title="X", description="X.", base=base)
    with pytest.raises(RecipeError, match=f"strength can't be {strength}. It goes from 1 to 10"):
        preset.recipe(strength=strength)


def test_what_is_said_wins_over_the_preset_and_its_strength(base: Recipe) -> None:
    preset = Preset(name="x", title="X", description="X.", base=base)
    changes: dict[str, Any] = {"steps": 3, "seed": 7, "size": "full", "keep_colours": True}
    recipe = preset.recipe(strength=9, **changes)
    assert {name: getattr(recipe, name) for name in changes} == changes
    assert recipe.step_size > base.step_size


def test_the_default_preset_comes_with_the_program() -> None:
    assert DEFAULT_PRESET in PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_dreams_at_every_strength(name: str, networks: Networks) -> None:
    for strength in STRENGTHS:
        check_targets(PRESETS[name].recipe(strength=strength), networks)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_says_what_it_shows(name: str) -> None:
    assert PRESETS[name].title[0].isupper()
    assert PRESETS[name].description.endswith(".")
    assert len(PRESETS[name].description) <= 100


def test_a_target_may_name_channels_of_its_network(tmp_path: Path) -> None:
    spec = replace(NETWORKS[LITE0], channels={"block9": {"scales": (3,)}})
    file = tmp_path / "eyes.toml"
    file.write_text(GOOD)
    numbered = load_presets(tmp_path, NETWORKS)["eyes"]
    file.write_text(GOOD.replace("block9@3", "block9@scales"))
    named = load_presets(tmp_path, {LITE0: spec})["eyes"]
    assert named == numbered
    assert named.fingerprint == numbered.fingerprint
    file.write_text(GOOD.replace("block9@3", "block9@scalez"))
    with pytest.raises(CatalogueError, match=r"named 'scalez'\. Did you mean scales"):
        load_presets(tmp_path, {LITE0: spec})


def test_a_fingerprint_changes_with_the_recipe_and_with_the_networks_weights(
    tmp_path: Path, networks: Networks
) -> None:
    file = tmp_path / "eyes.toml"

    def fingerprint(text: str, known: Networks) -> str:
        file.write_text(text)
        return load_presets(tmp_path, known)["eyes"].fingerprint

    as_it_is = fingerprint(GOOD, networks)
    retrained = {**networks, LITE0: replace(networks[LITE0], sha256="0" * 64)}
    assert fingerprint(GOOD.replace("Eyes look back.", "Eyes."), networks) == as_it_is
    assert fingerprint(f"{GOOD}steps = 11\n", networks) != as_it_is
    assert fingerprint(f"{GOOD}restraint = 0.5\n", networks) != as_it_is
    assert fingerprint(GOOD, retrained) != as_it_is


def test_a_fingerprint_stays_what_it_was_in_codes_that_people_have(tmp_path: Path) -> None:
    weights = replace(NETWORKS[LITE0], sha256="5" * 64, file="weights.safetensors")
    (tmp_path / "eyes.toml").write_text(f"{GOOD}octaves = 3\nstep_size = 2.0\n")
    (preset,) = load_presets(tmp_path, {LITE0: weights}).values()
    assert preset.fingerprint == "8b8823cdf38b2790"


def test_a_preset_of_things_is_made_on_demand_and_never_listed() -> None:
    made = PRESETS["of-banana-and-sea-lion"]
    assert made.title == "Banana and sea lion"
    assert made.name == name_preset_of(find_all("banana, sea lion"))
    assert [target.channels for target in made.base.targets if target.layer == "logits"] == [
        (954,),
        (150,),
    ]
    check_targets(made.base, NETWORKS)
    assert OF_PRESET in PRESETS
    assert OF_PRESET not in list(PRESETS)
    assert len(PRESETS) == len(list(PRESETS))
    assert "of-kats" not in PRESETS
    assert PRESETS.get("of-") is None


def test_things_of_their_own_have_a_fingerprint_of_their_own() -> None:
    names = ("of-cats", "of-dogs", "of-cats-and-dogs", "of-dogs-and-cats", "of")
    assert len({PRESETS[name].fingerprint for name in names}) == len(names)


def test_presets_at_once_are_made_on_demand_and_never_listed() -> None:
    made = PRESETS["cats.2+swirls"]
    cats, swirls = PRESETS["cats"].base, PRESETS["swirls"].base
    assert replace(made.base, also=()) == cats
    (voice,) = made.base.also
    assert (voice.network, voice.targets) == (swirls.network, swirls.targets)
    assert (voice.smoothing, voice.vividness) == (swirls.smoothing, swirls.vividness)
    assert voice.weight == 0.5
    assert voice.stride == pytest.approx(8 * 1.2 / (15 * 2))
    assert made.title == "Cats + Swirls"
    assert "cats+swirls" not in list(PRESETS)
    check_targets(made.base, NETWORKS)
    assert PRESETS["cats:4+swirls:2"] == made
    assert [v.network for v in PRESETS["of-banana+swirls+leaves"].base.voices] == [
        LITE0,
        "vgg19",
        "leaves",
    ]


@pytest.mark.parametrize("name", ["cats+kats", "cats+cats", "cats+", "a+b+c+d", "cats:0+birds"])
def test_what_is_no_mix_of_presets_there_are_is_no_preset(name: str) -> None:
    assert name not in PRESETS
    assert PRESETS.get(name) is None


def test_a_mix_has_a_fingerprint_of_its_own() -> None:
    names = ("cats", "cats+birds", "birds+cats", "cats.2+birds", "cats+eyes", "of-cats+birds")
    assert len({PRESETS[name].fingerprint for name in names}) == len(names)
    assert PRESETS["cats.2+birds.2"].fingerprint == PRESETS["cats+birds"].fingerprint


def test_the_networks_of_all_voices_are_checked() -> None:
    recipe = PRESETS["cats+swirls"].base
    without = {name: spec for name, spec in NETWORKS.items() if name != "vgg19"}
    with pytest.raises(RecipeError, match="vgg19"):
        check_targets(recipe, without)


def test_what_people_are_told_and_what_is_counted() -> None:
    assert show_name("of-crane-bird-and-cats") == "crane (bird) and cats"
    assert show_name("eyes") == count_name("eyes") == "eyes"
    assert count_name("of-cats") == OF_PRESET
    assert show_name("cats.2+of-sea-lion") == "cats:2 + sea lion"
    assert count_name("cats+of-sea-lion") == MIX


def test_a_later_folders_presets_come_before_those_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "of.toml").write_text(f"{GOOD}listed = false")
    (tmp_path / "hidden.toml").write_text(f"{GOOD}listed = false")
    both = PRESETS | load_presets(tmp_path, NETWORKS)
    assert list(both) == list(PRESETS)
    assert both["hidden"].base.targets == both["of"].base.targets
    assert both["of-cats"].base.targets[0] == Target(layer="block8")
