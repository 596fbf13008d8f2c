from bot.commands.nearest import find_nearest, join_choices, list_some, suggest

NAMES = {"braincoral": "brain-coral", "cats": "cats", "bats": "bats", "eyes": "eyes"}


def test_the_nearest_comes_first() -> None:
    assert find_nearest(["cts"], NAMES)[0] == "cats"
    assert find_nearest(["barincoral"], NAMES) == ["brain-coral"]


def test_what_is_like_nothing_finds_nothing() -> None:
    assert find_nearest(["xylophone"], NAMES) == []


def test_the_best_of_several_readings_counts() -> None:
    assert find_nearest(["brain", "braincorl"], NAMES)[0] == "brain-coral"


def test_two_spellings_of_one_name_are_suggested_once() -> None:
    assert find_nearest(["colour"], {"colours": "keep", "colors": "keep"}) == ["keep"]


def test_a_suggestion_is_a_question_or_the_whole_list() -> None:
    assert suggest("eyess", ["eyes", "cats"]) == "Did you mean eyes?"
    assert suggest("zebra", ["eyes", "cats"]) == "There are: eyes, cats."


def test_choices_are_joined_as_people_do() -> None:
    assert join_choices(["a"]) == "a"
    assert join_choices(["a", "b", "c"]) == "a, b or c"


def test_a_long_list_is_cut() -> None:
    assert list_some([str(number) for number in range(20)]).endswith("14, 15 and 4 more")
