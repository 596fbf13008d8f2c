import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import DreamCommand, DreamOptions, Grammar, NoCommand, render_command
from bot.commands.mixing import find_mix, suggest_mix
from bot.errors import UsageError
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import MOST_VOICES, SHARES, MixPart, Only, load_networks, load_presets, name_mix

PRESETS = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))
GRAMMAR = Grammar(PRESETS)
NAMES = (*sorted(PRESETS), "of-sea-lion", "of-banana-and-dumbbell")
MIXES = st.lists(
    st.builds(MixPart, preset=st.sampled_from(NAMES), share=st.sampled_from(SHARES)),
    min_size=2,
    max_size=MOST_VOICES,
    unique_by=lambda part: part.preset,
).map(name_mix)


def read(text: str) -> DreamOptions:
    command = GRAMMAR.parse(text)
    assert isinstance(command, DreamCommand), text
    return command.options


@pytest.mark.parametrize(
    ("text", "preset"),
    [
        ("/dream cats+birds", "cats+birds"),
        ("/dream Cats + Birds", "cats+birds"),
        ("/dream cats & birds", "cats+birds"),
        ("/dream cat + bird", "cats+birds"),
        ("/dream cats and birds", "cats+birds"),
        ("/dream cats:2+birds", "cats.2+birds"),
        ("/dream cats.2+birds", "cats.2+birds"),
        ("/dream cats: 2 + birds : 4", "cats+birds.2"),
        ("/dream cats+birds:3", "cats+birds.3"),
        ("/dream cats:2 and birds", "cats.2+birds"),
        ("/dream preset=cats+birds", "cats+birds"),
        ("/dream preset=cats:2+birds", "cats.2+birds"),
        ("/dream cats+birds+swirls", "cats+birds+swirls"),
        ("/dream brain coral + dogs of 2015", "brain-coral+dogs-of-2015"),
        ("/dream brain-coral+cats", "brain-coral+cats"),
        ("/dream cats + cats", "cats"),
        ("/dream of-sea-lion+swirls", "of-sea-lion+swirls"),
        ("/dream swirls+of-sea-lion:2", "swirls+of-sea-lion.2"),
        ("/dream of cats + swirls", "of-cats+swirls"),
        ("@puppyslug cats and birds please", "cats+birds"),
        ("@puppyslug make it cats and the eyes", "cats+eyes"),
        ("@puppyslug a dream of cats and swirls", "of-cats+swirls"),
        ("/dream of cats and birds", "of-cats-and-birds"),
        ("/dream of cats + birds", "of-cats+birds"),
        ("@puppyslug of cats and birds please", "of-cats-and-birds"),
    ],
)
def test_presets_are_asked_for_at_once_in_many_ways(text: str, preset: str) -> None:
    assert read(text) == DreamOptions(preset=preset)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("/dream cats+birds 7", DreamOptions(preset="cats+birds", strength=7)),
        ("/dream cats: 7", DreamOptions(preset="cats", strength=7)),
        ("/dream cats + strength=7", DreamOptions(preset="cats", strength=7)),
        ("/dream cats:3+birds strong", DreamOptions(preset="cats.3+birds", strength=8)),
        ("/dream cats and strong", DreamOptions(preset="cats", strength=8)),
        ("/dream strong + cats + 512px", DreamOptions(preset="cats", strength=8, size=512)),
        (
            "@puppyslug cats and birds and soft light",
            DreamOptions(preset="cats+birds", blend="soft-light"),
        ),
    ],
)
def test_options_may_stand_around_them(text: str, options: DreamOptions) -> None:
    assert read(text) == options


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("/dream cats birds", "two presets", "cats+birds gives both in one dream."),
        ("/dream cats, birds", "two presets", "cats+birds gives both"),
        ("/dream swirls of cats", "two presets", "swirls+of-cats gives both"),
        ("/dream cats+birds eyes", "cats+birds and eyes", "cats+birds+eyes gives"),
        ("/dream cats+birds cats", "cats+birds and cats", "one of them"),
        ("/dream cats+birds+eyes+swirls", "4 presets are too many", "It takes 3."),
        ("/dream cats:0+birds", "share of cats can't be “0”", "from 1 to 9"),
        ("/dream cats+birds:20", "share of birds can't be “20”", "from 1 to 9"),
        ("/dream cats:0.5+birds", "share of cats can't be “0.5”", "cats:2+birds"),
        ("/dream cats+brids", "don't know “brids”", "Did you mean birds"),
        ("/dream preset=cats+brids", "don't know “brids”", "birds"),
        ("/dream and", "don't know “and”", "Presets"),
    ],
)
def test_what_cannot_be_is_explained(text: str, sentence: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        GRAMMAR.parse(text)
    assert sentence in refused.value.sentence
    assert hint in refused.value.hint


def test_talk_of_two_presets_is_not_for_the_bot() -> None:
    assert GRAMMAR.parse("cats and birds") == NoCommand()


@given(MIXES, st.none() | st.integers(1, 10), st.sampled_from([None, "subject", "background"]))
@settings(deadline=None)
def test_a_mix_is_asked_for_again_as_it_is_shown(
    preset: str, strength: int | None, only: Only | None
) -> None:
    options = DreamOptions(preset=preset, strength=strength, only=only)
    assert read(render_command(options)) == options
    assert read(f"/dream {preset}").preset == preset
    assert GRAMMAR.find_preset(preset) == preset


@pytest.mark.parametrize("text", ["Cats + Birds", "cat:2+birds", " cats.2 +birds "])
def test_a_mix_is_found_outside_a_post_too(text: str) -> None:
    assert GRAMMAR.find_preset(text) in ("cats+birds", "cats.2+birds")


@pytest.mark.parametrize("text", ["cats+cats", "cats+", "cats+birds+eyes+fur", "cats:0+birds"])
def test_what_is_no_mix_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        GRAMMAR.find_preset(text)


def test_a_text_without_a_plus_is_no_mix() -> None:
    assert find_mix("cats", str) is None


def test_both_of_two_that_were_said_are_offered() -> None:
    assert suggest_mix("cats.2+birds", "eyes") == "cats:2+birds+eyes gives both in one dream."
