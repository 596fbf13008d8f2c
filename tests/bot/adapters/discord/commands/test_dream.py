import pytest

from bot.adapters.discord.client import DreamClient
from bot.records import ChatSettings, Records, Wish
from bot.service import DreamService
from bot.wishes import PictureReader
from tests.bot.adapters.discord.conftest import Connect
from tests.bot.adapters.discord.looks import wait_for_result, wish_id_of
from tests.bot.conftest import MakePhoto
from tests.loopback.discord import (
    Channel,
    File,
    Interaction,
    LoopbackDiscord,
    Message,
    Permission,
    Person,
)


async def wait_refusal(interaction: Interaction) -> str:
    """The words that only whoever asked sees; nothing else is left of the answer."""
    message = await interaction.wait_for_message(lambda found: found.is_ephemeral)
    assert interaction.messages == [message]
    return message.content


async def find_wish(records: Records, message: Message) -> Wish:
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    return wish


async def test_a_picture_becomes_a_dream_for_all_to_see(
    client: DreamClient, channel: Channel, ann: Person, photo: File
) -> None:
    interaction = await ann.slash(channel, "dream", picture=photo)
    message = await wait_for_result(interaction)
    assert not interaction.ephemeral
    [dream] = message.attachments
    assert dream.data != photo.data
    assert "A plain photo" in (dream.description or "")


