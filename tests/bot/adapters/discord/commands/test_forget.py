from bot.adapters.discord.client import DreamClient
from bot.records import Records
from tests.bot.adapters.discord.looks import wait_for_result, wish_id_of
from tests.loopback.discord import Channel, File, Person


async def test_everything_of_whoever_confirms_is_removed_and_nothing_else(
    client: DreamClient, channel: Channel, ann: Person, ben: Person, photo: File, records: Records
) -> None:
    wish_ids = [
        wish_id_of(await wait_for_result(await person.slash(channel, "dream", picture=photo)))
        for person in (ann, ann, ben)
    ]
    interaction = await ann.slash(channel, "dream-forget-me")
    question = await interaction.message()
    assert interaction.ephemeral
    assert all([await records.find_wish(wish_id) for wish_id in wish_ids])

    await ann.press(question, label="Remove it all")
    answer = await interaction.wait_for_message(lambda found: not found.buttons)
    assert answer.content == "Removed: 2 dreams."
    kept = [await records.find_wish(wish_id) is not None for wish_id in wish_ids]
    assert kept == [False, False, True]


async def test_who_never_dreamed_is_told_so(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    interaction = await ann.slash(channel, "dream-forget-me")
    await ann.press(await interaction.message(), label="Remove it all")
    answer = await interaction.wait_for_message(lambda found: not found.buttons)
    assert answer.content == "I kept nothing of you."
