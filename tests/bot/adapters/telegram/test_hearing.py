import asyncio
from typing import Any

import pytest
import telegram

from bot.adapters.telegram.hearing import _read_words
from bot.adapters.telegram.host import Host
from bot.records import ChatSettings, Records
from bot.service import DreamService
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.telegram.looks import (
    QUIET_SECONDS,
    expect_silence,
    has_button,
    make_message,
    wait_for_reply,
    wait_for_result,
    wish_of,
)
from tests.bot.conftest import MakePhoto
from tests.clips import draw_clip, draw_film
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Message, Person

pytestmark = pytest.mark.usefixtures("awake")

BOT = "@PuppyslugBot"


FILM = File(name="a.mp4", data=draw_film(), content_type="video/mp4")
WEBM = File(name="a.webm", data=draw_film(kind="webm"), content_type="video/webm", is_video=True)
GIF = File(name="a.gif", data=draw_clip(duration=100), content_type="image/gif")


def text_file() -> File:
    return File(name="a.txt", data=b"words", content_type="text/plain")


def files(kind: str, file: File) -> dict[str, Any]:
    return {kind: file}


@pytest.fixture
def guide(make_photo: MakePhoto) -> File:
    """Another picture."""
    return File(name="guide.png", data=make_photo(32, 32, colour="blue"), content_type="image/png")


async def test_a_caption_in_any_order_of_words_dreams_the_photo(
    private: Chat, ann: Person, photo: File, records: Records
) -> None:
    post = await ann.send(private, "cats please, strong, size=64", photo=photo)
    result = await wait_for_result(private)
    assert result.reply_to is post
    assert result.media is not None
    assert result.media.kind == "photo"
    options = (await wish_of(records, result)).options
    assert (options.preset, options.strength, options.size) == ("cats", 8, 64)


@pytest.mark.parametrize("words", ["/dream of bananas, sea lion", f"{BOT} of banana and sea lion"])
async def test_things_are_dreamed_of_by_name(
    group: Chat, ann: Person, photo: File, words: str, engine: FakeEngine, records: Records
) -> None:
    engine.saw = ("beagle", "altar")
    await ann.send(group, words, photo=photo)
    result = await wait_for_result(group)
    assert result.words.startswith("banana and sea lion, ")
    assert "More: beagle, altar." in result.words
    assert "of-banana-and-sea-lion#" in result.words
    assert (await wish_of(records, result)).options.preset == "of-banana-and-sea-lion"


async def test_a_mistyped_thing_is_answered_with_the_nearest(
    group: Chat, ann: Person, photo: File
) -> None:
    post = await ann.send(group, "/dream of kats", photo=photo)
    assert "Did you mean cats" in (await wait_for_reply(post)).words


@pytest.mark.parametrize("words", ["/dream cats", f"/dream{BOT} cats", f"{BOT} cats please"])
async def test_a_group_asks_by_command_or_mention(
    group: Chat, ann: Person, photo: File, words: str
) -> None:
    post = await ann.send(group, words, photo=photo)
    assert (await wait_for_result(group)).reply_to is post


@pytest.mark.parametrize("words", ["/dream cats", f"{BOT} cats"])
async def test_a_reply_dreams_what_it_replies_to(
    group: Chat, ann: Person, ben: Person, photo: File, words: str
) -> None:
    shown = await ben.send(group, "my dog", photo=photo)
    post = await ann.send(group, words, reply_to=shown)
    assert (await wait_for_result(group)).reply_to is post


async def test_an_albums_caption_dreams_all_of_it(private: Chat, ann: Person, photo: File) -> None:
    await ann.send_album(private, [photo] * 3, "cats")
    await wait_for_result(private)
    album = [message for message in private.bot_messages if message.media_group_id]
    assert len(album) == 3


async def test_a_reply_to_one_picture_of_an_album_dreams_all_that_were_seen(
    private: Chat, ann: Person, photo: File
) -> None:
    pictures = await ann.send_album(private, [photo] * 2)
    await private.wait_for_message(lambda message: has_button(message, "preset"))
    await ann.send(private, "cats", reply_to=pictures[1])
    await wait_for_result(private)
    assert len([message for message in private.bot_messages if message.media_group_id]) == 2


