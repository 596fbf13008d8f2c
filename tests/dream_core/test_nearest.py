from dream_core.nearest import suggest_nearest

CHOICES = ("block1", "block2", "block3", "block4", "head")


def test_the_nearest_are_suggested_and_no_more_than_three() -> None:
    assert suggest_nearest("hed", CHOICES) == "Did you mean head?"
    assert suggest_nearest("block", CHOICES).count(" or ") == 2


def test_all_are_named_where_none_is_near() -> None:
    assert suggest_nearest("x", CHOICES) == "There are: block1, block2, block3, block4, head."
