import asyncio
import random
from io import BytesIO

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot.service import DreamService
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.discord.looks import has_button, is_result, wait_for_result
from tests.loopback.discord import (
    Channel,
    Cut,
    File,
    Interaction,
    LoopbackDiscord,
    Message,
    Permission,
    Person,
)

pytestmark = pytest.mark.usefixtures("hurried")

QUARTER = 15 * 60 + 1.0


def make_noise(side: int) -> bytes:
    """A photo that no encoder makes small."""
    buffer = BytesIO()
    pixels = random.Random(1).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), pixels).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@pytest.fixture
def noisy_photo() -> File:
    return File(name="noise.jpg", data=make_noise(256))


async def begin(
    person: Person, channel: Channel, photo: File, engine: FakeEngine
) -> tuple[Interaction, Message]:
    """A dream that takes a second, and its message, which shows that it is under way."""
    engine.step_seconds = 0.03
    asked = await person.slash(channel, "dream", picture=photo)
    return asked, await asked.wait_for_message(lambda shown: "Dreaming" in shown.content)


async def test_past_fifteen_minutes_the_same_message_grows_on(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, discord_server: LoopbackDiscord
) -> None:
    _, message = await begin(ann, channel, photo, engine)
    discord_server.clock.move(QUARTER)
    assert await wait_for_result(channel) is message
    assert channel.visible_messages == [message]


async def test_a_message_somebody_deleted_comes_anew(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, discord_server: LoopbackDiscord
) -> None:
    _, message = await begin(ann, channel, photo, engine)
    discord_server.desk.delete(message)
    result = await wait_for_result(channel)
    assert result is not message
    assert result.content.startswith(f"{ann.mention}: puppyslug")
    assert result.notified == set()


async def test_without_permission_the_owner_gets_it_directly(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, discord_server: LoopbackDiscord
) -> None:
    _, message = await begin(ann, channel, photo, engine)
    discord_server.desk.delete(message)
    assert channel.guild is not None
    channel.set_permissions(channel.guild.everyone, deny=Permission.SEND_MESSAGES)
    channel.set_permissions(channel.guild.bot_role, deny=Permission.SEND_MESSAGES)
    result = await wait_for_result(ann.direct_channel)
    assert f"I couldn't answer you in {channel.mention}" in result.content
    assert "View Channel, Send Messages, Attach Files" in result.content
    assert channel.visible_messages == []


async def test_a_restricted_channels_pictures_stay_there(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, discord_server: LoopbackDiscord
) -> None:
    channel.set_restricted(True)
    await asyncio.sleep(0.05)
    await begin(ann, channel, photo, engine)
    channel.delete()
    told = await ann.direct_channel.wait_for_message()
    assert "age-restricted" in told.content
    assert told.attachments == []
    assert told.buttons == []


async def test_a_channel_that_is_gone_is_told_with_the_dream(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine
) -> None:
    await begin(ann, channel, photo, engine)
    channel.delete()
    result = await wait_for_result(ann.direct_channel)
    assert "The channel is gone" in result.content


async def test_where_nobody_can_be_told_the_log_is(
    channel: Channel,
    ann: Person,
    photo: File,
    engine: FakeEngine,
    service: DreamService,
) -> None:
    with capture_logs() as logs:
        await begin(ann, channel, photo, engine)
        ann.user.accepts_direct_messages = False
        channel.delete()
        await service.drain(10)
    events = [entry["event"] for entry in logs]
    assert "dream_not_delivered" in events
    failed = [entry for entry in logs if entry["event"] == "conversation_failed"]
    assert failed
    assert all(entry["job_id"] for entry in failed)


async def test_what_automod_refuses_is_told_in_words(
    channel: Channel, ann: Person, photo: File
) -> None:
    assert channel.guild is not None
    channel.guild.blocked_words.add("dreamed in")
    asked = await ann.slash(channel, "dream", picture=photo)
    message = await asked.wait_for_message(lambda shown: "AutoMod" in shown.content)
    assert message.attachments == []
    assert message.buttons == []


async def test_a_file_too_large_is_made_smaller_once(
    channel: Channel, ann: Person, noisy_photo: File, discord_server: LoopbackDiscord
) -> None:
    whole = await wait_for_result(await ann.slash(channel, "dream", picture=noisy_photo, seed=1))
    limit = len(whole.attachments[0].data) * 2 // 3
    discord_server.desk.true_file_bytes = limit
    asked = await ann.slash(channel, "dream", picture=noisy_photo, seed=1)
    message = await wait_for_result(asked)
    (dream,) = message.attachments
    assert 1000 < len(dream.data) <= limit
    with Image.open(BytesIO(dream.data)) as picture:
        assert picture.size == (256, 256)
    refused = [answer.status for answer in discord_server.ledger.rejections]
    assert refused == [413]


