from dream_core.vocabulary.rows import read_classes, read_families


def test_classes_come_in_the_order_of_their_channels() -> None:
    rows = list(read_classes())
    assert len(rows) == 1000
    assert rows[0].thing.name == "tench"
    assert "Tinca tinca" in rows[0].others


def test_ranges_of_channels_are_read() -> None:
    families = {row.thing.name: row for row in read_families()}
    assert families["birds"].thing.channels == (*range(7, 25), *range(80, 101), *range(127, 147))
    assert "puppies" in families["dogs"].others
