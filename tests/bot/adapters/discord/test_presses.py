import asyncio
from io import BytesIO

import pytest
from PIL import Image

from bot.adapters.discord.client import DreamClient
from bot.records import ChatSettings, Records
from bot.service import DreamService
from dream_core import DreamError, ErrorCode
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.discord.looks import is_result, wait_for_result, wish_id_of
from tests.loopback.discord import Channel, File, LoopbackDiscord, Message, Person

pytestmark = pytest.mark.usefixtures("hurried")


@pytest.fixture
async def result(channel: Channel, ann: Person, photo: File) -> Message:
    """A finished dream of Ann's."""
    asked = await ann.slash(channel, "dream", picture=photo, preset="cats", seed=7)
    return await wait_for_result(asked)


async def wish_options(records: Records, message: Message) -> dict[str, object]:
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    return wish.options.said()


@pytest.mark.parametrize(
    ("label", "changes"),
    [
        ("Stronger", {"amount": 125}),
        ("Weaker", {"amount": 75}),
        ("Keep colours", {"keep_colours": True}),
        ("Blend: soft light", {"blend": "soft-light"}),
    ],
)
async def test_a_change_makes_a_new_message_and_leaves_the_first(
    label: str,
    changes: dict[str, object],
    result: Message,
    channel: Channel,
    ann: Person,
    records: Records,
) -> None:
    before = result.content
    changed = await wait_for_result(await ann.press(result, label=label))
    assert changed is not result
    assert changed.reference is result
    assert (result.content, is_result(result)) == (before, True)
    expected = {"preset": "cats", "seed": 7, **changes}
    assert await wish_options(records, changed) == expected


async def test_a_second_thought_needs_no_new_dream(
    result: Message, ann: Person, engine: FakeEngine, client: DreamClient
) -> None:
    engine.fail_next(DreamError(ErrorCode.OUT_OF_MEMORY, "No dream now."))
    for label in ("Weaker", "Keep colours", "Blend: soft light"):
        result = await wait_for_result(await ann.press(result, label=label))
    pressed = await ann.press(result, label="Again")
    await pressed.wait_for_message(lambda shown: "No dream now." in shown.content)


async def test_again_has_another_seed(result: Message, ann: Person, records: Records) -> None:
    again = await wait_for_result(await ann.press(result, label="Again"))
    assert (await wish_options(records, again))["seed"] != 7


async def test_another_preset_is_chosen_from_the_list(
    result: Message, ann: Person, records: Records
) -> None:
    chosen = await wait_for_result(await ann.choose(result, "dream:preset:", ["eyes"]))
    assert await wish_options(records, chosen) == {"preset": "eyes", "seed": 7}


async def test_deeper_dreams_the_dream(result: Message, ann: Person) -> None:
    deeper = await wait_for_result(await ann.press(result, label="Deeper"))
    colours = [
        Image.open(BytesIO(shown.attachments[0].data)).convert("RGB").getpixel((5, 5))
        for shown in (result, deeper)
    ]
    # The engine's dream is the negative, so that a dream of the dream is the photo again.
    assert colours[0] != pytest.approx(colours[1], abs=20)
    assert colours[1] == pytest.approx((255, 165, 0), abs=12)
    assert deeper.attachments[0].description == "Dreamed with cats: A plain photo"


async def test_a_spoilers_deeper_dream_is_one_too(
    channel: Channel, ann: Person, photo: File
) -> None:
    hidden = File(name="SPOILER_x.png", data=photo.data)
    first = await wait_for_result(await ann.slash(channel, "dream", picture=hidden))
    for label in ("Deeper", "Again"):
        second = await wait_for_result(await ann.press(first, label=label))
        assert second.attachments[0].is_spoiler


@pytest.mark.parametrize("label", ["Deeper", "Stronger", "Delete"])
async def test_others_are_refused_in_private(
    label: str, result: Message, channel: Channel, ben: Person
) -> None:
    answer = await (await ben.press(result, label=label)).followup()
    assert answer.is_ephemeral
    assert answer.content.startswith("That dream is somebody else's.")
    assert channel.visible_messages == [result]


