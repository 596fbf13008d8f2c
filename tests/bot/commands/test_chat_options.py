import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import CHAT_COMMANDS, ROOM_COMMANDS, Grammar, NoCommand, SettingsCommand
from bot.errors import UsageError
from bot.texts import find_languages
from dream_core import LIMITS, Presets


@pytest.fixture(scope="module")
def room(presets: Presets) -> Grammar:
    return Grammar(presets, commands=ROOM_COMMANDS)


def read(grammar: Grammar, text: str) -> dict[str, object]:
    command = grammar.parse(f"/settings {text}")
    assert isinstance(command, SettingsCommand)
    return dict(command.changes)


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("", {}),
        ("preset=cats", {"preset": "cats"}),
        ("preset=brain coral size=512", {"preset": "brain-coral", "largest_size": 512}),
        ("size=1024px", {"largest_size": 1024}),
        ("size 1024 language de", {"largest_size": 1024, "language": "de"}),
        ("Language: Deutsch", {"language": "de"}),
        ("lang=FRANÇAIS", {"language": "fr"}),
        (
            "preset=usual size=usual language=usual",
            {"preset": None, "largest_size": None, "language": None},
        ),
        ("size=full", {"largest_size": None}),
        ("size=512, size=512", {"largest_size": 512}),
    ],
)
def test_settings_are_said_by_name(room: Grammar, text: str, changes: dict[str, object]) -> None:
    assert read(room, text) == changes


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("colour=red", "There is no setting “colour”.", "Settings are preset, size, language."),
        ("langage=de", "There is no setting “langage”.", "Did you mean language?"),
        ("cats", "There is no setting “cats”.", "Settings are"),
        ("preset=kats", "There is no preset “kats”.", "Did you mean cats"),
        ("preset", "preset needs a value.", "/presets shows them all."),
        ("size=", "size needs a value.", "or usual."),
        ("size=5", "size can't be “5”.", "or usual."),
        ("language=tlh", "I don't speak “tlh”.", "de (Deutsch), en (English), fr (Français)"),
        ("size=512 size=256", "size is there twice.", "only once"),
    ],
)
def test_what_means_nothing_is_answered_with_what_would(
    room: Grammar, text: str, sentence: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refused:
        read(room, text)
    assert refused.value.sentence == sentence
    assert hint in refused.value.hint


def test_chats_and_the_room_have_settings_and_other_places_have_none(
    presets: Presets, grammar: Grammar
) -> None:
    chats = Grammar(presets, commands=CHAT_COMMANDS)
    assert read(chats, "preset=cats") == {"preset": "cats"}
    assert grammar.parse("/settings preset=cats") == NoCommand()
    assert ROOM_COMMANDS.keys() - grammar._commands.keys() == {"settings", "forget"}


@pytest.mark.parametrize(
    ("text", "preset"),
    [
        ("preset=cats+birds", "cats+birds"),
        ("preset=cats:2 + birds size=512", "cats.2+birds"),
        ("preset=cats and brain coral", "cats+brain-coral"),
    ],
)
def test_several_presets_at_once_can_be_the_usual_one(
    room: Grammar, text: str, preset: str
) -> None:
    assert read(room, text)["preset"] == preset


def test_settings_are_completed_by_name_and_by_value(room: Grammar) -> None:
    def complete(text: str) -> list[str]:
        return [suggestion.value for suggestion in room.complete(text)]

    assert complete("/sett") == ["/settings "]
    assert complete("/settings ") == ["preset=", "size=", "language="]
    assert complete("/settings preset=cats l") == ["language="]
    assert complete("/settings preset=cats ") == ["size=", "language="]
    assert complete("/settings language=") == ["de ", "en ", "fr ", "usual "]
    assert complete("/settings size=5") == ["512 "]
    assert "brain-coral " in complete("/settings preset=bra")
    assert complete("/settings preset=cats+bird") == ["birds "]
    assert complete("/settings preset=usu") == ["usual "]
    assert complete("/settings colour=") == []


def test_where_there_are_no_settings_none_are_completed(grammar: Grammar) -> None:
    assert grammar.complete("/settings ") == []


@settings(deadline=None)
@given(st.data())
def test_whatever_is_offered_can_be_said(room: Grammar, data: st.DataObject) -> None:
    text = "/settings "
    for _ in range(6):
        offered = room.complete(text)
        if not offered:
            break
        suggestion = data.draw(st.sampled_from(offered))
        text = text.removesuffix(suggestion.replaces) + suggestion.value
    if text.endswith("="):
        text += "usual"
    command = room.parse(text)
    assert isinstance(command, SettingsCommand)
    assert set(command.changes) <= {"preset", "largest_size", "language"}


@settings(deadline=None)
@given(
    st.integers(*(int(limit) for limit in LIMITS["size"])),
    st.sampled_from(find_languages()),
)
def test_every_size_and_language_can_be_set(room: Grammar, size: int, language: str) -> None:
    said = read(room, f"language={language} size={size}")
    assert said == {"language": language, "largest_size": size}
