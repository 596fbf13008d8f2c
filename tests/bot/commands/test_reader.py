import pytest

from bot.commands import DreamOptions
from bot.commands.lexicon import Lexicon
from bot.commands.reader import OptionReader
from bot.commands.words import split_words
from bot.errors import UsageError
from dream_core import Presets


def read(presets: Presets, text: str, *, talk: bool = False) -> DreamOptions:
    return OptionReader(Lexicon(presets), split_words(text), talk=talk).read()


def test_the_longest_run_of_words_counts(presets: Presets) -> None:
    assert read(presets, "keep the original colours") == DreamOptions(keep_colours=True)
    assert read(presets, "full size") == DreamOptions(size="full")


def test_a_run_ends_before_the_next_option(presets: Presets) -> None:
    assert read(presets, "full size=512") == DreamOptions(preset="full", size=512)


def test_talk_is_passed_over_only_in_talk(presets: Presets) -> None:
    assert read(presets, "could you please make cats", talk=True) == DreamOptions(preset="cats")
    with pytest.raises(UsageError, match="I don't know “could”"):
        read(presets, "could you please make cats")


def test_an_option_without_its_value_is_refused_in_talk_too(presets: Presets) -> None:
    with pytest.raises(UsageError, match="size needs a value"):
        read(presets, "cats of some size", talk=True)


def test_an_answer_behind_keep_colours_belongs_to_it(presets: Presets) -> None:
    assert read(presets, "keep-colours no cats") == DreamOptions(preset="cats", keep_colours=False)
    assert read(presets, "keep-colours cats") == DreamOptions(preset="cats", keep_colours=True)


def test_the_unit_behind_a_size_belongs_to_it(presets: Presets) -> None:
    assert read(presets, "size 512 pixels cats") == DreamOptions(preset="cats", size=512)


def test_no_words_say_nothing(presets: Presets) -> None:
    assert read(presets, "") == DreamOptions()