async def test_other_people_and_links_say_nothing_about_a_dream(
    group: Chat, ann: Person, photo: File
) -> None:
    words = f"{BOT} cats for @somebody https://example.com/eyes"
    post = await ann.send(group, words, photo=photo)
    assert (await wait_for_result(group)).reply_to is post


async def test_the_bots_name_may_be_written_in_any_case(
    group: Chat, ann: Person, photo: File
) -> None:
    await ann.send(group, "@puppyslugBOT cats", photo=photo)
    await wait_for_result(group)


async def test_words_that_mean_nothing_get_the_nearest_that_do(
    group: Chat, ann: Person, photo: File
) -> None:
    post = await ann.send(group, f"{BOT} catz", photo=photo)
    assert "cats" in (await wait_for_reply(post)).text


async def test_what_is_no_picture_is_told(private: Chat, ann: Person) -> None:
    post = await ann.send(private, document=text_file())
    assert "can't see a picture" in (await wait_for_reply(post)).text


async def test_a_file_that_is_replied_to_is_no_picture_either(
    group: Chat, ann: Person, ben: Person
) -> None:
    shown = await ben.send(group, "look", document=text_file())
    post = await ann.send(group, "/dream", reply_to=shown)
    assert "can't see a picture" in (await wait_for_reply(post)).text


@pytest.mark.parametrize("words", ["", "/dream cats", "/dream cats guided"])
async def test_a_sticker_that_is_drawn_is_told_to_be_one(
    group: Chat, ann: Person, ben: Person, words: str
) -> None:
    drawn = File(name="a.tgs", data=b"drawing", is_animated=True)
    if words:
        post = await ann.send(group, words, reply_to=await ben.send(group, sticker=drawn))
    else:
        post = await ann.send(ann.private_chat, sticker=drawn)
    assert "drawing" in (await wait_for_reply(post)).text


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("animation", FILM),
        ("video", FILM),
        ("document", FILM),
        ("document", WEBM),
        ("document", GIF),
        ("sticker", WEBM),
        ("video_note", FILM),
    ],
)
async def test_what_moves_is_dreamed_as_a_film_that_plays_by_itself(
    group: Chat, ann: Person, ben: Person, kind: str, file: File, records: Records
) -> None:
    shown = await ben.send(group, **files(kind, file))
    await ann.send(group, "/dream cats size=96", reply_to=shown)
    result = await wait_for_result(group)
    assert result.media is not None
    assert (result.media.kind, result.media.width) == ("animation", 96)
    assert result.media.data != file.data
    assert not has_button(result, "stronger")
    assert has_button(result, "deeper")
    wish = await wish_of(records, result)
    assert wish.pictures[0].reference


async def test_what_moves_may_stand_still_and_what_stands_still_may_not_move(
    private: Chat, ann: Person, photo: File
) -> None:
    await ann.send(private, "cats still size=96", animation=FILM)
    still = await wait_for_result(private)
    assert still.media is not None
    assert still.media.kind == "photo"
    post = await ann.send(private, "cats moving", photo=photo)
    refusal = await private.wait_for_message(
        lambda message: message.reply_to is post and "Nothing moves" in message.words
    )
    assert refusal.media is None


async def test_a_film_that_is_a_spoiler_stays_one(private: Chat, ann: Person) -> None:
    await ann.send(private, "cats size=96", animation=FILM, has_spoiler=True)
    result = await wait_for_result(private)
    assert result.has_spoiler
    assert result.media is not None
    assert result.media.kind == "animation"


@pytest.mark.parametrize(
    ("words", "kind"),
    [("/zoom size=96 seconds=3", "photo"), (f"{BOT} zoom, seconds=3 speed=2", "document")],
)
async def test_a_zoom_is_made_of_a_picture_that_stands_still(
    group: Chat, ann: Person, ben: Person, photo: File, words: str, kind: str, records: Records
) -> None:
    if kind == "photo":
        await ann.send(group, words, photo=photo)
    else:
        await ann.send(group, words, reply_to=await ben.send(group, document=photo))
    result = await wait_for_result(group)
    assert result.media is not None
    assert (result.media.kind, result.media.file_name) == ("animation", "puppyslug.mp4")
    assert result.media.film is not None
    assert result.media.film.seconds == pytest.approx(3, abs=0.2)
    assert (await wish_of(records, result)).options.form == "zoom"
    assert not has_button(result, "deeper")


