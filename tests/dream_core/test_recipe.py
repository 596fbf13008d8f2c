import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dream_core import ONLY, Recipe, Target, Voice, parse_target, read_recipe
from dream_core.errors import ErrorCode, RecipeError
from dream_core.recipe import LIMITS, MOST_VOICES, read_channels

RECIPE = Recipe(network="efficientnet-lite0", targets=(Target(layer="block9"),))
FRACTIONAL = {"scale", "step_size", "smoothing", "vividness", "restraint"}

layers = st.from_regex(r"[A-Za-z_][A-Za-z0-9_./]{0,20}", fullmatch=True)
weights = st.floats(min_value=1e-6, max_value=100)
channels = st.lists(st.integers(0, 2000), max_size=12, unique=True).map(tuple)
targets = st.builds(Target, layer=layers, weight=weights, channels=channels)


@given(targets)
def test_every_target_reads_back_as_it_was_written(target: Target) -> None:
    assert parse_target(str(target)) == target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("block9", Target(layer="block9")),
        (" block9 ", Target(layer="block9")),
        ("block9:0.5", Target(layer="block9", weight=0.5)),
        ("block9:.5", Target(layer="block9", weight=0.5)),
        ("inception4c/pool.1", Target(layer="inception4c/pool.1")),
        ("block9@3", Target(layer="block9", channels=(3,))),
        ("block9@3,7-9:2", Target(layer="block9", channels=(3, 7, 8, 9), weight=2.0)),
        ("block9@5,5,4-6", Target(layer="block9", channels=(5, 4, 6))),
    ],
)
def test_a_target_is_a_layer_with_channels_and_weight(text: str, target: Target) -> None:
    assert parse_target(text) == target


@pytest.mark.parametrize(
    "text",
    [
        *("", ":", "two words", "9block"),
        *("block9:", "block9:-1", "block9:1e5"),
        *("block9@", "block9@X", "block9@1-", "block9@1,,2"),
        *("block9@3-1", "block9@0-99999", "block9@" + "9" * 5000),
    ],
)
def test_anything_else_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(RecipeError) as caught:
        parse_target(text)
    assert caught.value.code is ErrorCode.RECIPE_INVALID
    assert "Write" in caught.value.hint


NAMES = {"block9": {"fur": (12, 40), "wet-fur": (3,)}}


@pytest.mark.parametrize(
    ("text", "channels"),
    [("fur", (12, 40)), ("fur,7-8,wet-fur", (12, 40, 7, 8, 3)), ("40,fur", (40, 12))],
)
def test_channels_may_be_written_by_their_names(text: str, channels: tuple[int, ...]) -> None:
    target = parse_target(f"block9@{text}:0.5", NAMES)
    assert target == Target(layer="block9", weight=0.5, channels=channels)
    assert parse_target(str(target)) == target


@pytest.mark.parametrize(
    ("text", "hint"),
    [("block9@furr", "Did you mean fur"), ("block8@fur", "None of them has a name")],
)
def test_channels_that_have_no_such_name_are_refused(text: str, hint: str) -> None:
    with pytest.raises(RecipeError, match="has no channels named") as caught:
        parse_target(text, NAMES)
    assert caught.value.code is ErrorCode.LAYER_UNKNOWN
    assert hint in caught.value.hint


@pytest.mark.parametrize("text", ["", "1,", "Fur", "3-", "a b"])
def test_what_names_no_channels_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(RecipeError, match="Write CHANNEL, FIRST-LAST or a name"):
        read_channels(text, "block9", NAMES)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        target = parse_target(text)
    except RecipeError:
        return
    assert parse_target(str(target)) == target


def test_long_ranges_are_written_short() -> None:
    assert str(Target(layer="logits", channels=tuple(range(151, 269)))) == "logits@151-268"


@pytest.mark.parametrize("name", LIMITS)
def test_a_setting_outside_its_limits_names_itself_and_them(name: str) -> None:
    least, most = LIMITS[name]
    kind: Any = float if name in FRACTIONAL else int
    for value in (kind(least), kind(most)):
        assert getattr(replace(RECIPE, **{name: value}), name) == value
    for value in (kind(least) - 1, kind(most) + 1):
        with pytest.raises(RecipeError) as caught:
            replace(RECIPE, **{name: value})
        assert f"{name} can't be {value!r}" in caught.value.sentence
        assert str(least).removesuffix(".0") in caught.value.hint
        assert str(most).removesuffix(".0") in caught.value.hint


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("value", [True, "many", None, math.nan, [3]])
def test_a_setting_of_another_kind_is_refused(name: str, value: Any) -> None:
    with pytest.raises(RecipeError) as caught:
        replace(RECIPE, **{name: value})
    assert name in caught.value.sentence


