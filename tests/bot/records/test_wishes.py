import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.records import Wish, WishPicture
from bot.records.wishes import read_row, write_row
from dream_core import BLENDS, LIMITS

MakeWish = Callable[..., Wish]

TEXTS = st.text(max_size=40)
OPTIONS = st.builds(
    DreamOptions,
    preset=st.none() | TEXTS,
    strength=st.none() | st.integers(1, 10),
    size=st.none() | st.sampled_from(["auto", "full"]) | st.integers(16, 16384),
    seed=st.integers(0, int(LIMITS["seed"][1])),
    keep_colours=st.none() | st.booleans(),
    amount=st.none() | st.integers(10, 200),
    blend=st.sampled_from([None, *BLENDS]),
)
PICTURES = st.builds(
    WishPicture, is_spoiler=st.booleans(), file_name=TEXTS, description=st.text(max_size=1024)
)
WISHES = st.builds(
    Wish,
    id=st.text("0123456789abcdef", min_size=16, max_size=16),
    person=st.builds(Person, id=TEXTS, name=TEXTS),
    chat_id=TEXTS,
    options=OPTIONS,
    pictures=st.lists(PICTURES, min_size=1, max_size=10).map(tuple),
    has_guide=st.booleans(),
    is_restricted=st.booleans(),
    link=st.none() | TEXTS,
    language=TEXTS,
    message_id=st.none() | st.integers(0, 2**63 - 1),
    facts=st.none() | st.dictionaries(TEXTS, TEXTS | st.integers(0, 2**40)),
    created_at=st.floats(0, 1e11),
)


@given(WISHES)
def test_every_wish_comes_back_as_it_was_kept(wish: Wish) -> None:
    assert read_row(json.loads(json.dumps(write_row(wish)))) == wish


def test_an_option_of_another_version_is_left_out(make_wish: MakeWish) -> None:
    wish = make_wish()
    row = write_row(wish)
    row["options"] = {**row["options"], "brightness": 3}
    assert read_row(row) == wish


@pytest.mark.parametrize(
    "values",
    [
        {"id": "0123"},
        {"id": "../../../../etc/p"},
        {"id": "ABCDEF0123456789"},
        {"options": DreamOptions(preset="cats")},
        {"pictures": ()},
        {"pictures": (WishPicture(),) * 11},
    ],
)
def test_what_could_not_be_kept_is_no_wish(values: dict[str, Any], make_wish: MakeWish) -> None:
    with pytest.raises(ValueError, match="wish"):
        make_wish(**values)