async def test_a_zoom_of_nothing_says_how_and_one_that_cannot_be_says_why(
    private: Chat, group: Chat, ann: Person, photo: File
) -> None:
    post = await ann.send(group, "/zoom seconds=4")
    assert "Write /zoom below one" in (await wait_for_reply(post)).text
    post = await ann.send(private, "/zoom seconds=2 speed=1.1", photo=photo)
    assert "a loop needs 3" in (await wait_for_reply(post)).text


@pytest.mark.parametrize(
    "words", ["/imagine banana size=64", f"{BOT} imagine a banana please, size=64"]
)
async def test_what_is_imagined_needs_no_picture_and_ignores_those_around(
    group: Chat, ann: Person, ben: Person, photo: File, words: str, records: Records
) -> None:
    await ann.send(group, words)
    alone = await wait_for_result(group)
    shown = await ben.send(group, photo=photo)
    await ann.send(group, words, reply_to=shown)
    reply = await wait_for_result(group, after=alone)
    await ann.send(group, words, photo=photo)
    for result in (alone, reply, await wait_for_result(group, after=reply)):
        wish = await wish_of(records, result)
        assert (wish.options.preset, wish.pictures) == ("imagine-banana", ())
        assert result.words.startswith("banana, 64")
        assert result.media is not None
        assert (result.media.kind, result.media.width) == ("photo", 64)
        assert not has_button(result, "stronger")
        assert not has_button(result, "looks")


@pytest.mark.parametrize("words", ["/dream imagine-banana size=64", f"{BOT} imagine-banana"])
async def test_what_is_imagined_is_no_look_of_a_picture(
    group: Chat, ann: Person, ben: Person, photo: File, words: str
) -> None:
    shown = await ben.send(group, photo=photo)
    for post in (
        await ann.send(group, words, photo=photo),
        await ann.send(group, words, reply_to=shown),
    ):
        assert "/imagine banana" in (await wait_for_reply(post)).text
    await ann.send(group, words)
    assert (await wait_for_result(group)).words.startswith("banana, ")


async def test_in_private_words_alone_are_enough_to_imagine(
    private: Chat, ann: Person, telegram_server: LoopbackTelegram
) -> None:
    await ann.send(private, "imagine a sea lion, size=64")
    assert (await wait_for_result(private)).words.startswith("sea lion, 64")
    assert telegram_server.ledger.find("getFile") == []


@pytest.mark.parametrize("words", ["/imagine", f"/imagine{BOT} ", f"{BOT} imagine", "Imagine"])
async def test_whoever_says_nothing_to_imagine_gets_examples(
    private: Chat, ann: Person, words: str
) -> None:
    post = await ann.send(private, words)
    assert "/imagine sea lion and teapot" in (await wait_for_reply(post)).text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("/imagine bananna", "banana"),
        (f"{BOT} please imagine a bananna", "“bananna”. Did you mean banana"),
    ],
)
async def test_what_nobody_can_imagine_is_told_rather_than_that_a_picture_is_missing(
    group: Chat, ann: Person, words: str, told: str
) -> None:
    post = await ann.send(group, words)
    assert told in (await wait_for_reply(post)).text


@pytest.mark.parametrize("words", ["/dream cats guided", f"{BOT} cats like this"])
async def test_a_picture_in_a_reply_guides_the_dream_of_the_one_replied_to(
    group: Chat, ann: Person, ben: Person, photo: File, guide: File, words: str, records: Records
) -> None:
    shown = await ben.send(group, document=photo)
    post = await ann.send(group, words, document=guide, reply_to=shown)
    result = await wait_for_result(group)
    assert result.reply_to is post
    wish = await wish_of(records, result)
    assert [picture.reference for picture in wish.pictures] == [
        shown.media.file_id if shown.media else ""
    ]
    assert await records.read_picture(wish, 0) == photo.data
    assert await records.read_guide(wish) == guide.data


async def test_the_second_of_two_in_an_album_guides_the_first(
    private: Chat, ann: Person, photo: File, guide: File, records: Records
) -> None:
    await ann.send_album(private, [photo, guide], "guided", kind="document")
    result = await wait_for_result(private)
    wish = await wish_of(records, result)
    assert await records.read_picture(wish, 0) == photo.data
    assert await records.read_guide(wish) == guide.data
    assert wish.parts == 1


