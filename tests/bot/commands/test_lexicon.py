from bot.commands.lexicon import Lexicon, Option, Setting
from dream_core import Presets
from tests.bot.commands.conftest import make_preset


def test_a_preset_is_known_by_name_and_by_title() -> None:
    lexicon = Lexicon({"hair": make_preset("hair", title="Flowing hair")})

    assert lexicon.find_preset("hair") == "hair"
    assert lexicon.find_preset("flowinghair") == "hair"
    assert lexicon.find_preset("fur") is None


def test_a_name_comes_before_another_preset_s_title() -> None:
    lexicon = Lexicon({"a": make_preset("a", title="fur"), "fur": make_preset("fur")})

    assert lexicon.find_preset("fur") == "fur"


def test_plurals_are_alike() -> None:
    lexicon = Lexicon({"cats": make_preset("cats"), "eye": make_preset("eye")})

    assert lexicon.find_preset("cat") == "cats"
    assert lexicon.find_preset("eyes") == "eye"


def test_a_word_may_mean_several_things(presets: Presets) -> None:
    assert Lexicon(presets).meanings("gentle") == (
        Setting("preset", "gentle"),
        Setting("strength", 3),
    )


def test_options_are_known_in_all_their_spellings(presets: Presets) -> None:
    lexicon = Lexicon(presets)

    for spelling in ("keepcolours", "keepcolors", "keepthecolours", "keepcolour"):
        assert Option("keep_colours") in lexicon.meanings(spelling)


def test_a_blend_is_known_by_its_name_alone_unless_that_means_something_else(
    presets: Presets,
) -> None:
    lexicon = Lexicon(presets)

    assert lexicon.meanings("softlight") == (Setting("blend", "soft-light"),)
    assert lexicon.meanings("normal") == (Setting("strength", 5),)


def test_nothing_means_nothing(presets: Presets) -> None:
    assert Lexicon(presets).meanings("") == ()
    assert Lexicon({}).find_preset("cats") is None
