import json
from collections.abc import Callable

from bot.commands import DreamCommand, DreamOptions, Grammar
from bot.records import Wish
from bot.texts import Phrases
from bot.wishes.facts import collect_facts, write_recipe
from dream_core import DreamResult, Presets
from tests.bot.wishes.plain_markup import MARKUP

MakeWish = Callable[..., Wish]
MakeResult = Callable[..., DreamResult]


def test_facts_are_plain_values(make_result: MakeResult) -> None:
    facts = collect_facts(make_result())
    assert json.loads(json.dumps(facts)) == facts
    assert (facts["width"], facts["device"], facts["seconds"]) == (512, "cpu", 3.2)


def test_the_recipe_tells_how_it_was_dreamed(
    make_wish: MakeWish, make_result: MakeResult, presets: Presets
) -> None:
    wish = make_wish(
        options=DreamOptions(preset="cats", seed=123456, strength=7),
        facts=collect_facts(make_result(recipe=presets["cats"].recipe(seed=123456, strength=7))),
    )
    text = write_recipe(wish, presets, Phrases(), markup=MARKUP)
    recipe = presets["cats"].recipe(strength=7)
    for told in (recipe.network, str(recipe.targets[0]), "Seed: 123456", "512 × 384", "cpu"):
        assert told in text
    assert f"with {recipe.steps} steps" in text


def test_the_recipe_of_several_presets_tells_of_all(
    make_wish: MakeWish, make_result: MakeResult, presets: Presets
) -> None:
    recipe = presets["cats.2+swirls"].recipe(seed=1)
    options = DreamOptions(preset="cats.2+swirls", seed=1)
    wish = make_wish(options=options, facts=collect_facts(make_result(recipe=recipe)))
    text = write_recipe(wish, presets, Phrases(), markup=MARKUP)
    assert "/dream cats:2+swirls" in text
    assert "Network: efficientnet-lite0 + vgg19" in text
    assert "logits@281-285 + block3_conv4" in text


def test_its_command_asks_for_the_same_dream(make_wish: MakeWish, presets: Presets) -> None:
    options = DreamOptions(preset="cats", seed=123456, strength=7, keep_colours=True, size=512)
    text = write_recipe(make_wish(options=options), presets, Phrases(), markup=MARKUP)
    command = text[1 : text.index(">")]
    assert Grammar(presets).parse(command) == DreamCommand(options)


def test_a_recipe_without_facts_tells_what_is_known(make_wish: MakeWish, presets: Presets) -> None:
    text = write_recipe(make_wish(has_guide=True), presets, Phrases(), markup=MARKUP)
    assert "Layers:" in text
    assert "Size:" not in text
    assert "guided" in text


def test_a_preset_that_is_gone_still_has_its_command(make_wish: MakeWish, presets: Presets) -> None:
    wish = make_wish(options=DreamOptions(preset="gone", seed=1))
    text = write_recipe(wish, presets, Phrases(), markup=MARKUP)
    assert "gone" in text
    assert "Network" not in text
