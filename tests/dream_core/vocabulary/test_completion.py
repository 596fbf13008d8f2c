import pytest

from dream_core.vocabulary import MOST_COMPLETIONS, complete, find, find_all
from dream_core.vocabulary.completion import FAVOURITES


def test_families_come_before_classes() -> None:
    assert complete("dog")[:2] == ["dogs", "dog sled"]
    assert complete("cat")[0] == "cats"


def test_names_that_begin_so_come_before_those_that_only_hold_it() -> None:
    found = complete("horn")
    assert found.index("hornbill") < found.index("French horn") < found.index("stinkhorn")


def test_other_names_lead_to_the_one_that_is_shown() -> None:
    assert "rooster" in complete("cock")


def test_a_class_is_not_offered_under_a_name_that_means_its_family() -> None:
    assert "mountains" in complete("mountain")
    assert "mountain" not in complete("mountain")


@pytest.mark.parametrize("text", ["", "a", "e", "cats and ", "o"])
def test_no_more_are_offered_than_can_be_shown(text: str) -> None:
    assert 0 < len(complete(text)) <= MOST_COMPLETIONS


@pytest.mark.parametrize("text", ["ca", "banana and du", "cats, dogs and b", "black and ta", "cr"])
def test_what_is_offered_is_understood(text: str) -> None:
    offered = complete(text)
    assert offered
    for whole in offered:
        assert find_all(whole)


def test_the_last_of_several_is_completed_and_none_is_offered_twice() -> None:
    assert "banana and dumbbell" in complete("banana and du")
    assert "cats and cats" not in complete("cats and ca")


def test_nothing_is_offered_behind_what_is_unknown_or_enough() -> None:
    assert complete("kats and do") == []
    assert complete("cats, dogs, owls, ants, b") == []


def test_what_is_offered_at_first_is_known() -> None:
    assert [find(name).name for name in FAVOURITES] == list(FAVOURITES)