async def test_a_moderator_may_and_then_the_new_dream_is_theirs(
    result: Message, moderator: Person, records: Records
) -> None:
    new = await wait_for_result(await moderator.press(result, label="Stronger"))
    wish = await records.find_wish(wish_id_of(new))
    assert wish is not None
    assert wish.person.id == f"discord:{moderator.id}"


async def test_anybody_may_see_the_recipe(
    result: Message, ben: Person, service: DreamService
) -> None:
    await service.drain(5)
    answer = await (await ben.press(result, label="Recipe")).followup()
    assert answer.is_ephemeral
    assert "/dream cats seed=7" in answer.content
    for told in ("Seed: 7", "64 × 48", "fake"):
        assert told in answer.content


async def test_delete_removes_the_message_and_all_that_was_kept(
    result: Message,
    channel: Channel,
    ann: Person,
    records: Records,
    service: DreamService,
    discord_server: LoopbackDiscord,
) -> None:
    await service.drain(5)
    wish = await records.find_wish(wish_id_of(result))
    assert wish is not None
    await ann.press(result, label="Delete")
    await discord_server.wait_until(lambda: result.is_deleted, "deleted message")
    for _ in range(200):
        if await records.find_wish(wish.id) is None:
            break
        await asyncio.sleep(0.01)
    assert await records.find_wish(wish.id) is None
    assert channel.visible_messages == []


async def test_a_moderator_may_delete(
    result: Message, moderator: Person, discord_server: LoopbackDiscord
) -> None:
    await moderator.press(result, label="Delete")
    await discord_server.wait_until(lambda: result.is_deleted, "deleted message")


async def test_what_the_chat_allows_holds_for_buttons_too(
    result: Message, channel: Channel, ann: Person, records: Records
) -> None:
    assert channel.guild is not None
    settings = ChatSettings(channels=("1",))
    await records.chat_settings.save(f"discord:server:{channel.guild.id}", settings)
    answer = await (await ann.press(result, label="Stronger")).followup()
    assert answer.is_ephemeral
    assert "don't dream in this channel" in answer.content


async def test_originals_that_are_purged_are_told_and_deeper_still_works(
    result: Message, ann: Person, records: Records
) -> None:
    async with asyncio.timeout(5):
        # What is delivered is noted a moment later.
        while not await records.purge(-60):  # noqa: ASYNC110 (a database tells nobody)
            await asyncio.sleep(0.02)
    answer = await (await ann.press(result, label="Stronger")).followup()
    assert answer.content.startswith("The original picture isn't kept any more.")
    await wait_for_result(await ann.press(result, label="Deeper"))


async def test_a_dream_that_vanished_goes_no_deeper(
    result: Message, ann: Person, discord_server: LoopbackDiscord
) -> None:
    del discord_server.world.attachments[result.attachments[0].id]
    answer = await (await ann.press(result, label="Deeper")).followup()
    assert answer.content == "That dream's picture is gone. Post the picture again."


async def test_a_wish_that_is_forgotten_is_told(
    result: Message, ann: Person, records: Records
) -> None:
    await records.remove_wish(wish_id_of(result))
    answer = await (await ann.press(result, label="Again")).followup()
    assert answer.content.startswith("I don't remember this dream any more.")


async def test_a_button_from_before_that_makes_no_sense_is_answered(
    channel: Channel, ann: Person
) -> None:
    first = await wait_for_result(await ann.slash(channel, "imagine", thing="banana", size="64"))
    button = next(part for part in first.buttons if "dream:again:" in part["custom_id"])
    button["custom_id"] = button["custom_id"].replace("again", "stronger")
    answer = await (await ann.press(first, custom_id="dream:stronger:")).followup()
    assert answer.is_ephemeral
    assert "can't be done with this dream" in answer.content
