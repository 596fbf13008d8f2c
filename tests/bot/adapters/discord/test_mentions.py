import asyncio

import pytest

from bot.adapters.discord.client import DreamClient
from bot.records import ChatSettings, Records
from bot.service import DreamService
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.discord.conftest import Connect
from tests.bot.adapters.discord.looks import is_result, wait_for_result, wish_id_of
from tests.bot.conftest import MakePhoto
from tests.loopback.discord import Channel, File, LoopbackDiscord, Message, Permission, Person

QUIET_SECONDS = 0.3
"""How long a test listens for an answer that must not come; the others take a tenth of it."""


@pytest.fixture
def bot(discord_server: LoopbackDiscord) -> str:
    """The bot's name as Discord writes it."""
    return discord_server.world.bot.mention


async def wait_for_reply(post: Message) -> Message:
    return await post.channel.wait_for_message(lambda found: found.reference is post)


async def expect_silence(channel: Channel) -> None:
    await asyncio.sleep(QUIET_SECONDS)
    assert [found for found in channel.messages if found.author.is_bot] == []


async def test_words_in_any_order_dream_the_posts_pictures(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str, records: Records
) -> None:
    post = await ann.post(channel, f"hey {bot} cats please, strong, size=64", files=[photo])
    message = await wait_for_result(channel)
    assert message.reference is post
    assert message.notified == set()
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    assert wish.options.preset == "cats"
    assert wish.options.strength == 8
    assert wish.options.size == 64


async def test_several_pictures_become_an_album(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str
) -> None:
    await ann.post(channel, bot, files=[photo, photo, photo])
    assert len((await wait_for_result(channel)).attachments) == 3


async def test_a_reply_dreams_the_pictures_it_replies_to(
    discord_server: LoopbackDiscord,
    connect: Connect,
    channel: Channel,
    ann: Person,
    ben: Person,
    photo: File,
    bot: str,
) -> None:
    discord_server.world.application.has_message_content = True
    await connect()
    source = await ben.post(channel, "my dog", files=[photo])
    post = await ann.post(channel, f"{bot} cats", reply_to=source)
    message = await wait_for_result(channel)
    assert message.reference is post
    assert f"/{channel.id}/{source.id}" in message.content


async def test_without_the_intent_such_a_reply_leads_to_the_menu(
    client: DreamClient, channel: Channel, ann: Person, ben: Person, photo: File, bot: str
) -> None:
    source = await ben.post(channel, "my dog", files=[photo])
    post = await ann.post(channel, f"{bot} cats", reply_to=source)
    assert "Dream this" in (await wait_for_reply(post)).content


async def test_in_private_a_picture_is_enough(
    client: DreamClient, ann: Person, photo: File, records: Records
) -> None:
    post = await ann.post(ann.direct_channel, "brain coral", files=[photo])
    message = await wait_for_result(ann.direct_channel)
    assert message.reference is post
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    assert wish.options.preset == "brain-coral"


async def test_a_restricted_channels_pictures_are_marked(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str, records: Records
) -> None:
    channel.set_restricted(True)
    await ann.post(channel, bot, files=[photo])
    wish = await records.find_wish(wish_id_of(await wait_for_result(channel)))
    assert wish is not None
    assert wish.is_restricted


@pytest.mark.parametrize("words", ["", "hello there", "cats", "is so nice"])
async def test_a_mention_without_a_picture_gets_the_short_help(
    client: DreamClient, channel: Channel, ann: Person, bot: str, words: str
) -> None:
    post = await ann.post(channel, f"{bot} {words}")
    reply = await wait_for_reply(post)
    assert f"{bot} cats please" in reply.content
    assert reply.notified == set()


async def test_words_that_mean_nothing_get_the_nearest_that_do(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str
) -> None:
    post = await ann.post(channel, f"{bot} catz", files=[photo])
    assert "cats" in (await wait_for_reply(post)).content


async def test_other_markup_says_nothing_about_a_dream(
    client: DreamClient, channel: Channel, ann: Person, ben: Person, photo: File, bot: str
) -> None:
    words = f"{bot} cats {ben.mention} {channel.mention} <:slug:123> <t:1:R> https://example.com/a"
    post = await ann.post(channel, words, files=[photo])
    assert (await wait_for_result(channel)).reference is post


async def test_a_file_that_is_no_picture_is_told(
    client: DreamClient, channel: Channel, ann: Person, bot: str
) -> None:
    notes = File(name="notes.pdf", data=b"words", content_type="application/pdf")
    post = await ann.post(channel, bot, files=[notes])
    assert "can't see a picture" in (await wait_for_reply(post)).content


