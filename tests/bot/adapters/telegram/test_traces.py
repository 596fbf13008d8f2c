import json
from typing import Any

import pytest
from telegram import Document, PhotoSize

from bot.adapters.telegram.shown import file_ids, message_ids
from bot.adapters.telegram.traces import Part, Traces
from tests.bot.adapters.telegram.looks import make_message

PHOTO = make_message(
    message_id=5, photo=(PhotoSize("small", "us", 10, 10), PhotoSize("large", "ul", 20, 20))
)
DOCUMENT = make_message(message_id=6, document=Document("whole", "u"))


def restart(traces: Traces) -> Traces:
    """The traces as another run of the bot reads them."""
    handles: dict[str, Any] = json.loads(json.dumps(traces.describe()))
    return Traces.read(traces.message_id, handles)


def test_what_shows_dreams_can_be_found_again() -> None:
    traces = Traces(message_id=7)
    traces.note_dreams([PHOTO, DOCUMENT])
    assert message_ids(traces.describe()) == [5, 6]
    assert file_ids(traces.describe()) == ["large", "whole"]
    assert restart(traces) == traces


@pytest.mark.parametrize(
    "traces",
    [
        Traces(),
        Traces(message_id=1, unsure={Part.ALBUM: 1}),
        Traces(unsure={Part.WORDS: 5}, chat_id=-100),
        Traces(message_id=1, guide="AgAC"),
        Traces(message_id=1, messages=(2, 3), unsure={Part.WORDS: 3, Part.ALBUM: 1}),
    ],
)
def test_whatever_is_left_outlives_the_bot(traces: Traces) -> None:
    assert restart(traces) == traces


def test_what_another_version_left_is_passed_over() -> None:
    handles = {"messages": [1], "unsure": {"stickers": 3}, "more": True}
    assert Traces.read(1, handles) == Traces(message_id=1, messages=(1,))


def test_whoever_left_nothing_has_handles_all_the_same() -> None:
    """They say that the wish's message is no longer the one that it was asked for in."""
    assert Traces().describe()
