from dataclasses import replace

import pytest

from bot.commands import DreamOptions, Form, check_options
from bot.errors import UsageError


@pytest.mark.parametrize(
    "options",
    [
        DreamOptions(preset="imagine-banana", amount=50),
        DreamOptions(preset="imagine-banana", keep_colours=False),
        DreamOptions(preset="imagine-banana", blend="screen"),
        DreamOptions(preset="imagine-banana", form="zoom"),
        DreamOptions(preset="imagine-banana", speed=2.0),
    ],
)
def test_what_is_imagined_takes_nothing_of_a_photo(options: DreamOptions) -> None:
    with pytest.raises(UsageError, match="is for a dream of a picture"):
        check_options(options)


@pytest.mark.parametrize(
    "said", [DreamOptions(speed=2.0), DreamOptions(turn=-30.0), DreamOptions(seconds=4.0)]
)
def test_what_is_said_of_a_zoom_asks_for_one(said: DreamOptions) -> None:
    assert check_options(said) == replace(said, form="zoom")


@pytest.mark.parametrize("form", ["still", "moving"])
def test_only_a_zoom_has_a_speed(form: Form) -> None:
    with pytest.raises(UsageError, match=r"speed=2 is for a zoom") as refused:
        check_options(DreamOptions(form=form, speed=2.0))
    assert form in refused.value.hint


def test_whatever_else_there_is_stays_as_it_was_said() -> None:
    options = DreamOptions(preset="imagine-banana", seed=3, size=256, strength=2)
    assert check_options(options) == options
    assert check_options(DreamOptions()) == DreamOptions()