@pytest.mark.parametrize(
    ("words", "answer"),
    [("help", "/dream-forget-me"), ("presets", "brain-coral"), ("queue", "Nobody waits")],
)
async def test_a_mention_answers_questions_too(
    client: DreamClient, channel: Channel, ann: Person, bot: str, words: str, answer: str
) -> None:
    post = await ann.post(channel, f"{bot} {words}")
    assert answer in (await wait_for_reply(post)).content


async def test_cancel_ends_ones_newest_dream(
    client: DreamClient,
    channel: Channel,
    ann: Person,
    photo: File,
    bot: str,
    engine: FakeEngine,
    service: DreamService,
) -> None:
    nothing = await ann.post(channel, f"{bot} cancel")
    assert "None of your dreams" in (await wait_for_reply(nothing)).content
    engine.step_seconds = 1.0
    dreaming = await ann.post(channel, bot, files=[photo])
    await wait_for_reply(dreaming)
    post = await ann.post(channel, f"{bot} cancel")
    assert (await wait_for_reply(post)).content == "Cancelled."
    assert service.jobs_of(f"discord:{ann.id}") == ()


async def test_what_does_not_speak_to_the_bot_is_left_alone(
    client: DreamClient,
    discord_server: LoopbackDiscord,
    channel: Channel,
    ann: Person,
    photo: File,
    bot: str,
) -> None:
    assert channel.guild is not None
    await ann.post(channel, "cats", files=[photo])
    await ann.post(channel, f"I saw what {bot} makes of dogs", files=[photo])
    await ann.post(channel, f"@everyone {bot} cats", files=[photo])
    await ann.post(channel, f"{channel.guild.bot_role.mention} cats", files=[photo])
    await expect_silence(channel)


async def test_a_reply_to_a_dream_is_no_mention(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str
) -> None:
    await ann.post(channel, bot, files=[photo])
    dream = await wait_for_result(channel)
    count = len(channel.messages)
    await ann.post(channel, "so nice", reply_to=dream, pings=True)
    await asyncio.sleep(QUIET_SECONDS)
    assert len(channel.messages) == count + 1


async def test_an_edited_post_is_not_answered_again(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str
) -> None:
    post = await ann.post(channel, f"{bot} cats", files=[photo])
    await wait_for_result(channel)
    count = len(channel.messages)
    await ann.edit(post, f"{bot} dogs")
    await asyncio.sleep(QUIET_SECONDS)
    assert len(channel.messages) == count


async def test_other_bots_are_not_answered(
    client: DreamClient, discord_server: LoopbackDiscord, channel: Channel, photo: File, bot: str
) -> None:
    assert channel.guild is not None
    robot = discord_server.add_person("Robot", channel.guild)
    robot.user.is_bot = True
    await robot.post(channel, f"{bot} cats", files=[photo])
    await asyncio.sleep(QUIET_SECONDS)
    assert [found.author for found in channel.messages] == [robot.user]


@pytest.mark.parametrize(
    "settings", [ChatSettings(answers_mentions=False), ChatSettings(channels=("1",))]
)
async def test_where_moderators_want_none_there_is_no_answer(
    client: DreamClient,
    channel: Channel,
    ann: Person,
    photo: File,
    bot: str,
    records: Records,
    settings: ChatSettings,
) -> None:
    assert channel.guild is not None
    await records.chat_settings.save(f"discord:server:{channel.guild.id}", settings)
    await ann.post(channel, f"{bot} cats", files=[photo])
    await expect_silence(channel)


async def test_who_lacks_the_role_is_told_so(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str, records: Records
) -> None:
    assert channel.guild is not None
    settings = ChatSettings(roles=("1",))
    await records.chat_settings.save(f"discord:server:{channel.guild.id}", settings)
    post = await ann.post(channel, f"{bot} cats", files=[photo])
    assert "roles" in (await wait_for_reply(post)).content


async def test_a_channel_where_the_bot_may_not_write_is_no_trouble(
    client: DreamClient, discord_server: LoopbackDiscord, channel: Channel, ann: Person, bot: str
) -> None:
    channel.set_permissions(discord_server.world.bot, deny=Permission.SEND_MESSAGES)
    await ann.post(channel, f"{bot} help")
    await expect_silence(channel)
    assert (await wait_for_reply(await ann.post(ann.direct_channel, "help"))).content


async def test_answers_are_in_the_servers_language(
    client: DreamClient, discord_server: LoopbackDiscord, make_photo: MakePhoto, bot: str
) -> None:
    guild = discord_server.add_guild("Daheim", locale="de")
    channel = guild.add_channel("bilder")
    eva = discord_server.add_person("Eva", guild)
    post = await eva.post(channel, f"{bot} queue")
    assert "Nobody" not in (await wait_for_reply(post)).content


