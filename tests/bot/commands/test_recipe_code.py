import re
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import DreamCommand, DreamOptions, Grammar, write_code
from bot.commands.recipe_code import RecipeChangedError, is_code, read_code
from bot.errors import UsageError
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import BLENDS, ONLY, Blend, Only, load_networks, load_presets

PRESETS = load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))

OPTIONS = st.builds(
    DreamOptions,
    preset=st.sampled_from([*sorted(PRESETS), "cats+birds", "eyes.2+of-sea-lion", "cats.2+fur"]),
    strength=st.none() | st.integers(1, 10),
    size=st.none() | st.sampled_from(["auto", "full"]) | st.integers(16, 16384),
    seed=st.integers(0, 2**63 - 1),
    keep_colours=st.sampled_from([None, False, True]),
    amount=st.none() | st.integers(10, 200),
    blend=st.sampled_from([None, *BLENDS]),
    only=st.sampled_from([None, *ONLY]),
)
USUAL = DreamOptions(preset="cats", seed=2**31 - 1)

# As the first version wrote them, before there was more to say; they stay readable for ever.
OLD_PRESETS = {
    name: replace(PRESETS[name], fingerprint=fingerprint)
    for name, fingerprint in {
        "cats": "dedad5da78755510",
        "puppyslug": "1eadc37e108b20d4",
        "brain-coral": "304dcf5cf2147177",
        "eyes": "8cbbbd68482ef3ad",
    }.items()
}
OLD_CODES = {
    "cats#FZZZZZR08GG": USUAL,
    "cats#8GJ": DreamOptions(preset="cats", seed=0),
    "puppyslug#1R06MV": DreamOptions(preset="puppyslug", seed=7),
    "cats#1R40778GS": DreamOptions(preset="cats", seed=7, strength=7, size=512, keep_colours=True),
    "brain-coral#1ZZZZZZZZZZZZW006TBQV": DreamOptions(
        preset="brain-coral", seed=2**63 - 1, strength=10, size=16384, keep_colours=False
    ),
    "eyes#AM0XDK": DreamOptions(preset="eyes", seed=42, size="full"),
    "eyes#AJ1XDF": DreamOptions(preset="eyes", seed=42, size="auto", strength=1),
}


def write(options: DreamOptions) -> str:
    code = write_code(options, PRESETS)
    assert code is not None
    return code


def spell_shortly(options: DreamOptions) -> DreamOptions:
    """Without an amount, a blend or a part that says what is so anyway."""
    return replace(
        options,
        amount=None if options.amount == 100 else options.amount,
        blend=None if options.blend == "normal" else options.blend,
        only=None if options.only == "all" else options.only,
    )


@given(OPTIONS)
def test_a_code_is_read_back_whatever_it_says(options: DreamOptions) -> None:
    read = read_code(write(options), PRESETS)
    assert read == spell_shortly(options)
    assert read.recipe(PRESETS, seed=0) == options.recipe(PRESETS, seed=0)


@given(OPTIONS)
def test_the_grammar_takes_it_behind_a_command_and_in_talk(options: DreamOptions) -> None:
    grammar = Grammar(PRESETS)
    code = write(options)
    options = spell_shortly(options)
    assert grammar.parse(f"/dream {code}") == DreamCommand(options)
    assert grammar.parse(f"@puppyslug {code} please!") == DreamCommand(options)
    assert grammar.parse(f"`/dream {code}`".strip("`")) == DreamCommand(options)


@pytest.mark.parametrize(("code", "options"), OLD_CODES.items())
def test_a_code_of_long_ago_says_what_it_said(code: str, options: DreamOptions) -> None:
    assert read_code(code, OLD_PRESETS) == options
    assert write_code(options, OLD_PRESETS) == code


def test_it_is_short() -> None:
    assert len(write(USUAL)) <= len("cats#") + 11
    assert len(write(replace(USUAL, size=16384, strength=10, keep_colours=True))) <= 5 + 14
    assert write(replace(USUAL, amount=100, blend="normal")) == write(USUAL)
    assert len(write(replace(USUAL, amount=60, blend="screen"))) <= len("cats#") + 14


def test_the_longest_there_is_is_a_code() -> None:
    longest = DreamOptions(
        preset="brain-coral",
        strength=10,
        size=16384,
        seed=2**63 - 1,
        keep_colours=True,
        amount=200,
        blend="screen",
        only="background",
    )
    assert read_code(write(longest), PRESETS) == longest


@pytest.mark.parametrize(
    ("blend", "code"),
    [
        ("normal", "cats#7ZZZZZW03SG8GW"),
        ("soft-light", "cats#7ZZZZZW13SG8GM"),
        ("multiply", "cats#7ZZZZZW1KSG8G3"),
        ("screen", "cats#7ZZZZZW23SG8GF"),
    ],
)
def test_a_code_with_a_finish_says_the_same_for_ever(blend: Blend, code: str) -> None:
    options = replace(USUAL, amount=60, blend=blend)
    assert write_code(options, OLD_PRESETS) == code
    assert read_code(code, OLD_PRESETS) == spell_shortly(options)