@pytest.mark.parametrize("name", sorted(LIMITS.keys() - FRACTIONAL))
def test_counts_are_whole_numbers(name: str) -> None:
    between: Any = LIMITS[name][0] + 0.5
    with pytest.raises(RecipeError, match="whole number"):
        replace(RECIPE, **{name: between})


@pytest.mark.parametrize("size", ["full", "auto", 16, 16384])
def test_a_size_is_pixels_or_a_word(size: Any) -> None:
    assert replace(RECIPE, size=size).size == size


def test_a_blend_that_is_none_is_answered_with_the_nearest() -> None:
    blend: Any = "soft-ligt"
    with pytest.raises(RecipeError, match="blend can't be 'soft-ligt'") as caught:
        replace(RECIPE, blend=blend)
    assert caught.value.hint == "Did you mean soft-light?"


def test_recipes_that_differ_in_their_finish_share_the_dream() -> None:
    finished = replace(RECIPE, amount=60, blend="screen", keep_colours=True, seed=3)
    assert finished.unfinished == replace(RECIPE, seed=3)
    assert RECIPE.unfinished == RECIPE
    assert replace(finished, steps=11).unfinished != finished.unfinished


def test_a_dream_needs_a_target() -> None:
    with pytest.raises(RecipeError, match="target"):
        replace(RECIPE, targets=())


@pytest.mark.parametrize("weight", [0.0, -1.0, 101.0, math.nan, math.inf])
def test_a_weight_lies_above_0_and_up_to_100(weight: float) -> None:
    with pytest.raises(RecipeError, match="weight of block9"):
        replace(RECIPE, targets=(Target(layer="block9", weight=weight),))


VOICES = st.lists(
    st.builds(
        Voice,
        network=st.sampled_from(["efficientnet-lite0", "vgg19"]),
        targets=st.lists(targets, min_size=1, max_size=3).map(tuple),
        weight=weights,
        stride=st.floats(0.01, 100),
        smoothing=st.floats(0, 1),
        vividness=st.floats(0, 1),
    ),
    max_size=MOST_VOICES - 1,
)


@settings(max_examples=25)
@given(VOICES.map(tuple), st.sampled_from(ONLY), st.booleans())
def test_voices_and_the_part_survive_json(also: Any, only: Any, grows: bool) -> None:
    recipe = replace(RECIPE, also=also, only=only, grow_octaves=grows)
    values = json.loads(json.dumps({**recipe.as_dict(), "grow_octaves": grows}))
    assert read_recipe(values) == recipe


def test_a_recipe_from_before_there_were_any_is_read_as_it_was() -> None:
    values = json.loads(json.dumps(RECIPE.as_dict()))
    del values["only"], values["restraint"]
    assert "also" not in values
    assert read_recipe({**values, "unheard": 1}) == RECIPE


def test_the_first_voice_is_the_recipes_own() -> None:
    other = Voice(network="vgg19", targets=(Target(layer="block3_conv4"),), weight=0.5)
    recipe = replace(RECIPE, smoothing=0.25, vividness=0.75, also=(other,))
    own, second = recipe.voices
    assert (own.network, own.targets) == (recipe.network, recipe.targets)
    assert (own.weight, own.stride, own.smoothing, own.vividness) == (1, 1, 0.25, 0.75)
    assert second is other


@pytest.mark.parametrize(
    "wrong", [{"targets": ()}, {"weight": 0}, {"stride": 0}, {"vividness": 2}, {"smoothing": "x"}]
)
def test_a_voice_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    values = {"network": "vgg19", "targets": RECIPE.targets, **wrong}
    with pytest.raises(RecipeError):
        Voice(**values)


def test_more_voices_than_a_dream_can_follow_are_refused() -> None:
    voice = Voice(network="vgg19", targets=RECIPE.targets)
    with pytest.raises(RecipeError, match="at most 3"):
        replace(RECIPE, also=(voice,) * MOST_VOICES)


def test_a_part_that_is_none_is_answered_with_the_nearest() -> None:
    only: Any = "subjct"
    with pytest.raises(RecipeError, match="only can't be 'subjct'") as caught:
        replace(RECIPE, only=only)
    assert caught.value.hint == "Did you mean subject?"


def test_a_recipe_as_a_dict_survives_json_and_gives_the_recipe_again() -> None:
    recipe = replace(
        RECIPE,
        targets=(Target(layer="block4", weight=0.25), Target(layer="logits", channels=(1, 2, 3))),
        octaves=6,
        seed=2**63 - 1,
        size="full",
        amount=60,
        blend="soft-light",
        grow_octaves=False,
    )
    values = json.loads(json.dumps(recipe.as_dict()))
    values["targets"] = tuple(parse_target(text) for text in values["targets"])
    assert Recipe(**values, grow_octaves=False) == recipe
