"""A Discord that floods, fails, disconnects and forbids: dreams arrive all the same, or it is told
why they don't."""

import pytest

from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.conftest import Town
from tests.end_to_end.photos import measure, take_photo
from tests.end_to_end.test_discord_dreams import is_result, result_of
from tests.loopback.discord import Channel, Cut, Interaction, Message, Permission
from tests.loopback.discord.world import guilds

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(150)]

PHOTO = take_photo()
LARGE = take_photo(side=384)
LONG: dict[str, object] = {"picture": LARGE, "size": "384", "strength": 10}


async def growing(town: Town, channel: Channel | None = None) -> tuple[Interaction, Message]:
    """A dream that takes some seconds, once it shows that it grows."""
    asked = await town.ann.slash(channel or town.channel, "dream", **LONG)
    status = await asked.wait_for_message(lambda m: "%" in m.content, timeout_seconds=30)
    return asked, status


async def test_floods_and_failures_on_the_way_lose_nothing(town: Town, bot: BotProcess) -> None:
    faults = town.discord.faults
    faults.fail("PATCH", "/webhooks/.*", status=429, retry_after=1.0, times=2)
    faults.fail("PATCH", "/webhooks/.*", status=500, times=2)
    asked = await town.ann.slash(town.channel, "dream", **LONG)
    message = await result_of(asked)
    assert max(measure(message.attachments[0])) == 384
    assert town.discord.ledger.flood_count == 0
    faults.clear()


async def test_a_failing_picture_server_is_told(town: Town, bot: BotProcess) -> None:
    town.discord.faults.fail("PATCH", "/webhooks/.*", status=503, times=2)
    asked = await town.ann.slash(town.channel, "dream", picture=PHOTO, size="96")
    assert (await result_of(asked)).attachments
    town.discord.faults.clear()


@pytest.mark.parametrize("trouble", ["drop", "op 7", "op 9", "op 9 resumable"])
async def test_a_broken_gateway_loses_no_dream(town: Town, bot: BotProcess, trouble: str) -> None:
    connections = town.discord.connections
    asked, _ = await growing(town)
    if trouble == "drop":
        connections.drop()
    elif trouble == "op 7":
        await connections.ask_to_reconnect()
    else:
        await connections.invalidate(resumable=trouble.endswith("resumable"))
    assert (await result_of(asked)).attachments
    await connections.wait_until_connected()
    again = await town.ann.slash(town.channel, "dream", picture=PHOTO, size="96")
    assert (await result_of(again)).attachments


async def test_a_connection_cut_midway_posts_one_result(town: Town, bot: BotProcess) -> None:
    town.discord.faults.cut("PATCH", "/webhooks/.*", when=Cut.MIDWAY)
    asked = await town.ann.slash(town.channel, "dream", picture=PHOTO, size="96")
    await result_of(asked)
    shown = [m for m in town.channel.visible_messages if m in asked.messages]
    assert len(shown) == 1
    town.discord.faults.clear()


async def test_past_the_tokens_end_the_result_still_arrives(town: Town, bot: BotProcess) -> None:
    asked, status = await growing(town)
    town.discord.clock.move(15 * 60 + 1)
    assert asked.is_expired
    message = await town.channel.wait_for_message(
        lambda m: is_result(m) and m.created_at >= status.created_at, timeout_seconds=60
    )
    assert message.attachments


async def test_a_deleted_message_doesnt_take_the_result_along(town: Town, bot: BotProcess) -> None:
    _, status = await growing(town)
    await town.mod.delete(status)
    message = await town.channel.wait_for_message(
        lambda m: is_result(m) and m is not status and m.created_at > status.created_at,
        timeout_seconds=60,
    )
    assert message.attachments
    assert message.notified == set()


async def test_where_it_may_not_post_any_more_the_owner_gets_it(
    town: Town, bot: BotProcess
) -> None:
    channel = town.guild.add_channel("closing")
    post = await town.ann.post(channel, f"{town.bot_name} strong size=384", files=[LARGE])
    await channel.wait_for_message(
        lambda m: m.reference is post and "%" in m.content, timeout_seconds=30
    )
    channel.set_permissions(town.discord.world.bot, deny=Permission.VIEW_CHANNEL)
    message = await town.ann.direct_channel.wait_for_message(
        lambda m: channel.mention in m.content, timeout_seconds=60
    )
    assert message.attachments


async def test_pictures_of_a_restricted_channel_never_leave_it(town: Town, bot: BotProcess) -> None:
    channel = town.guild.add_channel("adults", nsfw=True)
    post = await town.bob.post(channel, f"{town.bot_name} strong size=384", files=[LARGE])
    await channel.wait_for_message(
        lambda m: m.reference is post and "%" in m.content, timeout_seconds=30
    )
    channel.set_permissions(town.discord.world.bot, deny=Permission.VIEW_CHANNEL)
    message = await town.bob.direct_channel.wait_for_message(
        lambda m: channel.mention in m.content, timeout_seconds=60
    )
    assert message.attachments == []


async def test_what_is_too_large_for_the_place_gives_up_quality_and_no_pixels(
    town: Town, bot: BotProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 60_000
    monkeypatch.setattr(guilds, "_FILE_BYTES_BY_TIER", (limit,) * 4)
    asked = await town.ann.slash(
        town.channel, "dream", picture=take_photo("temple", side=512), size="512"
    )
    message = await result_of(asked)
    (dream,) = message.attachments
    assert len(dream.data) < limit
    assert max(measure(dream)) == 512
    assert "instead of" not in message.content


async def test_a_limit_that_was_lower_than_told_is_met_at_the_second_try(
    town: Town, bot: BotProcess
) -> None:
    asked, _ = await growing(town)
    asked.file_bytes = 50_000
    (dream,) = (await result_of(asked)).attachments
    assert len(dream.data) < 50_000
    (refused,) = town.discord.violations
    assert "40005" in refused
    town.discord.violations.clear()