@pytest.mark.parametrize(
    ("only", "code"), [("subject", "cats#3ZZZZZY2R01G8GR"), ("background", "cats#3ZZZZZY3R01G8GB")]
)
def test_a_code_of_a_part_says_the_same_for_ever(only: Only, code: str) -> None:
    options = replace(USUAL, only=only)
    assert write_code(options, OLD_PRESETS) == code
    assert read_code(code, OLD_PRESETS) == options


def test_a_code_without_a_part_is_what_it_was() -> None:
    assert write(replace(USUAL, only="all")) == write(USUAL)
    assert len(write(replace(USUAL, only="subject"))) <= len("cats#") + 15


def test_a_mix_written_with_its_shares_in_another_way_is_the_same() -> None:
    code = write(replace(USUAL, preset="cats+birds"))
    number = code.partition("#")[2]
    assert code.startswith("cats+birds#")
    assert read_code(f"cats.3+birds.3#{number}", PRESETS) == read_code(code, PRESETS)
    for other in ("birds+cats", "cats.2+birds", "cats+eyes"):
        with pytest.raises(UsageError):
            read_code(f"{other}#{number}", PRESETS)


def test_every_blend_can_be_said_in_a_code() -> None:
    for blend in BLENDS:
        assert read_code(write(replace(USUAL, blend=blend)), PRESETS).blend in (blend, None)


@given(OPTIONS)
def test_small_letters_and_lookalikes_are_the_same(options: DreamOptions) -> None:
    code = write(options)
    preset, _, number = code.partition("#")
    spoken = number.lower().replace("1", "l").replace("0", "o")
    assert read_code(f"{preset.upper()}#{spoken}", PRESETS) == spell_shortly(options)


def test_most_codes_that_were_copied_badly_are_told() -> None:
    code = write(USUAL)
    start = code.index("#") + 1
    wrong = [
        code[:at] + digit + code[at + 1 :]
        for at in range(start, len(code))
        for digit in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        if digit != code[at]
    ]
    refused = 0
    for text in wrong:
        try:
            read_code(text, PRESETS)
        except UsageError:
            refused += 1
    assert refused >= 0.95 * len(wrong)


@pytest.mark.parametrize("text", ["cats#", "cats#7", "cats#77777777", "cats#UUUUUUUU"])
def test_what_is_no_code_is_explained(text: str) -> None:
    with pytest.raises(UsageError, match="no whole recipe"):
        read_code(text, PRESETS)


def test_a_preset_there_is_not_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="no preset") as refused:
        read_code("catz#7K2F9QXM", PRESETS)
    assert "cats" in refused.value.hint


def test_a_preset_that_changed_since_is_told_with_the_nearest_there_is() -> None:
    code = write(replace(USUAL, strength=7, seed=5))
    other = {**PRESETS, "cats": replace(PRESETS["cats"], fingerprint="0123456789abcdef")}
    with pytest.raises(UsageError, match="has changed") as refused:
        read_code(code, other)
    assert refused.value.hint.startswith("/dream cats strength=7 seed=5")
    assert isinstance(refused.value, RecipeChangedError)
    assert refused.value.options == replace(USUAL, strength=7, seed=5)


def test_without_its_preset_there_is_no_code() -> None:
    assert write_code(DreamOptions(preset="gone", seed=1), PRESETS) is None


def test_words_besides_it_win() -> None:
    code = write(replace(USUAL, strength=7, size=512))
    command = Grammar(PRESETS).parse(f"/dream {code} size=1024 keep-colours")
    expected = replace(USUAL, strength=7, size=1024, keep_colours=True)
    assert command == DreamCommand(expected)


def test_two_of_them_cannot_both_be() -> None:
    first, second = write(USUAL), write(replace(USUAL, seed=1))
    with pytest.raises(UsageError, match="two recipes"):
        Grammar(PRESETS).parse(f"/dream {first} {second}")
    assert Grammar(PRESETS).parse(f"/dream {first} {first}") == DreamCommand(USUAL)


@given(st.text())
def test_whatever_people_write_is_a_code_or_not(text: str) -> None:
    if is_code(text):
        assert re.search("#", text)
    with suppress(UsageError):
        assert write(read_code(text, PRESETS))


def test_every_preset_has_a_fingerprint_of_its_own() -> None:
    fingerprints = {preset.fingerprint for preset in PRESETS.values()}
    assert len(fingerprints) == len(PRESETS)
    assert all(re.fullmatch("[0-9a-f]{16}", fingerprint) for fingerprint in fingerprints)
