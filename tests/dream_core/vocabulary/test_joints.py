from dream_core.vocabulary.joints import split_last, split_pairs, split_parts


def test_marks_divide() -> None:
    assert split_parts(" cats ,dogs;; owls + ants&bees/") == [
        "cats",
        "dogs",
        "owls",
        "ants",
        "bees",
    ]
    assert split_parts("cats, and dogs") == ["cats", "dogs"]
    assert split_parts(", ;") == []


def test_words_may_divide_from_the_last_one_on() -> None:
    assert list(split_pairs("a and b AND c")) == [("a and b", "c"), ("a", "b AND c")]
    assert list(split_pairs("sandbar")) == []


def test_the_last_thing_is_told_from_those_before_it() -> None:
    assert split_last("cats, dogs and b") == ("cats, dogs", "cats, dogs and ", "b")
    assert split_last("cats") == ("", "", "cats")
