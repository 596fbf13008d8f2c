import pytest

from bot.commands import DreamCommand, DreamOptions, Grammar, NoCommand, render_command, write_code
from bot.errors import UsageError
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import DreamError, ErrorCode, load_networks, load_presets, name_preset_of
from dream_core.errors import RecipeError
from dream_core.vocabulary import find_all, load_vocabulary

PRESETS = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))
GRAMMAR = Grammar(PRESETS)


def read(text: str) -> DreamOptions:
    command = GRAMMAR.parse(text)
    assert isinstance(command, DreamCommand), text
    return command.options


def refuse(text: str) -> DreamError:
    with pytest.raises(DreamError) as refused:
        GRAMMAR.parse(text)
    return refused.value


@pytest.mark.parametrize(
    "text",
    [
        "/dream of banana and dumbbell",
        "/dream of bananas, dumbbells",
        "/dream of a Banana & a Dumbbell",
        "/dream of=banana and dumbbell",
        "/dream of: banana, dumbbell",
        "/dream of-banana-and-dumbbell",
        "/dream preset=of-banana-and-dumbbell",
        "@puppyslug please make a dream of bananas with a dumbbell",
        "@puppyslug of my banana und dumbbell please",
    ],
)
def test_what_stands_behind_of_is_dreamed_of(text: str) -> None:
    assert read(text) == DreamOptions(preset="of-banana-and-dumbbell")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("/dream of cats strong", DreamOptions(preset="of-cats", strength=8)),
        ("/dream strong of cats size=512", DreamOptions(preset="of-cats", strength=8, size=512)),
        ("/dream of cats, 7", DreamOptions(preset="of-cats", strength=7)),
        ("/dream of owls, soft-light", DreamOptions(preset="of-owls", blend="soft-light")),
        ("@puppyslug of cats please, strong", DreamOptions(preset="of-cats", strength=8)),
        (
            "/dream of black and tan coonhound 3",
            DreamOptions(preset="of-black-and-tan-coonhound", strength=3),
        ),
    ],
)
def test_options_may_stand_around_it(text: str, options: DreamOptions) -> None:
    assert read(text) == options


@pytest.mark.parametrize(
    ("text", "preset"),
    [
        ("@puppyslug a dream of this please", None),
        ("@puppyslug make something of it", None),
        ("@puppyslug a dream of eyes", "eyes"),
        ("/dream of eyes", "eyes"),
        ("@puppyslug lots of brain coral please", "of-brain-coral"),
        ("@puppyslug cats", "cats"),
    ],
)
def test_of_may_be_a_word_of_talk_or_stand_before_a_preset(text: str, preset: str | None) -> None:
    assert read(text).preset == preset


def test_talk_about_something_else_is_not_for_the_bot() -> None:
    assert GRAMMAR.parse("a dream of bananas") == NoCommand()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("/dream of kats", "cats"),
        ("/dream of golden retreiver strong", "golden retriever"),
        ("/dream of banana and dumbell", "dumbbell"),
        ("/dream of cats, dumbell size=512", "dumbbell"),
        ("/dream of=kats", "cats"),
        ("@puppyslug of kats please", "cats"),
    ],
)
def test_a_mistyped_thing_is_answered_with_the_nearest(text: str, named: str) -> None:
    error = refuse(text)
    assert error.code == ErrorCode.CLASS_UNKNOWN
    assert named in error.hint


def test_a_word_with_two_meanings_is_asked_about() -> None:
    assert refuse("/dream of crane").code == ErrorCode.CLASS_AMBIGUOUS
    assert read("/dream of crane (bird)").preset == "of-crane-bird"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("/dream of", "of needs a value."),
        ("/dream of=", "of needs a value."),
        ("/dream of cats eyes", "of-cats and eyes are two presets."),
        ("/dream swirls of cats", "swirls and of-cats are two presets."),
        ("/dream banana", "I don't know “banana”."),
    ],
)
def test_what_cannot_be_is_explained(text: str, sentence: str) -> None:
    with pytest.raises(UsageError) as refused:
        GRAMMAR.parse(text)
    assert refused.value.sentence == sentence


def test_a_thing_without_of_is_answered_with_of() -> None:
    with pytest.raises(UsageError) as refused:
        GRAMMAR.parse("/dream banana")
    assert "of banana" in refused.value.hint


