import pytest

from bot.commands import DreamCommand, DreamOptions, Grammar
from bot.errors import UsageError
from dream_core import Presets


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("/dream guided", DreamOptions()),
        ("/dream cats like this", DreamOptions(preset="cats")),
        ("/zoom guided by this", DreamOptions(form="zoom")),
        ("@puppyslug guide", DreamOptions()),
        ("@puppyslug make it look like this, strong", DreamOptions(strength=8)),
        ("@puppyslug use this as a guide please", DreamOptions()),
        ("@puppyslug of cats guided by that", DreamOptions(preset="of-cats")),
        ("@puppyslug I'd like it like this", DreamOptions()),
    ],
)
def test_a_dream_can_be_like_another_picture(
    grammar: Grammar, text: str, options: DreamOptions
) -> None:
    assert grammar.parse(text) == DreamCommand(options, is_guided=True)


@pytest.mark.parametrize(
    "text", ["@puppyslug I'd like this", "@puppyslug we would like this please", "/dream"]
)
def test_who_likes_a_picture_says_nothing_of_a_guide(grammar: Grammar, text: str) -> None:
    assert grammar.parse(text) == DreamCommand()


def test_what_is_imagined_has_no_guide(presets: Presets) -> None:
    with pytest.raises(UsageError, match=r"for a dream of a picture\. Imagine it first"):
        Grammar(presets).parse("/imagine a banana like this")


def test_options_alone_have_no_second_picture(grammar: Grammar) -> None:
    with pytest.raises(UsageError, match="A guide is a second picture"):
        grammar.read_options("cats guided")


def test_guided_takes_no_value(grammar: Grammar) -> None:
    with pytest.raises(UsageError, match="There is no option “guide”"):
        grammar.parse("/dream guide=this")
