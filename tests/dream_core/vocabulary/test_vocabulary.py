import pytest

from dream_core.errors import ErrorCode, RecipeError
from dream_core.vocabulary import MOST_THINGS, Thing, find, find_all, load_vocabulary, name_class

VOCABULARY = load_vocabulary()


def refuse(text: str) -> RecipeError:
    with pytest.raises(RecipeError) as refused:
        find_all(text)
    return refused.value


def test_classes_and_families_are_found_by_name() -> None:
    assert find("beagle") == Thing("beagle", (162,))
    assert find("cats") == Thing("cats", (281, 282, 283, 284, 285))
    assert not find("beagle").is_family
    assert find("cats").is_family


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("CAT", "cats"),
        ("the cats", "cats"),
        ("Kittens", "cats"),
        ("butter-fly", "butterflies"),
        ("polar bears", "polar bear"),
        ("Polar-Bear", "polar bear"),
        ("wolf", "wolves"),
        ("churches", "churches"),
        ("geese", "geese"),
        ("gray fox", "grey fox"),
        ("jack o lantern", "jack-o'-lantern"),
        ("lady’s slippers", "lady's slipper"),
        ("daisies", "daisy"),
        ("Panthera tigris", "tiger"),
        ("taxis", "taxi"),
    ],
)
def test_spellings_are_forgiven(spelling: str, name: str) -> None:
    assert find(spelling).name == name


@pytest.mark.parametrize(
    "text",
    [
        "banana and dumbbell",
        "bananas, dumbbells",
        "a banana & a dumbbell",
        "banana, and dumbbell",
        "Banana und dumbbell",
        "banana + dumbbell + banana",
    ],
)
def test_several_things_are_each_found(text: str) -> None:
    assert [thing.name for thing in find_all(text)] == ["banana", "dumbbell"]


def test_a_name_with_and_in_it_is_one_thing() -> None:
    names = [thing.name for thing in find_all("black and tan coonhound and owls and tabby")]
    assert names == ["black-and-tan coonhound", "owls", "tabby cat"]


def test_a_mistyped_name_is_refused_with_what_it_may_have_been() -> None:
    error = refuse("banana and dumbell rack")
    assert error.code == ErrorCode.CLASS_UNKNOWN
    assert "“dumbell rack”" in error.sentence

    assert "golden retriever" in refuse("golden retreiver").hint
    assert refuse("kats").hint.startswith("Did you mean cats")


@pytest.mark.parametrize("text", ["", " , ", "!?", "and", "qqqqqqqqqq", "x" * 5000, "a\nb\0c"])
def test_what_is_no_name_is_refused(text: str) -> None:
    error = refuse(text)
    assert error.code == ErrorCode.CLASS_UNKNOWN
    assert error.hint
    assert len(error.sentence) < 100
    assert error.sentence.isprintable()


def test_a_name_of_several_things_is_answered_with_all_of_them() -> None:
    error = refuse("crane")
    assert error.code == ErrorCode.CLASS_AMBIGUOUS
    assert error.hint == "Did you mean crane (bird) or crane (machine)?"
    assert find("crane (bird)").channels == (134,)
    assert find("crane machine").channels == (517,)


def test_a_dream_is_of_a_few_things_only() -> None:
    assert len(find_all("cats, dogs, owls, ants")) == MOST_THINGS
    assert refuse("cats, dogs, owls, ants, bees").code == ErrorCode.RECIPE_INVALID


def test_every_class_has_a_name() -> None:
    assert [row.thing.channels for row in VOCABULARY.classes] == [(i,) for i in range(1000)]
    assert name_class(463) == "bucket"
    assert len({name_class(channel) for channel in range(1000)}) == 1000


def test_a_family_holds_the_class_that_is_called_the_same() -> None:
    for row in VOCABULARY.classes:
        found = VOCABULARY.find(row.thing.name)
        assert set(row.thing.channels) <= set(found.channels), row.thing.name


def test_families_are_of_known_classes_and_no_two_share_a_name() -> None:
    names = [row.thing.name for row in VOCABULARY.families]
    assert len(names) == len(set(names))
    for row in VOCABULARY.families:
        assert row.thing.channels
        assert set(row.thing.channels) <= set(range(1000))
        for other in row.others:
            assert VOCABULARY.find(other) == row.thing, other
