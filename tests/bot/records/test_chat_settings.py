from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records import ChatSettings, ChatSettingsBook

IDS = st.lists(st.sampled_from(["1", "2", "3"]), unique=True).map(tuple)
SETTINGS = st.builds(
    ChatSettings,
    preset=st.none() | st.sampled_from(["cats", "eyes"]),
    largest_size=st.none() | st.integers(16, 4096),
    language=st.none() | st.sampled_from(["de", "fr"]),
    answers_mentions=st.none() | st.booleans(),
    channels=IDS,
    roles=IDS,
)


@given(SETTINGS, SETTINGS)
def test_what_the_narrower_says_wins_and_the_wider_fills_the_rest(
    narrow: ChatSettings, wide: ChatSettings
) -> None:
    merged = narrow.over(wide).said()
    assert narrow.said().items() <= merged.items()
    assert merged.keys() == narrow.said().keys() | wide.said().keys()
    assert all(merged[name] == wide.said()[name] for name in merged.keys() - narrow.said().keys())


@given(SETTINGS)
def test_over_or_under_nothing_settings_stay_as_they_are(settings: ChatSettings) -> None:
    assert settings.over(ChatSettings()) == settings == ChatSettings().over(settings)


def test_that_mentions_go_unanswered_is_something_said() -> None:
    quiet = ChatSettings(answers_mentions=False)
    assert quiet.over(ChatSettings(answers_mentions=True)).answers_mentions is False


async def test_what_could_not_be_kept_is_not_in_force() -> None:
    async def refuse(scope_id: str, said: Mapping[str, Any] | None) -> None:
        raise OSError("full")

    book = ChatSettingsBook(refuse)
    with pytest.raises(OSError, match="full"):
        await book.save("discord:1", ChatSettings(preset="cats"))
    assert book.find("discord:1") == ChatSettings()


def test_a_setting_of_another_version_is_left_out() -> None:
    async def write(scope_id: str, said: Mapping[str, Any] | None) -> None:
        raise AssertionError("nothing is saved")

    book = ChatSettingsBook(write)
    book.load({"discord:1": {"preset": "cats", "roles": ["1"], "colour": "red"}})
    assert book.find("discord:1") == ChatSettings(preset="cats", roles=("1",))


class Kept:
    """What a book has written, by scope."""

    def __init__(self) -> None:
        self.rows: dict[str, Mapping[str, Any]] = {}

    async def write(self, scope_id: str, said: Mapping[str, Any] | None) -> None:
        if said is None:
            self.rows.pop(scope_id, None)
        else:
            self.rows[scope_id] = said


async def test_settings_that_move_hold_in_the_new_scope_alone() -> None:
    kept = Kept()
    book = ChatSettingsBook(kept.write)
    await book.save("old", ChatSettings(preset="cats"))
    for _ in range(2):
        await book.move("old", "new")
        assert book.find("new") == ChatSettings(preset="cats")
        assert book.find("old") == ChatSettings()
    assert kept.rows == {"new": {"preset": "cats"}}


async def test_what_the_new_scope_has_set_by_itself_stays() -> None:
    kept = Kept()
    book = ChatSettingsBook(kept.write)
    await book.save("old", ChatSettings(preset="cats"))
    await book.save("new", ChatSettings(preset="eyes"))
    await book.move("old", "new")
    assert book.find("new") == ChatSettings(preset="eyes")
    assert kept.rows == {"new": {"preset": "eyes"}}


async def test_where_nothing_is_set_nothing_moves() -> None:
    kept = Kept()
    book = ChatSettingsBook(kept.write)
    await book.move("old", "new")
    assert kept.rows == {}
