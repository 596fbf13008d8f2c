from collections.abc import Mapping
from dataclasses import replace

import pytest

from dream_core import DreamError, write_imagined_recipe
from dream_core.errors import ErrorCode
from dream_core.imagining.method import METHOD, check_imaginable, choose_side, name_teachers
from dream_core.networks.registry import NetworkSpec
from dream_core.recipe import Size, Voice, parse_target

BANANA = write_imagined_recipe([[954]], seed=3, size=384)


def test_a_recipe_names_each_thing_by_its_classes() -> None:
    recipe = write_imagined_recipe([[281, 282], [954]])
    assert [str(target) for target in recipe.targets] == ["logits@281-282", "logits@954"]
    check_imaginable(recipe)


@pytest.mark.parametrize("target", ["block9", "logits", "block9@3"])
def test_nothing_but_classes_can_be_imagined(target: str) -> None:
    with pytest.raises(DreamError, match="without a photo"):
        check_imaginable(replace(BANANA, targets=(*BANANA.targets, parse_target(target))))


def test_several_presets_at_once_cannot_be_imagined() -> None:
    voice = Voice(network=BANANA.network, targets=BANANA.targets)
    with pytest.raises(DreamError, match="without a photo"):
        check_imaginable(replace(BANANA, also=(voice,)))


@pytest.mark.parametrize(("size", "side"), [("auto", 512), (384, 384), (1000, 1000)])
def test_the_side_is_what_was_asked_for(size: Size, side: int) -> None:
    assert choose_side(size, max_pixels=1_000_000) == side


@pytest.mark.parametrize(
    ("size", "code"),
    [("full", ErrorCode.RECIPE_INVALID), (1001, ErrorCode.PICTURE_TOO_LARGE)],
)
def test_a_size_that_cannot_be_is_refused(size: Size, code: ErrorCode) -> None:
    with pytest.raises(DreamError) as failure:
        choose_side(size, max_pixels=1_000_000)
    assert failure.value.code == code


def test_the_partner_teaches_where_it_is_at_hand(networks: Mapping[str, NetworkSpec]) -> None:
    assert name_teachers(BANANA, networks) == ("efficientnet-lite0", "efficientnet-lite1")
    alone = {BANANA.network: networks[BANANA.network]}
    assert name_teachers(BANANA, alone) == ("efficientnet-lite0",)
    partner = replace(BANANA, network=METHOD.partner)
    assert name_teachers(partner, networks) == ("efficientnet-lite1",)


def test_the_phases_share_all_steps() -> None:
    assert sum(phase.share for phase in METHOD.phases) == pytest.approx(1)