@pytest.mark.parametrize("has_picture", [False, True])
async def test_what_is_imagined_needs_no_picture_and_takes_none(
    client: DreamClient,
    channel: Channel,
    ann: Person,
    photo: File,
    bot: str,
    records: Records,
    has_picture: bool,
) -> None:
    source = await ann.post(channel, bot, files=[photo]) if has_picture else None
    files = [photo] if has_picture else []
    post = await ann.post(channel, f"{bot} imagine a banana, size=64", files=files, reply_to=source)
    message = await channel.wait_for_message(
        lambda found: found.reference is post and is_result(found)
    )
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    assert wish.options.preset == "imagine-banana"
    assert wish.pictures == ()


@pytest.mark.parametrize("is_reply", [False, True])
async def test_the_recipe_of_what_was_imagined_is_none_for_a_picture(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str, is_reply: bool
) -> None:
    words = f"{bot} imagine-banana size=64"
    if is_reply:
        source = await ann.post(channel, bot, files=[photo])
        post = await ann.post(channel, words, reply_to=source)
    else:
        post = await ann.post(channel, words, files=[photo])
    assert "/imagine banana" in (await wait_for_reply(post)).content
    alone = await ann.post(channel, words)
    message = await channel.wait_for_message(
        lambda found: found.reference is alone and is_result(found)
    )
    assert message.content.startswith("banana, 64")


async def test_in_private_it_is_imagined_without_a_mention(
    client: DreamClient, ann: Person
) -> None:
    await ann.post(ann.direct_channel, "imagine banana size=64")
    assert (await wait_for_result(ann.direct_channel)).attachments


@pytest.mark.parametrize(
    ("words", "told"), [("imagine a bananna", "banana"), ("imagine banana zoom", "for a dream of")]
)
async def test_what_can_not_be_imagined_is_told_without_a_picture_too(
    client: DreamClient, channel: Channel, ann: Person, bot: str, words: str, told: str
) -> None:
    post = await ann.post(channel, f"{bot} {words}")
    assert told in (await wait_for_reply(post)).content


async def test_a_zoom_is_asked_for_by_its_word(
    client: DreamClient, channel: Channel, ann: Person, photo: File, bot: str, records: Records
) -> None:
    await ann.post(channel, f"{bot} zoom speed=3 1 s size=64", files=[photo])
    message = await wait_for_result(channel)
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    assert wish.options.form == "zoom"
    assert message.attachments[0].filename.endswith(".mp4")


class TestGuided:
    """A reply with a picture that says so."""

    @pytest.mark.parametrize("words", ["guided", "make it look like this please"])
    async def test_the_picture_replied_to_is_dreamed_and_the_replys_own_guides(
        self,
        discord_server: LoopbackDiscord,
        connect: Connect,
        channel: Channel,
        ann: Person,
        photo: File,
        make_photo: MakePhoto,
        bot: str,
        records: Records,
        words: str,
    ) -> None:
        discord_server.world.application.has_message_content = True
        await connect()
        guide = File(name="guide.png", data=make_photo(colour="green"))
        source = await ann.post(channel, files=[photo])
        await ann.post(channel, f"{bot} {words}", files=[guide], reply_to=source)
        message = await wait_for_result(channel)
        wish = await records.find_wish(wish_id_of(message))
        assert wish is not None
        assert await records.read_picture(wish, 0) == photo.data
        assert await records.read_guide(wish) == guide.data
        assert f"/{channel.id}/{source.id}" in message.content

    @pytest.mark.usefixtures("client")
    async def test_without_the_word_the_replys_own_picture_is_dreamed(
        self,
        channel: Channel,
        ann: Person,
        photo: File,
        bot: str,
        records: Records,
    ) -> None:
        source = await ann.post(channel, f"{bot} hello there")
        await ann.post(channel, f"{bot} cats", files=[photo], reply_to=source)
        wish = await records.find_wish(wish_id_of(await wait_for_result(channel)))
        assert wish is not None
        assert not wish.has_guide

    @pytest.mark.usefixtures("client")
    async def test_which_picture_is_missing_is_told(
        self, channel: Channel, ann: Person, photo: File, bot: str
    ) -> None:
        alone = await ann.post(channel, f"{bot} guided", files=[photo])
        assert "which picture is to be dreamed" in (await wait_for_reply(alone)).content
        source = await ann.post(channel, f"{bot} nothing", files=[])
        await wait_for_reply(source)
        unseen = await ann.post(channel, f"{bot} guided", files=[photo], reply_to=source)
        assert "can't see the picture" in (await wait_for_reply(unseen)).content

    @pytest.mark.usefixtures("client")
    async def test_a_reply_without_a_guide_is_told(
        self, channel: Channel, ann: Person, photo: File, bot: str
    ) -> None:
        await ann.post(channel, f"{bot} cats", files=[photo])
        dream = await wait_for_result(channel)
        post = await ann.post(channel, f"{bot} guided", reply_to=dream)
        assert "Guided by which picture" in (await wait_for_reply(post)).content