async def test_a_guide_or_a_picture_that_is_missing_is_told(
    group: Chat, ann: Person, ben: Person, photo: File
) -> None:
    alone = await ann.send(group, "/dream guided", photo=photo)
    assert "which picture is to be dreamed" in (await wait_for_reply(alone)).text
    shown = await ben.send(group, photo=photo)
    reply = await ann.send(group, "/dream guided", reply_to=shown)
    assert "Guided by which picture" in (await wait_for_reply(reply)).text


@pytest.mark.parametrize("words", ["/dream", f"{BOT} cats", f"{BOT} so nice"])
async def test_a_dream_of_nothing_is_asked_which_picture(
    group: Chat, ann: Person, words: str
) -> None:
    post = await ann.send(group, words)
    assert (await wait_for_reply(post)).text.startswith("Which picture?")


async def test_a_command_that_means_nothing_is_told_before_the_picture_is_missed(
    private: Chat, ann: Person
) -> None:
    post = await ann.send(private, "/dream catz")
    assert "catz" in (await wait_for_reply(post)).text


@pytest.mark.parametrize("words", ["hello", "cats", "how are you?"])
async def test_whoever_only_talks_in_private_gets_the_short_help(
    private: Chat, ann: Person, words: str
) -> None:
    post = await ann.send(private, words)
    assert (await wait_for_reply(post)).text.startswith("Send me a picture")


async def test_a_command_that_does_not_exist_is_told_in_private(private: Chat, ann: Person) -> None:
    post = await ann.send(private, "/dreem")
    assert "/dreem" in (await wait_for_reply(post)).text


async def test_in_groups_nobody_is_answered_who_does_not_speak_to_the_bot(
    telegram_server: LoopbackTelegram, group: Chat, ann: Person, photo: File
) -> None:
    telegram_server.world.privacy_mode = False
    await ann.send(group, "cats", photo=photo)
    await ann.send(group, photo=photo)
    await ann.send(group, "hello")
    await ann.send(group, "/dream@OtherBot cats", photo=photo)
    await ann.send(group, "/weather")
    await ann.send(group, "/settings@OtherBot")
    await ann.send(group, f"I saw what {BOT} makes of dogs", photo=photo)
    await ann.send_album(group, [photo, photo], "cats")
    await expect_silence(group)


async def test_a_reply_to_a_dream_is_no_question(group: Chat, ann: Person, photo: File) -> None:
    await ann.send(group, "/dream cats", photo=photo)
    dream = await wait_for_result(group)
    await ann.send(group, "so nice", reply_to=dream)
    await ann.send(group, "mine", photo=photo, reply_to=dream)
    await expect_silence(group)


async def test_a_reply_with_a_mention_dreams_the_dream(
    group: Chat, ann: Person, photo: File
) -> None:
    await ann.send(group, "/dream cats", photo=photo)
    dream = await wait_for_result(group)
    await ann.send(group, f"{BOT} eyes", reply_to=dream)
    await wait_for_result(group, after=dream)


async def test_an_edited_message_is_not_answered_again(
    private: Chat, ann: Person, photo: File
) -> None:
    post = await ann.send(private, "cats", photo=photo)
    await wait_for_result(private)
    await ann.edit(post, "eyes")
    await expect_silence(private)


async def test_other_bots_are_not_answered(
    telegram_server: LoopbackTelegram, group: Chat, photo: File
) -> None:
    robot = telegram_server.add_person("Robot")
    robot.user.is_bot = True
    group.add_member(robot.user)
    await robot.send(group, "/dream cats", photo=photo)
    await expect_silence(group)


async def test_what_telegram_itself_says_in_a_private_chat_is_not_answered(
    telegram_server: LoopbackTelegram, private: Chat
) -> None:
    world = telegram_server.world
    service = {"write_access_allowed": {"from_request": True}}
    world.tell_of_message(world.post_service(private, service))
    await expect_silence(private)


@pytest.mark.parametrize(
    "chosen", [ChatSettings(answers_mentions=False), ChatSettings(channels=("999",))]
)
async def test_where_administrators_want_none_mentions_go_unanswered(
    group: Chat, ann: Person, photo: File, records: Records, chosen: ChatSettings
) -> None:
    await records.chat_settings.save(f"telegram:{group.id}", chosen)
    await ann.send(group, f"{BOT} cats", photo=photo)
    await expect_silence(group)


