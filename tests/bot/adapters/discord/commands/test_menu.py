import discord
import pytest

from bot.adapters.discord.client import DreamClient
from bot.records import ChatSettings, Records
from tests.bot.adapters.discord.looks import wait_for_result, wish_id_of
from tests.bot.conftest import MakePhoto
from tests.loopback.discord import Channel, File, LoopbackDiscord, Person

DREAM_THIS = "Dream this"


async def test_all_pictures_of_a_post_are_dreamed_without_any_intent(
    client: DreamClient, channel: Channel, ann: Person, ben: Person, make_photo: MakePhoto
) -> None:
    files = [File(name=f"{number}.png", data=make_photo(40 + number)) for number in range(3)]
    notes = File(name="notes.txt", data=b"words", content_type="text/plain")
    post = await ben.post(channel, "my walk", files=[*files, notes])
    message = await wait_for_result(await ann.use_menu(post, DREAM_THIS))
    assert len(message.attachments) == 3
    assert f"/{channel.id}/{post.id}" in message.content


async def test_a_forwarded_posts_pictures_are_its_own(
    client: DreamClient, channel: Channel, ann: Person, photo: File
) -> None:
    assert channel.guild is not None
    source = await ann.post(channel.guild.add_channel("walks"), files=[photo])
    post = await ann.post(channel, forwards=source)
    assert await wait_for_result(await ann.use_menu(post, DREAM_THIS))


async def test_a_spoiler_stays_one(
    client: DreamClient, channel: Channel, ann: Person, make_photo: MakePhoto, records: Records
) -> None:
    post = await ann.post(channel, files=[File(name="SPOILER_end.png", data=make_photo())])
    message = await wait_for_result(await ann.use_menu(post, DREAM_THIS))
    assert message.attachments[0].is_spoiler
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    assert wish.pictures[0].file_name == "end.png"


async def test_a_post_without_pictures_is_refused(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    post = await ann.post(channel, "only words")
    interaction = await ann.use_menu(post, DREAM_THIS)
    assert "can't see a picture" in (await interaction.message()).content
    assert interaction.ephemeral


async def test_a_picture_deleted_meanwhile_is_told(
    client: DreamClient, channel: Channel, ann: Person, photo: File
) -> None:
    post = await ann.post(channel, files=[photo])
    post.attachments[0].is_gone = True
    interaction = await ann.use_menu(post, DREAM_THIS)
    message = await interaction.wait_for_message(lambda found: found.is_ephemeral)
    assert "deleted" in message.content


async def test_a_channel_that_is_not_allowed_is_refused(
    client: DreamClient, channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    assert channel.guild is not None
    settings = ChatSettings(roles=("1",))
    await records.chat_settings.save(f"discord:server:{channel.guild.id}", settings)
    post = await ann.post(channel, files=[photo])
    interaction = await ann.use_menu(post, DREAM_THIS)
    assert "roles" in (await interaction.message()).content
    assert interaction.ephemeral


async def test_it_works_where_only_the_person_installed_the_bot(
    client: DreamClient, discord_server: LoopbackDiscord, photo: File
) -> None:
    place = discord_server.add_guild("Elsewhere", bot=None).add_channel("general")
    assert place.guild is not None
    bob = discord_server.add_person("Bob", place.guild, has_installed=True)
    post = await bob.post(place, files=[photo])
    message = await wait_for_result(await bob.use_menu(post, DREAM_THIS))
    assert f"/{place.guild.id}/{place.id}/{post.id}" in message.content


async def test_a_sticker_is_a_picture(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    ann: Person,
    photo: File,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(discord.Asset, "BASE", discord_server.files.base)
    post = await ann.post(channel, stickers=[File(name="wave.png", data=photo.data)])
    message = await wait_for_result(await ann.use_menu(post, DREAM_THIS))
    assert "wave" in (message.attachments[0].description or "")


async def test_a_sticker_that_is_drawn_anew_each_time_is_none(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    post = await ann.post(channel, stickers=[File(name="wave.lottie", data=b"{}")])
    interaction = await ann.use_menu(post, DREAM_THIS)
    assert "can't see a picture" in (await interaction.message()).content
