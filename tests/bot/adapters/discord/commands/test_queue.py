from bot.adapters.discord.client import DreamClient
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.discord.looks import wait_for_result
from tests.loopback.discord import Channel, File, Person


async def test_an_empty_queue_is_told_to_whoever_asks_alone(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    interaction = await ann.slash(channel, "dream-queue")
    assert "Nobody waits" in (await interaction.message()).content
    assert interaction.ephemeral


async def test_ones_own_dreams_are_named(
    client: DreamClient, channel: Channel, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.02
    running = await ann.slash(channel, "dream", picture=photo)
    await running.wait_for_message()
    interaction = await ann.slash(channel, "dream-queue")
    assert "Yours is being dreamed" in (await interaction.message()).content
    await wait_for_result(running)
