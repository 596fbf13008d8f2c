import pytest

from bot.commands.values import (
    ALLOWED,
    READERS,
    guess_number,
    read_amount,
    read_seed,
    read_size,
    read_strength,
    write_value,
)
from bot.commands.words import Word, split_words
from bot.errors import UsageError


def word(text: str) -> Word:
    (only,) = split_words(text)
    return only


@pytest.mark.parametrize(
    ("text", "strength"), [("1", 1), ("10", 10), ("7/10", 7), ("strong", 8), ("Gently", 3)]
)
def test_strength_is_a_number_or_a_word(text: str, strength: int) -> None:
    assert read_strength(word(text)) == strength


@pytest.mark.parametrize("text", ["0", "11", "7.5", "-3", "7/5", "huge", "07777"])
def test_any_other_strength_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="strength goes from 1 to 10"):
        read_strength(word(text))


@pytest.mark.parametrize(
    ("text", "size"),
    [("512", 512), ("512px", 512), ("16384PX", 16384), ("full", "full"), ("AUTO", "auto")],
)
def test_size_is_a_side_or_a_word(text: str, size: int | str) -> None:
    assert read_size(word(text)) == size


@pytest.mark.parametrize("text", ["15", "16385", "512x512", "big", "-512", "9" * 5000])
def test_any_other_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="longest side"):
        read_size(word(text))


def test_seed_goes_up_to_its_limit() -> None:
    assert read_seed(word("9223372036854775807")) == 2**63 - 1
    for text in ("9223372036854775808", "-1", "1e3", "٣", "9" * 5000):
        with pytest.raises(UsageError, match="whole number"):
            read_seed(word(text))


@pytest.mark.parametrize(("text", "amount"), [("10", 10), ("60%", 60), ("200", 200)])
def test_an_amount_is_in_percent(text: str, amount: int) -> None:
    assert read_amount(word(text)) == amount


@pytest.mark.parametrize("text", ["9", "201", "1000%", "60%%", "0.5", "half", "٦٠"])
def test_any_other_amount_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="10 to 200 percent") as refused:
        read_amount(word(text))
    assert "amount can't be" in refused.value.sentence


def test_numbers_alone_are_guessed_only_where_they_mean_one_thing() -> None:
    assert guess_number(word("7")) == ("strength", 7)
    assert guess_number(word("640px")) == ("size", 640)
    assert guess_number(word("60%")) == ("amount", 60)
    assert guess_number(word("cats")) is None
    with pytest.raises(UsageError, match=r"size=640 or seed=640"):
        guess_number(word("640"))


def test_every_option_says_what_is_allowed() -> None:
    spelled = {"preset", "of", "imagine", "keep_colours", "blend", "only"}
    assert set(READERS) | spelled == set(ALLOWED)


def test_options_are_written_as_people_write_them() -> None:
    assert write_value("preset", "cats") == "cats"
    assert write_value("preset", "strength") == "preset=strength"
    assert write_value("keep_colours", value=True) == "keep-colours"
    assert write_value("keep_colours", value=False) == "keep-colours=no"
    assert write_value("size", "full") == "size=full"
    assert write_value("amount", 60) == "amount=60"
    assert write_value("blend", "soft-light") == "blend=soft-light"
