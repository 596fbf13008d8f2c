from bot.adapters.discord.client import DreamClient
from bot.records import ChatSettings, Records
from tests.bot.adapters.discord.commands.test_dream import wait_refusal
from tests.bot.adapters.discord.looks import wait_for_result, wish_id_of
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person


async def test_presets_are_suggested_while_people_type(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    every = await ann.autocomplete(channel, "dream", preset="")
    assert len(every) == len(client.presets)
    some = await ann.autocomplete(channel, "dream", preset="Brain c")
    assert [suggestion.value for suggestion in some] == ["brain-coral"]
    assert await ann.autocomplete(channel, "dream", preset="=:") == every
    assert await ann.autocomplete(channel, "dream", preset="nothing like it") == []


async def test_behind_a_plus_what_goes_with_it_is_suggested(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    some = await ann.autocomplete(channel, "dream", preset="cats:2+bi")
    assert [suggestion.value for suggestion in some] == ["cats:2+birds"]
    assert await ann.autocomplete(channel, "dream", preset="nothing like it+bi") == []


async def test_a_recipe_is_told_from_a_preset(
    client: DreamClient, channel: Channel, ann: Person, photo: File
) -> None:
    asked = await ann.slash(channel, "dream", picture=photo, preset="cats#7K2F9QXM4T1")
    assert "a recipe, not a preset. Mention me" in await wait_refusal(asked)


async def test_presets_are_found_by_their_names_in_the_askers_language(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    photo: File,
    records: Records,
) -> None:
    assert channel.guild is not None
    eva = discord_server.add_person("Eva", channel.guild, locale="de")
    [suggestion] = await eva.autocomplete(channel, "dream", preset="katz")
    assert suggestion.name.startswith("Katzen")
    assert suggestion.value == "cats"
    interaction = await eva.slash(channel, "dream", picture=photo, preset="Katzen")
    wish = await records.find_wish(wish_id_of(await wait_for_result(interaction)))
    assert wish is not None
    assert wish.options.preset == "cats"


async def test_things_are_suggested_while_people_type(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    some = await ann.autocomplete(channel, "dream", of="banana and dumb")
    assert [suggestion.value for suggestion in some] == ["banana and dumbbell"]
    assert (await ann.autocomplete(channel, "dream", of="dog"))[0].value == "dogs"
    assert len(await ann.autocomplete(channel, "dream", of="")) == 25
    assert await ann.autocomplete(channel, "dream", of="nothing like it") == []


async def test_sizes_are_suggested_up_to_the_largest(
    client: DreamClient, channel: Channel, ann: Person, records: Records
) -> None:
    every = await ann.autocomplete(channel, "dream", size="")
    assert every[-1].value == "full"
    assert [found.value for found in await ann.autocomplete(channel, "dream", size="f")] == ["full"]
    typed = await ann.autocomplete(channel, "dream", size="700 px")
    assert [found.value for found in typed] == ["700"]
    await records.chat_settings.save(f"discord:{channel.id}", ChatSettings(largest_size=512))
    fewer = await ann.autocomplete(channel, "dream", size="")
    assert [found.value for found in fewer] == ["256", "512", "full"]