def test_things_can_be_asked_for_again_as_it_is_shown() -> None:
    vocabulary = load_vocabulary()
    for row in (*vocabulary.families, *vocabulary.classes[::4]):
        things = find_all(row.thing.name)
        options = DreamOptions(preset=name_preset_of(things), strength=7, size=512, seed=1)
        assert read(render_command(options)) == options
        code = write_code(options, PRESETS)
        assert read(f"/dream {code}") == options


def test_a_code_of_things_holds_only_for_them() -> None:
    options = DreamOptions(preset="of-cats", seed=3)
    code = write_code(options, PRESETS)
    assert code is not None
    with pytest.raises(UsageError):
        GRAMMAR.parse(f"/dream {code.replace('cats', 'dogs')}")


def test_the_recipe_climbs_each_thing_and_a_texture() -> None:
    recipe = read("/dream of banana and dogs strength=7").recipe(PRESETS, seed=1)
    *texture, banana, dogs = recipe.targets
    assert texture
    assert all(target.layer != "logits" for target in texture)
    assert (banana.layer, banana.channels) == ("logits", (954,))
    assert dogs.channels == tuple(range(151, 269))


def test_things_are_completed() -> None:
    def values(text: str) -> list[str]:
        return [text.removesuffix(s.replaces) + s.value for s in GRAMMAR.complete(text)]

    assert values("/dream of ca")[:2] == ["/dream of cars ", "/dream of cats "]
    assert "/dream of banana and dumbbell " in values("/dream of banana and dum")
    assert "@puppyslug of sea lion " in values("@puppyslug of sea l")
    assert "/dream of cats strength=" in values("/dream of cats st")
    assert "/dream of cats size=" in values("/dream of cats ")
    assert not any("puppyslug" in value for value in values("/dream of cats "))
    assert "/dream of " in values("/dream o")


@pytest.mark.parametrize(
    "text",
    [
        "/imagine banana and dumbbell",
        "/imagine a banana, a dumbbell",
        "/imagine imagine-banana-and-dumbbell",
        "/dream imagine bananas & dumbbells",
        "/dream imagine-banana-and-dumbbell",
        "@puppyslug imagine a banana with a dumbbell please",
    ],
)
def test_what_stands_behind_imagine_needs_no_picture(text: str) -> None:
    options = read(text)
    assert options == DreamOptions(preset="imagine-banana-and-dumbbell")
    assert options.imagines


def test_what_is_imagined_can_be_asked_for_again_as_it_is_written() -> None:
    options = read("/imagine sea lion, seed=7 size=256 strength=3")
    assert render_command(options) == "/imagine sea lion strength=3 size=256 seed=7"
    assert read(render_command(options)) == options
    assert read(f"/imagine {write_code(options, PRESETS)}") == options
    assert read(f"/dream {write_code(options, PRESETS)}") == options


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("/imagine", "imagine needs a value"),
        ("/imagine strong", "imagine needs a value"),
        ("/imagine size=256", "imagine needs a value"),
        ("/imagine bananna", "banana"),
        ("/imagine banana amount=50", "amount=50 is for a dream of a picture"),
        ("/imagine banana zoom", "zoom is for a dream of a picture"),
        ("/imagine banana, of cats", "two presets"),
        ("/imagine banana full", "no full size"),
    ],
)
def test_what_nobody_can_imagine_is_refused(text: str, says: str) -> None:
    with pytest.raises((UsageError, DreamError)) as refused:
        GRAMMAR.parse(text)
    assert says in str(refused.value)


def test_what_is_imagined_has_a_size_of_its_own() -> None:
    with pytest.raises(DreamError, match="no full size"):
        DreamOptions(preset="imagine-banana", size="full").recipe(PRESETS, seed=0)
    assert read("/imagine banana").recipe(PRESETS, seed=0).targets[0].layer == "logits"


@pytest.mark.parametrize("text", ["@puppyslug imagine a bananna", "/dream of the bananna"])
def test_what_is_misspelt_behind_an_article_gets_the_nearest_too(
    grammar: Grammar, text: str
) -> None:
    with pytest.raises(RecipeError) as refused:
        grammar.parse(text)
    assert "banana" in refused.value.hint
