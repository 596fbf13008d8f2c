from dataclasses import replace

import pytest

from dream_core import DreamRequest, Networks, Recipe, Sheet, SheetCell, parse_target
from dream_core.engine.checking import check_request
from dream_core.errors import ErrorCode, RecipeError

RECIPE = Recipe(network="efficientnet-lite0", targets=(parse_target("block3"),))
MAX_PIXELS = 1_000_000


def ask(*targets: str, picture: bytes | None) -> DreamRequest:
    recipe = replace(RECIPE, targets=tuple(map(parse_target, targets)))
    sheet = Sheet(cells=(SheetCell(title="", recipe=recipe),))
    return DreamRequest(job_id="1", picture=picture, recipe=RECIPE, sheet=sheet)


def test_a_sheet_may_show_any_dream_of_a_photo_and_channels_without_one(
    networks: Networks,
) -> None:
    check_request(ask("block3", "logits@3", picture=b"photo"), networks, max_pixels=MAX_PIXELS)
    check_request(ask("block3@2-4", picture=None), networks, max_pixels=MAX_PIXELS)


@pytest.mark.parametrize("targets", [("block3",), ("block3@1", "block2@1")])
def test_without_a_photo_channels_of_one_layer_are_named(
    targets: tuple[str, ...], networks: Networks
) -> None:
    with pytest.raises(RecipeError, match="such as block9@12") as failure:
        check_request(ask(*targets, picture=None), networks, max_pixels=MAX_PIXELS)
    assert failure.value.code is ErrorCode.RECIPE_INVALID
