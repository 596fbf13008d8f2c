from dataclasses import replace

import discord
import pytest

from bot.adapters.discord.settings_parts import (
    MOST_CHOICES,
    Part,
    build_items,
    build_language_items,
)
from bot.records import ChatSettings
from bot.texts import Phrases, find_languages
from dream_core import LIMITS, Presets


def options_of(item: discord.ui.Item[discord.ui.View]) -> dict[str, bool]:
    assert isinstance(item, discord.ui.Select)
    return {option.value: option.default for option in item.options}


def test_what_is_set_is_shown_as_chosen(presets: Presets) -> None:
    settings = ChatSettings(preset="cats", largest_size=512, channels=("5",), roles=("7", "8"))
    items = build_items(settings, presets, Phrases(), answers_mentions=True)
    for part, value in ((Part.PRESET, "cats"), (Part.SIZE, "512")):
        assert [name for name, is_set in options_of(items[part]).items() if is_set] == [value]
    channels, roles = items[Part.CHANNELS], items[Part.ROLES]
    assert isinstance(channels, discord.ui.ChannelSelect)
    assert isinstance(roles, discord.ui.RoleSelect)
    assert [chosen.id for chosen in channels.default_values] == [5]
    assert [chosen.id for chosen in roles.default_values] == [7, 8]


def test_every_language_can_be_chosen_by_the_name_that_it_has_itself() -> None:
    items = build_language_items(ChatSettings(language="fr"), Phrases("de"))
    chosen = items[Part.LANGUAGE]
    assert options_of(chosen) == {name: name == "fr" for name in find_languages()}
    assert isinstance(chosen, discord.ui.Select)
    assert {option.label for option in chosen.options} == {"English", "Deutsch", "Français"}


@pytest.mark.parametrize("answers", [True, False])
def test_mentions_are_turned_the_other_way(presets: Presets, answers: bool) -> None:
    items = build_items(ChatSettings(), presets, Phrases(), answers_mentions=answers)
    assert (Part.MENTIONS_OFF in items) is answers
    assert (Part.MENTIONS_ON in items) is not answers


def test_more_presets_than_discord_lists_still_show_the_chosen_one(presets: Presets) -> None:
    cats = presets["cats"]
    many = {f"preset-{number}": replace(cats, name=f"preset-{number}") for number in range(40)}
    settings = ChatSettings(preset="preset-39")
    items = build_items(settings, many, Phrases(), answers_mentions=True)
    options = options_of(items[Part.PRESET])
    assert len(options) == MOST_CHOICES
    assert options["preset-39"]


def test_every_size_can_be_dreamed(presets: Presets) -> None:
    items = build_items(ChatSettings(), presets, Phrases(), answers_mentions=True)
    least, most = LIMITS["size"]
    assert all(least <= int(size) <= most for size in options_of(items[Part.SIZE]))


@pytest.mark.parametrize("language", find_languages())
def test_everything_fits_five_rows_in_every_language(presets: Presets, language: str) -> None:
    items = build_items(ChatSettings(), presets, Phrases(language), answers_mentions=False)
    view = discord.ui.View(timeout=None)
    for item in items.values():
        view.add_item(item)
    rows = view.to_components()
    assert len(rows) == 5
    texts = [part.get("placeholder") or part["label"] for row in rows for part in row["components"]]
    assert all(len(text) <= 80 for text in texts)
