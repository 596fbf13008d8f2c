import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import COMMANDS, DreamCommand, Grammar, Suggestion
from bot.errors import UsageError
from dream_core import DEFAULT_PRESET, Presets


def values(suggestions: list[Suggestion]) -> list[str]:
    return [suggestion.value for suggestion in suggestions]


def accept(text: str, suggestion: Suggestion) -> str:
    assert text.endswith(suggestion.replaces)
    return text.removesuffix(suggestion.replaces) + suggestion.value


def test_a_slash_offers_every_command(grammar: Grammar) -> None:
    suggestions = grammar.complete("/")

    assert values(suggestions) == [f"/{name} " for name in COMMANDS]
    assert {suggestion.kind for suggestion in suggestions} == {"command"}
    assert all(suggestion.description for suggestion in suggestions)


def test_letters_narrow_the_commands(grammar: Grammar) -> None:
    assert values(grammar.complete("/D")) == ["/dream "]
    assert grammar.complete("/x") == []


def test_an_empty_dream_offers_presets_first_and_the_usual_one_before_all(
    grammar: Grammar, presets: Presets
) -> None:
    suggestions = grammar.complete("/dream ")

    kinds = [suggestion.kind for suggestion in suggestions]
    assert suggestions[0].value == f"{DEFAULT_PRESET} "
    assert kinds == ["preset"] * min(len(presets), 14) + ["option"] * 11


def test_a_preset_is_completed_from_its_beginning_before_its_middle(grammar: Grammar) -> None:
    found = values(grammar.complete("/dream co"))

    assert "brain-coral " in found
    assert values(grammar.complete("/dream BRA"))[0] == "brain-coral "


def test_a_preset_of_two_words_is_completed_in_its_second(grammar: Grammar) -> None:
    text = "/dream strong brain co"
    (suggestion,) = [found for found in grammar.complete(text) if found.kind == "preset"]

    assert accept(text, suggestion) == "/dream strong brain-coral "


def test_what_was_said_is_not_offered_again(grammar: Grammar) -> None:
    found = values(grammar.complete("/dream cats strength=7 "))

    assert found == [
        *("size=", "seed=", "keep-colours ", "amount=", "blend="),
        *("zoom ", "still ", "sheet ", "only="),
    ]


def test_a_zoom_has_options_of_its_own(grammar: Grammar) -> None:
    found = values(grammar.complete("/zoom cats "))

    assert found[-3:] == ["speed=", "turn=", "seconds="]
    assert "zoom " not in found


def test_what_can_be_imagined_is_completed(grammar: Grammar) -> None:
    assert "banana " in values(grammar.complete("/imagine ban"))
    assert values(grammar.complete("/imagine banana and dumb"))[0] == "banana and dumbbell "
    assert values(grammar.complete("/imagine banana ")) == ["strength=", "size=", "seed="]
    assert values(grammar.complete("/imagine banana size=5")) == ["512 "]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("/dream cats st", "/dream cats strength="),
        ("/dream strength=1", "/dream strength=1 "),
        ("/dream strength: 10", "/dream strength: 10 "),
        ("/dream size=f", "/dream size=full "),
        ("/dream keep-colours=n", "/dream keep-colours=no "),
        ("/dream cats am", "/dream cats amount="),
        ("/dream amount=2", "/dream amount=25 "),
        ("/dream blend=", "/dream blend=normal "),
        ("/dream blend=S", "/dream blend=soft-light "),
        ("/dream only=", "/dream only=subject "),
        ("/dream cats only=b", "/dream cats only=background "),
        ("/dream preset=cat", "/dream preset=cats "),
        ("/dream cats+ey", "/dream cats+eyes "),
        ("/dream strong cats:2 + ey", "/dream strong cats:2 + eyes "),
        ("/dream preset=cats+brain-coral+ey", "/dream preset=cats+brain-coral+eyes "),
        ("@puppyslug eye", "@puppyslug eyes "),
        ("/dream@puppyslug eye", "/dream@puppyslug eyes "),
    ],
)
def test_the_likeliest_comes_first(grammar: Grammar, text: str, completed: str) -> None:
    assert accept(text, grammar.complete(text)[0]) == completed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cats",
        "/dream cats+eyes+brain-coral+",
        "/dream nonsense+",
        "hello /dream",
        "/queue ",
        "/dream@otherbot c",
        "/dream seed=",
        "@puppyslug",
    ],
)
def test_nothing_is_offered_where_nothing_fits(grammar: Grammar, text: str) -> None:
    assert grammar.complete(text) == []


@given(st.text(max_size=30).map("/dream ".__add__))
@settings(deadline=None)
def test_completing_never_fails_and_always_fits_the_text(grammar: Grammar, text: str) -> None:
    for suggestion in grammar.complete(text):
        assert text.endswith(suggestion.replaces)


@given(
    st.sampled_from(
        [
            "",
            "c",
            "brain",
            "brain c",
            "strength=",
            "size=",
            "keep-colours=",
            "amount=",
            "blend=",
            "only=",
            "cats ",
            "cats+",
            "cats:2 + ",
        ]
    )
)
@settings(deadline=None)
def test_an_accepted_value_is_understood(grammar: Grammar, partial: str) -> None:
    text = f"/dream {partial}"
    for suggestion in grammar.complete(text):
        completed = accept(text, suggestion)
        if suggestion.kind == "option" and completed.endswith(("=", " of ")):
            with pytest.raises(UsageError, match="needs a value"):
                grammar.parse(completed)
        else:
            assert isinstance(grammar.parse(completed), DreamCommand)
