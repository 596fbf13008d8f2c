import json

import pytest

from bot.cli.reports import Failure, Success, report
from dream_core import DreamResult, Recipe, Target
from dream_core.errors import ErrorCode, PictureError

RECIPE = Recipe(network="efficientnet-lite0", targets=(Target(layer="logits", channels=(954,)),))
RESULT = DreamResult(
    picture=b"12345",
    picture_format="png",
    width=64,
    height=48,
    recipe=RECIPE,
    device="cpu",
    dream_seconds=1.23456,
    total_seconds=2.5,
    saw=("banana", "lemon"),
)
SUCCESS = Success(kind="things", name="banana", out="x.png", result=RESULT, code="imagine-banana#1")
FAILURE = Failure(
    name="x.jpg", error=PictureError(ErrorCode.PICTURE_UNREADABLE, "It can't be read.", "Check it.")
)


def test_a_picture_is_told_with_its_recipe_and_what_there_is_more_of(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report(SUCCESS, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "banana → x.png (64 × 48, 2.5 s on cpu)",
        "  recipe: imagine-banana#1",
        "  more: banana, lemon",
    ]


def test_json_names_what_it_was_made_of_by_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    report(SUCCESS, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["things"], told["code"]) == ("banana", "imagine-banana#1")
    assert told["recipe"] == RECIPE.as_dict()
    assert told["dream_seconds"] == 1.235


def test_a_failure_is_told_on_standard_error_and_in_json_on_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report(FAILURE, as_json=False)
    words = capsys.readouterr()
    assert (words.out, words.err) == ("", "x.jpg: It can't be read.\n  Check it.\n")
    report(FAILURE, as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "photo": "x.jpg",
        "error": {
            "code": "picture_unreadable",
            "sentence": "It can't be read.",
            "hint": "Check it.",
        },
    }
