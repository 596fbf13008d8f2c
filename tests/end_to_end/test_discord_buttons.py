"""The buttons under a dream: what each does, for whom, and after a restart."""

from pathlib import Path

import pytest

from tests.end_to_end.bot_process import BotProcess, run_bot
from tests.end_to_end.conftest import Town, build_town
from tests.end_to_end.photos import measure, take_photo
from tests.end_to_end.test_discord_dreams import is_over, is_result, result_of
from tests.loopback.discord import LoopbackDiscord, Message

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(150)]

PHOTO = take_photo()


async def dream(town: Town, **options: object) -> Message:
    asked = await town.ann.slash(town.channel, "dream", picture=PHOTO, size="96", **options)
    return await result_of(asked)


@pytest.mark.parametrize("action", ["deeper", "stronger", "weaker", "again", "colours"])
async def test_a_button_makes_another_dream_and_leaves_the_first(
    town: Town, bot: BotProcess, action: str
) -> None:
    first = await dream(town, seed=3)
    other = await result_of(await town.ann.press(first, custom_id=f"dream:{action}:"))
    assert other is not first
    assert other.attachments[0].data != first.attachments[0].data
    assert max(measure(other.attachments[0])) == 96
    assert not first.is_deleted


async def test_the_list_dreams_with_another_preset(town: Town, bot: BotProcess) -> None:
    first = await dream(town)
    other = await result_of(await town.ann.choose(first, "dream:preset:", ["birds"]))
    assert "birds" in other.content


async def test_the_recipe_is_for_whoever_asks_alone(town: Town, bot: BotProcess) -> None:
    first = await dream(town, seed=12345, preset="cats")
    asked = await town.bob.press(first, custom_id="dream:recipe:")
    recipe = await asked.followup() if asked.original is None else await asked.message()
    assert recipe.is_ephemeral
    assert "seed=12345" in recipe.content
    assert "efficientnet-lite0" in recipe.content


async def test_only_owner_and_moderators_may_press(town: Town, bot: BotProcess) -> None:
    first = await dream(town)
    refused = await town.bob.press(first, custom_id="dream:delete:")
    answer = await refused.wait_for_message(lambda m: m.is_ephemeral)
    assert answer.content
    assert not first.is_deleted
    await town.mod.press(first, custom_id="dream:delete:")
    await town.discord.wait_until(lambda: first.is_deleted, "deleted dream")


async def test_delete_mine_removes_the_message(town: Town, bot: BotProcess) -> None:
    first = await dream(town)
    await town.ann.press(first, custom_id="dream:delete:")
    await town.discord.wait_until(lambda: first.is_deleted, "deleted dream")


@pytest.mark.parametrize("who", ["ann", "mod"])
async def test_a_dream_under_way_is_cancelled_by_owner_or_moderator(
    town: Town, bot: BotProcess, who: str
) -> None:
    asked = await town.ann.slash(
        town.channel, "dream", picture=take_photo(side=1024), size="2048", strength=10
    )
    status = await asked.wait_for_message(
        lambda m: any("dream:cancel:" in part.get("custom_id", "") for part in m.buttons),
        timeout_seconds=30,
    )
    refused = await town.bob.press(status, custom_id="dream:cancel:")
    assert (await refused.wait_for_message(lambda m: m.is_ephemeral)).content
    await getattr(town, who).press(status, custom_id="dream:cancel:")
    ended = await asked.wait_for_message(is_over, timeout_seconds=20)
    assert "ancelled" in ended.content
    assert ended.attachments == []


async def test_buttons_live_across_a_restart(tmp_path: Path) -> None:
    async with LoopbackDiscord() as discord:
        town = build_town(discord)
        async with run_bot(discord, tmp_path):
            first = await dream(town, seed=3)
        synced = len(discord.ledger.find("PUT", "/applications/.*/commands"))
        async with run_bot(discord, tmp_path):
            for action in ("stronger", "deeper"):
                pressed = await town.ann.press(first, custom_id=f"dream:{action}:")
                assert is_result(await result_of(pressed))
        assert len(discord.ledger.find("PUT", "/applications/.*/commands")) == synced == 1
        assert discord.violations == []
