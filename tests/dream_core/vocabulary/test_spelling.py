import pytest

from dream_core.vocabulary.spelling import fold_name, squeeze


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("boxes", "box"),
        ("horses", "horse"),
        ("knives", "knife"),
        ("gloves", "glove"),
        ("flies", "fly"),
        ("collies", "collie"),
        ("buses", "bus"),
        ("glasses", "glass"),
        ("potatoes", "potato"),
        ("trees", "tree"),
        ("bees", "bee"),
        ("mice", "mouse"),
    ],
)
def test_a_plural_is_folded_as_its_singular(plural: str, singular: str) -> None:
    assert fold_name(plural) == fold_name(singular)


def test_case_accents_marks_and_articles_do_not_count() -> None:
    assert fold_name("  The SÉA-lions! ") == fold_name("sea lion")
    assert fold_name("a") == fold_name("A!")
    assert fold_name("…") == ""


def test_half_written_words_keep_all_their_letters() -> None:
    assert squeeze("Sea hous") == "seahous"
