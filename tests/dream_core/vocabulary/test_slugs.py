import itertools

from dream_core.vocabulary import find, find_all, join_names, load_vocabulary, read_slug, write_slug


def test_every_thing_is_read_back_from_its_slug() -> None:
    vocabulary = load_vocabulary()
    things = {
        vocabulary.find(row.thing.name) for row in (*vocabulary.families, *vocabulary.classes)
    }
    assert [thing for thing in things if read_slug(write_slug([thing])) != (thing,)] == []
    ordered = sorted(things, key=lambda thing: thing.name)
    for pair in itertools.pairwise(ordered):
        assert read_slug(write_slug(pair)) == pair


def test_a_slug_is_one_plain_word() -> None:
    things = find_all("jack-o'-lantern, crane (bird), T-shirt")
    assert write_slug(things) == "jack-o-lantern-and-crane-bird-and-t-shirt"
    assert join_names(things) == "jack-o'-lantern and crane (bird) and T-shirt"


def test_what_stands_for_nothing_is_nothing() -> None:
    assert read_slug("") == read_slug("kats") == read_slug("crane") == ()
    assert read_slug("sea-lion") == (find("sea lion"),)