async def test_every_option_is_read(
    client: DreamClient, channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    interaction = await ann.slash(
        channel,
        "dream",
        picture=photo,
        preset="brain coral",
        strength=7,
        size="64px",
        keep_colours=True,
        amount=60,
        blend="soft-light",
        seed=2**53 - 1,
    )
    wish = await find_wish(records, await wait_for_result(interaction))
    said = wish.options.said()
    assert said == {
        "preset": "brain-coral",
        "strength": 7,
        "size": 64,
        "keep_colours": True,
        "amount": 60,
        "blend": "soft-light",
        "seed": 2**53 - 1,
    }
    assert wish.person.id == f"discord:{ann.id}"


async def test_several_pictures_become_an_album_in_order(
    client: DreamClient, channel: Channel, ann: Person, make_photo: MakePhoto, records: Records
) -> None:
    files = [File(name=f"{number}.png", data=make_photo(40 + number)) for number in range(4)]
    files[2] = File(name="SPOILER_2.png", data=make_photo(42))
    interaction = await ann.slash(
        channel,
        "dream",
        picture_4=files[3],
        picture_3=files[2],
        picture_2=files[1],
        picture=files[0],
    )
    message = await wait_for_result(interaction)
    wish = await find_wish(records, message)
    assert [picture.file_name for picture in wish.pictures] == ["0.png", "1.png", "2.png", "3.png"]
    assert [dream.is_spoiler for dream in message.attachments] == [False, False, True, False]


async def test_a_guide_is_another_picture(
    client: DreamClient, channel: Channel, ann: Person, make_photo: MakePhoto, records: Records
) -> None:
    guide = make_photo(50, colour="green")
    interaction = await ann.slash(
        channel,
        "dream",
        picture=File(name="a.png", data=make_photo()),
        guide=File(name="b.png", data=guide),
    )
    wish = await find_wish(records, await wait_for_result(interaction))
    assert len(wish.pictures) == 1
    assert await records.read_guide(wish) == guide


async def test_it_is_acknowledged_before_any_picture_is_read(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    ann: Person,
    photo: File,
) -> None:
    client.reader = PictureReader(at_once=1)
    async with client.reader._reading:
        interaction = await ann.slash(channel, "dream", picture=photo)
        await interaction.acknowledged(timeout_seconds=1)
    await wait_for_result(interaction)


@pytest.mark.usefixtures("client")
class TestNewestPicture:
    @pytest.fixture
    async def client(
        self, discord_server: LoopbackDiscord, connect: Connect, channel: Channel
    ) -> DreamClient:
        assert channel.guild is not None
        discord_server.world.application.has_message_content = True
        return await connect()

    async def test_is_dreamed_where_none_came_along(
        self, channel: Channel, ann: Person, photo: File, make_photo: MakePhoto
    ) -> None:
        await ann.post(channel, files=[File(name="older.png", data=make_photo())])
        post = await ann.post(channel, "look", files=[photo])
        await ann.post(channel, "no picture", files=[File(name="notes.txt", data=b"words")])
        message = await wait_for_result(await ann.slash(channel, "dream"))
        assert f"/{channel.id}/{post.id}" in message.content

    async def test_is_somebody_elses_and_no_dream(
        self, channel: Channel, ann: Person, photo: File
    ) -> None:
        post = await ann.post(channel, files=[photo])
        await wait_for_result(await ann.slash(channel, "dream"))
        message = await wait_for_result(await ann.slash(channel, "dream"))
        assert f"/{channel.id}/{post.id}" in message.content

    async def test_is_none_where_nobody_posted_one(self, channel: Channel, ann: Person) -> None:
        await ann.post(channel, "no picture")
        assert "Which picture?" in await wait_refusal(await ann.slash(channel, "dream"))

    @pytest.mark.parametrize("whose", ["bot", "person"])
    async def test_is_none_that_either_may_not_see(
        self, channel: Channel, ann: Person, photo: File, whose: str
    ) -> None:
        await ann.post(channel, files=[photo])
        hidden = channel.world.bot if whose == "bot" else ann.user
        channel.set_permissions(hidden, deny=Permission.READ_MESSAGE_HISTORY)
        assert "Which picture?" in await wait_refusal(await ann.slash(channel, "dream"))


async def test_without_the_intent_the_newest_picture_is_not_looked_for(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    ann: Person,
    photo: File,
) -> None:
    await ann.post(channel, files=[photo])
    assert "Dream this" in await wait_refusal(await ann.slash(channel, "dream"))
    assert discord_server.ledger.find("GET", r"/channels/\d+/messages") == []


async def test_in_private_the_newest_picture_is_found_without_the_intent(
    client: DreamClient, ann: Person, photo: File, service: DreamService
) -> None:
    post = await ann.post(ann.direct_channel, files=[photo])
    await wait_for_result(ann.direct_channel)
    message = await wait_for_result(await ann.slash(ann.direct_channel, "dream"))
    assert f"/@me/{ann.direct_channel.id}/{post.id}" in message.content


async def test_who_installed_the_bot_for_themselves_dreams_anywhere(
    client: DreamClient, discord_server: LoopbackDiscord, photo: File
) -> None:
    elsewhere = discord_server.add_guild("Elsewhere", bot=None).add_channel("general")
    assert elsewhere.guild is not None
    bob = discord_server.add_person("Bob", elsewhere.guild, has_installed=True)
    eve = discord_server.add_person("Eve", has_installed=True)
    for place in (elsewhere, discord_server.add_conversation(bob, eve)):
        interaction = await bob.slash(place, "dream", picture=photo)
        assert (await wait_for_result(interaction)).attachments


async def test_a_restricted_channels_thread_is_restricted(
    client: DreamClient, channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    channel.set_restricted(True)
    thread = channel.add_thread("talk")
    message = await wait_for_result(await ann.slash(thread, "dream", picture=photo))
    assert (await find_wish(records, message)).is_restricted


async def test_another_preset_than_there_is_leads_to_the_nearest(
    client: DreamClient, channel: Channel, ann: Person, photo: File
) -> None:
    interaction = await ann.slash(channel, "dream", picture=photo, preset="catz")
    assert "cats" in await wait_refusal(interaction)


@pytest.mark.parametrize("size", ["7", "huge", "512 seed=4", "=", ""])
async def test_a_size_that_is_none_is_refused(
    client: DreamClient, channel: Channel, ann: Person, photo: File, size: str
) -> None:
    assert "size" in await wait_refusal(await ann.slash(channel, "dream", picture=photo, size=size))


@pytest.mark.parametrize("option", ["picture_2", "guide"])
async def test_a_file_that_is_plainly_no_picture_is_refused(
    client: DreamClient, channel: Channel, ann: Person, photo: File, option: str
) -> None:
    notes = File(name="notes.pdf", data=b"words", content_type="application/pdf")
    interaction = await ann.slash(channel, "dream", picture=photo, **{option: notes})
    assert "can't see a picture" in await wait_refusal(interaction)


async def test_a_file_that_only_looks_like_a_picture_is_refused_to_whoever_asked_alone(
    client: DreamClient, channel: Channel, ann: Person
) -> None:
    fake = File(name="fake.png", data=b"words", content_type="image/png")
    interaction = await ann.slash(channel, "dream", picture=fake)
    message = await interaction.wait_for_message(lambda found: not found.buttons)
    assert message.content
    assert not message.attachments


async def test_a_file_over_the_limit_is_refused_unread(
    client: DreamClient, discord_server: LoopbackDiscord, channel: Channel, ann: Person
) -> None:
    assert channel.guild is not None
    channel.guild.tier = 3
    large = File(name="large.png", data=bytes(20 * 2**20 + 1), content_type="image/png")
    assert "20 MB" in await wait_refusal(await ann.slash(channel, "dream", picture=large))


async def test_a_channel_that_is_not_allowed_is_refused(
    client: DreamClient, channel: Channel, ann: Person, photo: File, records: Records
) -> None:
    assert channel.guild is not None
    allowed = channel.guild.add_channel("dreams")
    scope = f"discord:server:{channel.guild.id}"
    await records.chat_settings.save(scope, ChatSettings(channels=(str(allowed.id),)))
    refused = await ann.slash(channel, "dream", picture=photo)
    assert "channel" in await wait_refusal(refused)
    assert await wait_for_result(await ann.slash(allowed, "dream", picture=photo))


async def test_a_refusal_after_the_acknowledgement_leaves_nothing_for_others_to_see(
    client: DreamClient, channel: Channel, ann: Person, photo: File, service: DreamService
) -> None:
    await service.drain(0)
    interaction = await ann.slash(channel, "dream", picture=photo)
    assert "shutting down" in await wait_refusal(interaction)
    assert channel.visible_messages == []
