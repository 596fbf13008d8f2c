from io import BytesIO

import pytest
from PIL import Image

from bot.adapters.discord.client import DreamClient
from bot.records import ChatSettings, Records
from bot.service import DreamService
from dream_core import DreamError, ErrorCode
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.discord.looks import has_button, is_result, wait_for_result, wish_id_of
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person

pytestmark = pytest.mark.usefixtures("hurried")


async def test_one_message_grows_into_the_result(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.03
    message = await wait_for_result(await ann.slash(channel, "dream", picture=photo, preset="cats"))

    contents = [revision.content for revision in message.revisions]
    previews = [revision.attachments for revision in message.revisions[:-1]]
    assert channel.visible_messages == [message]
    assert contents[0].startswith("You are next")
    assert any(content.startswith("Dreaming cats: ") for content in contents)
    assert any(file.filename == "dream.jpg" for files in previews for file in files)
    assert message.content.startswith("cats, 64 × 48, dreamed in ")
    (result,) = message.attachments
    assert result.filename == "cats.jpg"
    assert result.description == "Dreamed with cats: A plain photo"
    assert Image.open(BytesIO(result.data)).size == (64, 48)
    assert message.notified == set()


async def test_a_dream_of_things_is_called_by_them_and_says_what_it_has_more_of(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, records: Records
) -> None:
    engine.saw = ("beagle", "altar")
    asked = await ann.slash(channel, "dream", picture=photo, of="bananas, Dumbbell", size="48")
    message = await wait_for_result(asked)
    assert message.content.startswith("banana and dumbbell, 48 × 36, dreamed in ")
    assert "More: beagle, altar." in message.content
    assert "of-banana-and-dumbbell#" in message.content
    (result,) = message.attachments
    assert result.filename == "of-banana-and-dumbbell.jpg"
    assert result.description == (
        "Dreamed with banana and dumbbell: A plain photo. More: beagle, altar."
    )
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    assert wish.facts is not None
    assert wish.facts["saw"] == ["beagle", "altar"]
    assert "logits@954" in wish.facts["targets"]

    again = await ann.press(message, label="Again")
    dream = await again.wait_for_message(is_result)
    assert dream.content.startswith("banana and dumbbell, 48 × 36, dreamed in ")


async def test_a_mistyped_thing_costs_nothing(
    channel: Channel, ann: Person, photo: File, service: DreamService
) -> None:
    asked = await ann.slash(channel, "dream", picture=photo, of="bananna and kats")
    message = await asked.message()
    assert asked.ephemeral
    assert "Did you mean banana" in message.content
    both = await ann.slash(channel, "dream", picture=photo, of="cats", preset="eyes")
    assert "two looks" in (await both.message()).content
    assert service.view(f"discord:{ann.id}").own_waiting == ()
    assert service.view(f"discord:{ann.id}").running == 0


async def test_a_dream_can_be_cancelled_while_it_is_under_way(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.2
    asked = await ann.slash(channel, "dream", picture=photo)
    message = await asked.wait_for_message(lambda shown: shown.attachments)
    await (await ann.press(message, label="Cancel")).acknowledged()

    await asked.wait_for_message(lambda shown: shown.content == "Cancelled.")
    assert message.attachments == []
    assert message.buttons == []


async def test_nobody_else_can_cancel_it_but_a_moderator(
    channel: Channel, ann: Person, ben: Person, moderator: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.2
    asked = await ann.slash(channel, "dream", picture=photo)
    message = await asked.message()
    answer = await (await ben.press(message, label="Cancel")).followup()
    assert answer.is_ephemeral
    assert answer.content.startswith("That dream is somebody else's.")
    await moderator.press(message, label="Cancel")
    await asked.wait_for_message(lambda shown: shown.content == "Cancelled.")


async def test_those_whom_the_queue_takes_go_on_and_the_others_are_told(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.02
    waiting = [await ann.slash(channel, "dream", picture=photo) for _ in range(4)]
    for asked in waiting:
        await asked.message()
    pictures = {"picture": photo, "picture_2": photo, "picture_3": photo, "picture_4": photo}
    message = await wait_for_result(await ann.slash(channel, "dream", **pictures))
    assert 1 <= len(message.attachments) < 4
    assert "4 of 4: You have 5 waiting already." in message.content


async def test_where_nothing_is_taken_only_the_asker_hears_of_it(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine, records: Records
) -> None:
    engine.step_seconds = 0.2
    for _ in range(6):
        await (await ann.slash(channel, "dream", picture=photo)).message()
    refused = await ann.slash(channel, "dream", picture=photo)
    answer = await refused.wait_for_message(lambda shown: "waiting already" in shown.content)
    assert answer.is_ephemeral
    assert len(channel.visible_messages) == 6


async def test_a_dream_that_fails_says_why(
    channel: Channel, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.fail_next(DreamError(ErrorCode.OUT_OF_MEMORY, "There is no memory.", "Ask for less."))
    asked = await ann.slash(channel, "dream", picture=photo)
    message = await asked.wait_for_message(lambda shown: not has_button(shown, "cancel"))
    assert message.content == "There is no memory. Ask for less."
    assert message.buttons == []


async def test_a_chats_largest_size_holds_and_is_told(
    channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    await records.chat_settings.save(f"discord:{channel.id}", ChatSettings(largest_size=32))
    asked = await ann.slash(channel, "dream", picture=photo, size="full")
    message = await wait_for_result(asked)
    assert (message.attachments[0].width, message.attachments[0].height) == (32, 24)
    assert "largest size here is 32 pixels" in message.content


async def test_a_thread_follows_its_channels_settings(
    channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    await records.chat_settings.save(f"discord:{channel.id}", ChatSettings(preset="eyes"))
    thread = channel.add_thread("inside")
    message = await wait_for_result(await ann.slash(thread, "dream", picture=photo))
    assert message.content.startswith("eyes")


async def test_what_was_asked_for_and_how_it_was_dreamed_is_kept(
    channel: Channel, ann: Person, photo: File, records: Records, service: DreamService
) -> None:
    message = await wait_for_result(await ann.slash(channel, "dream", picture=photo, seed=5))
    await service.drain(5)
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    assert (wish.person.id, wish.options.seed) == (f"discord:{ann.id}", 5)
    assert wish.message_id == message.id
    assert wish.facts is not None
    assert wish.facts["device"] == "fake"
    assert await records.read_picture(wish, 0) == photo.data


async def test_the_menu_links_to_the_post_that_the_picture_is_from(
    channel: Channel, ann: Person, ben: Person, photo: File
) -> None:
    post = await ben.post(channel, "look", files=[photo])
    message = await wait_for_result(await ann.use_menu(post, "Dream this"))
    assert f"[original](<https://discord.com/channels/{channel.guild.id}/" in message.content  # type: ignore[union-attr]
    assert str(post.id) in message.content


async def test_a_mention_is_replied_to_without_a_ping(
    channel: Channel, ann: Person, photo: File, discord_server: LoopbackDiscord
) -> None:
    mention = discord_server.world.bot.mention
    post = await ann.post(channel, f"{mention} eyes please", files=[photo])
    message = await wait_for_result(channel)
    assert message.reference is post
    assert message.notified == set()
    assert len(channel.visible_messages) == 2


async def test_forgetting_somebody_ends_their_dreams_and_removes_their_wishes(
    channel: Channel,
    ann: Person,
    photo: File,
    engine: FakeEngine,
    hurried: DreamClient,
    records: Records,
    service: DreamService,
) -> None:
    done = await wait_for_result(await ann.slash(channel, "dream", picture=photo))
    engine.step_seconds = 0.2
    asked = await ann.slash(channel, "dream", picture=photo)
    await asked.message()
    assert await hurried.dreaming.forget(f"discord:{ann.id}") == 2
    await asked.wait_for_message(lambda shown: shown.content == "Cancelled.")
    assert service.running == 0
    assert await records.find_wish(wish_id_of(done)) is None


async def test_a_limit_for_one_dream_holds_up_no_other(
    channel: Channel, ann: Person, ben: Person, photo: File, discord_server: LoopbackDiscord
) -> None:
    held = await ann.slash(channel, "dream", picture=photo)
    await held.acknowledged()
    discord_server.faults.fail(
        "PATCH", rf"/webhooks/\d+/{held.token}/.*", status=429, retry_after=3.0
    )
    free = await ben.slash(channel, "dream", picture=photo)
    await wait_for_result(free, timeout_seconds=2.5)
    assert not any(is_result(message) for message in held.messages)
    await wait_for_result(held)
