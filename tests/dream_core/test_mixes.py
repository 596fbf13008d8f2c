import pytest
from hypothesis import given
from hypothesis import strategies as st

from dream_core.mixes import SHARES, MixPart, name_mix, read_mix, show_mix
from dream_core.recipe import MOST_VOICES

NAMES = st.from_regex(r"[a-z]([a-z0-9-]{0,12}[a-z0-9])?", fullmatch=True)
MIXES = st.lists(
    st.builds(MixPart, preset=NAMES, share=st.sampled_from(SHARES)),
    min_size=2,
    max_size=MOST_VOICES,
    unique_by=lambda part: part.preset,
)


@given(MIXES)
def test_a_mix_reads_back_as_it_was_written(parts: list[MixPart]) -> None:
    name = name_mix(parts)
    assert name_mix(read_mix(name)) == name
    assert read_mix(show_mix(parts)) == read_mix(name)
    read = read_mix(name)
    assert [part.preset for part in read] == [part.preset for part in parts]
    assert all(
        part.share * parts[0].share == parts[number].share * read[0].share
        for number, part in enumerate(read)
    )


def test_shares_are_as_small_as_they_can_be() -> None:
    assert name_mix(read_mix("cats.4+birds.6")) == "cats.2+birds.3"
    assert name_mix(read_mix("cats:5+birds:5")) == "cats+birds"


@pytest.mark.parametrize(
    "name",
    [
        *("", "cats", "cats+", "+cats", "cats++birds", "cats+cats", "Cats+birds", "cats + birds"),
        *("cats:0+birds", "cats:10+birds", "cats.2", "cats#1+birds", "a+b+c+d"),
    ],
)
def test_any_other_name_is_no_mix(name: str) -> None:
    assert read_mix(name) == ()


def test_one_part_alone_is_its_preset() -> None:
    assert name_mix([MixPart(preset="cats", share=7)]) == "cats"
