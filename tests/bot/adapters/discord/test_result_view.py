from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.adapters.discord.buttons import DreamButton, PresetSelect
from bot.adapters.discord.result_view import build_cancel_view, build_result_view
from bot.commands import DreamOptions
from bot.records import Wish
from bot.texts import Phrases
from bot.wishes import Action
from dream_core import Presets

MakeWish = Callable[..., Wish]


ALL = frozenset(Action)


def rows_of(view: discord.ui.View) -> list[list[dict[str, Any]]]:
    return [row["components"] for row in view.to_components()]


async def test_a_result_has_every_button_by_its_id(make_wish: MakeWish, presets: Presets) -> None:
    wish = make_wish()
    changes, choice, rest = rows_of(build_result_view(wish, presets, Phrases(), actions=ALL))
    ids = [item["custom_id"] for item in (*changes, *choice, *rest)]
    assert ids == [
        f"dream:{action}:{wish.id}"
        for action in (
            *("deeper", "stronger", "weaker", "again", "colours"),
            "preset",
            *("blend", "recipe", "delete"),
        )
    ]
    assert all(item["label"] for item in (*changes, *rest))


async def test_the_list_offers_the_other_presets(make_wish: MakeWish, presets: Presets) -> None:
    _, (choice,), _ = rows_of(build_result_view(make_wish(), presets, Phrases(), actions=ALL))
    assert [option["value"] for option in choice["options"]] == [p for p in presets if p != "cats"]


async def test_the_list_below_a_sheet_offers_every_preset(
    make_wish: MakeWish, presets: Presets
) -> None:
    sheet = make_wish(options=DreamOptions(preset="cats", seed=7, form="sheet"))
    _, (choice,), _ = rows_of(build_result_view(sheet, presets, Phrases(), actions=ALL))
    assert [option["value"] for option in choice["options"]] == [*presets]


async def test_the_list_never_has_more_than_discord_takes(
    make_wish: MakeWish, presets: Presets
) -> None:
    many = {f"p{n}": replace(presets["cats"], title="t" * 200) for n in range(40)}
    _, (choice,), _ = rows_of(build_result_view(make_wish(), many, Phrases(), actions=ALL))
    assert len(choice["options"]) == 25
    assert max(len(option["label"]) for option in choice["options"]) == 100


async def test_a_lone_preset_needs_no_list(make_wish: MakeWish, presets: Presets) -> None:
    view = build_result_view(make_wish(), {"cats": presets["cats"]}, Phrases(), actions=ALL)
    assert len(rows_of(view)) == 2


@pytest.mark.parametrize(("amount", "disabled"), [(200, ["stronger"]), (25, ["weaker"]), (100, [])])
async def test_a_limit_that_is_reached_has_no_button(
    amount: int, disabled: list[str], make_wish: MakeWish, presets: Presets
) -> None:
    wish = make_wish(options=DreamOptions(seed=1, amount=amount))
    view = build_result_view(wish, presets, Phrases(), actions=ALL)
    changes = rows_of(view)[0]
    assert [item["custom_id"].split(":")[1] for item in changes if item.get("disabled")] == disabled


async def test_the_colours_button_says_what_it_will_do(
    make_wish: MakeWish, presets: Presets
) -> None:
    labels = []
    for keep_colours in (False, True):
        wish = make_wish(options=DreamOptions(seed=1, keep_colours=keep_colours))
        labels.append(
            rows_of(build_result_view(wish, presets, Phrases(), actions=ALL))[0][4]["label"]
        )
    assert labels == ["Keep colours", "New colours"]


async def test_a_dream_on_its_way_can_be_cancelled(make_wish: MakeWish) -> None:
    wish = make_wish()
    ((button,),) = rows_of(build_cancel_view(wish, Phrases()))
    assert button["custom_id"] == f"dream:cancel:{wish.id}"


async def test_nothing_of_a_view_is_kept_in_the_process(
    make_wish: MakeWish, presets: Presets
) -> None:
    view = build_result_view(make_wish(), presets, Phrases(), actions=ALL)
    assert view.is_persistent()
    assert all(isinstance(item, DreamButton | PresetSelect) for item in view.children)