async def test_an_announced_limit_is_kept_before_anything_is_refused(
    channel: Channel, ann: Person, discord_server: LoopbackDiscord
) -> None:
    # The place's limit is Discord's own: only a large picture meets it.
    large = File(name="large.png", data=make_noise(3100))
    message = await wait_for_result(await ann.slash(channel, "dream", picture=large, size="full"))
    (dream,) = message.attachments
    assert len(dream.data) <= 10 * 2**20
    with Image.open(BytesIO(dream.data)) as picture:
        assert picture.size == (3100, 3100)
    assert "pixels" not in message.content
    assert discord_server.ledger.rejections == []


async def test_where_pixels_have_to_go_the_message_says_how_many_are_left(
    channel: Channel, ann: Person, noisy_photo: File, discord_server: LoopbackDiscord
) -> None:
    discord_server.interaction_file_bytes = 26_000
    message = await wait_for_result(await ann.slash(channel, "dream", picture=noisy_photo))
    with Image.open(BytesIO(message.attachments[0].data)) as picture:
        assert picture.width < 256
        told = f"{picture.width} × {picture.height} pixels instead of 256 × 256"
    assert told in message.content
    assert discord_server.ledger.rejections == []


async def test_a_file_still_too_large_is_told_with_a_way_out(
    channel: Channel, ann: Person, noisy_photo: File, discord_server: LoopbackDiscord
) -> None:
    discord_server.desk.true_file_bytes = 1_500
    asked = await ann.slash(channel, "dream", picture=noisy_photo)
    message = await asked.wait_for_message(lambda shown: "too large" in shown.content)
    assert "smaller size" in message.content
    assert message.attachments == []


async def test_an_outage_is_waited_out(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, discord_server: LoopbackDiscord
) -> None:
    asked, _ = await begin(ann, channel, photo, engine)
    discord_server.faults.fail("PATCH", r"/webhooks/.*", status=502, times=2)
    await wait_for_result(asked, timeout_seconds=15.0)


async def test_a_broken_connection_posts_nothing_twice(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, discord_server: LoopbackDiscord
) -> None:
    discord_server.faults.cut("POST", rf"/channels/{channel.id}/messages", when=Cut.MIDWAY)
    engine.step_seconds = 0.02
    mention = discord_server.world.bot.mention
    post = await ann.post(channel, f"{mention} cats", files=[photo])
    result = await wait_for_result(channel)
    assert channel.visible_messages == [post, result]


async def test_an_archived_thread_is_opened_for_the_result(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, discord_server: LoopbackDiscord
) -> None:
    thread = channel.add_thread("inside")
    _, message = await begin(ann, thread, photo, engine)
    thread.is_archived = True
    discord_server.clock.move(QUARTER)
    result = await wait_for_result(thread)
    assert result is not message


async def test_where_a_reply_may_not_be_one_it_is_a_message(
    channel: Channel, ann: Person, photo: File, discord_server: LoopbackDiscord
) -> None:
    assert channel.guild is not None
    for role in (channel.guild.everyone, channel.guild.bot_role):
        channel.set_permissions(role, deny=Permission.READ_MESSAGE_HISTORY)
    mention = discord_server.world.bot.mention
    await ann.post(channel, f"{mention} cats", files=[photo])
    result = await wait_for_result(channel)
    assert result.reference is None


async def test_what_a_person_installed_answers_by_its_token_alone(
    discord_server: LoopbackDiscord, photo: File
) -> None:
    elsewhere = discord_server.add_guild("Elsewhere", bot=None).add_channel("general")
    assert elsewhere.guild is not None
    guest = discord_server.add_person("Guest", elsewhere.guild, has_installed=True)
    message = await wait_for_result(await guest.slash(elsewhere, "dream", picture=photo))
    pressed = await guest.press(message, label="Again")
    await wait_for_result(pressed)
    assert discord_server.ledger.find("POST", r"/channels/.*") == []


async def test_an_expired_token_without_the_bot_there_ends_in_a_direct_message(
    discord_server: LoopbackDiscord, photo: File, engine: FakeEngine, channel: Channel
) -> None:
    assert channel.guild is not None
    elsewhere = discord_server.add_guild("Elsewhere", bot=None).add_channel("general")
    assert elsewhere.guild is not None
    guest = discord_server.add_person("Guest", elsewhere.guild, channel.guild, has_installed=True)
    await begin(guest, elsewhere, photo, engine)
    discord_server.clock.move(QUARTER)
    result = await wait_for_result(guest.direct_channel)
    assert "15 minutes" in result.content
    assert is_result(result)
    assert has_button(result, "deeper")