async def test_where_mentions_go_unanswered_commands_do_not(
    group: Chat, ann: Person, photo: File, records: Records
) -> None:
    await records.chat_settings.save(f"telegram:{group.id}", ChatSettings(answers_mentions=False))
    await ann.send(group, "/dream cats", photo=photo)
    await wait_for_result(group)


async def test_a_topic_that_was_not_chosen_is_told_to_whoever_commands(
    forum: Chat, ann: Person, photo: File, records: Records
) -> None:
    chosen, other = forum.add_topic("Dreams"), forum.add_topic("Talk")
    await records.chat_settings.save(
        f"telegram:{forum.id}", ChatSettings(channels=(str(chosen.thread_id),))
    )
    refused = await ann.send(forum, "/dream cats", photo=photo, topic=other)
    assert "don't dream in this topic" in (await wait_for_reply(refused)).text
    await ann.send(forum, f"{BOT} cats", photo=photo, topic=chosen)
    assert (await wait_for_result(forum)).topic is chosen


async def test_answers_stay_in_their_topic(forum: Chat, ann: Person, photo: File) -> None:
    topic = forum.add_topic("Dreams")
    await ann.send(forum, "/help", topic=topic)
    await ann.send(forum, "/dream cats", photo=photo, topic=topic)
    await wait_for_result(forum)
    assert {message.topic for message in forum.bot_messages} == {topic}


async def test_an_anonymous_administrator_is_the_group_itself(
    group: Chat, admin: Person, photo: File, records: Records
) -> None:
    await admin.send(group, "/dream cats", photo=photo, is_anonymous=True)
    wish = await wish_of(records, await wait_for_result(group))
    assert (wish.person.id, wish.person.name) == (f"telegram:{group.id}", "Home")


async def test_a_file_that_telegram_does_not_hand_out_is_refused_before_it_is_fetched(
    host: Host, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    large = File(name="large.png", data=bytes(host.sources.largest_bytes + 1))
    post = await ann.send(private, "cats", document=large)
    await wait_for_reply(post)
    assert "larger than 20 MB" in private.bot_messages[-1].text
    assert telegram_server.ledger.find("getFile") == []


async def test_a_group_where_the_bot_may_not_write_is_no_trouble(
    group: Chat, ann: Person, private: Chat
) -> None:
    group.restrict_bot()
    await ann.send(group, "/help")
    await expect_silence(group)
    assert (await wait_for_reply(await ann.send(private, "/help"))).text


async def test_answers_are_in_the_askers_language(
    telegram_server: LoopbackTelegram, group: Chat
) -> None:
    eva = telegram_server.add_person("Eva", language="de-AT")
    group.add_member(eva.user)
    post = await eva.send(group, "/dream")
    assert (await wait_for_reply(post)).text.startswith("Ich sehe hier kein Bild.")


async def test_many_ask_at_once_and_all_are_answered(
    telegram_server: LoopbackTelegram, photo: File
) -> None:
    people = [telegram_server.add_person(f"P{number}") for number in range(20)]
    await asyncio.gather(*(each.send(each.private_chat, "cats", photo=photo) for each in people))
    for each in people:
        await wait_for_result(each.private_chat)


async def test_whoever_is_too_quick_is_told_how_many_may_wait(
    engine: FakeEngine, service: DreamService, private: Chat, ann: Person, photo: File
) -> None:
    engine.step_seconds = 0.05
    for _ in range(7):
        await ann.send(private, "cats", photo=photo)

    def is_refusal(message: Message) -> bool:
        return "waiting already" in message.words

    assert (await private.wait_for_message(is_refusal)).reply_to is not None
    await asyncio.sleep(QUIET_SECONDS)
    assert len(service.jobs_of(f"telegram:{ann.id}")) <= 6


def test_a_person_without_a_username_is_cut_where_they_are_named(host: Host) -> None:
    text = "🐶 cat: @PuppyslugBot cats please cat"
    user = telegram.User(id=5, first_name="cat", is_bot=False)
    entity = telegram.MessageEntity(
        telegram.MessageEntity.TEXT_MENTION, offset=3, length=3, user=user
    )
    words = _read_words(make_message(text=text, entities=[entity]), host)
    assert words == text.replace("cat", "", 1)
