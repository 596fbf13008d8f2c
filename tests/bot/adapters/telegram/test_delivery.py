import asyncio
import json
import random
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from structlog.testing import capture_logs

from bot.adapters.telegram.delivery import TelegramDelivery, Terms
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.keyboards import build_keyboard
from bot.adapters.telegram.lookout import Lookout
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.shown import file_ids, message_ids
from bot.adapters.telegram.trying import Patience
from bot.conversation import UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.records import Wish
from bot.texts import Phrases
from bot.wishes import Action, Content, ContentPicture, Controls, Glance
from tests.bot.adapters.telegram.looks import has_button, labels, open_media
from tests.bot.conftest import MakePhoto, MakeWish
from tests.clips import draw_clip, draw_film
from tests.loopback.telegram import Chat, Cut, LoopbackTelegram, Message, Person

Deliver = Callable[..., TelegramDelivery]

PATIENCE = Patience(
    pauses_seconds=(0.05, 0.05), posting_seconds=4.0, telling_seconds=1.0, glance_seconds=1.0
)


FILM = draw_film()


def make_noise(side: int) -> bytes:
    """A photo that no encoder makes small."""
    buffer = BytesIO()
    pixels = random.Random(1).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), pixels).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def noise() -> bytes:
    """More than ten megabytes. Not made in a test, whose event loop it would hold up."""
    made = make_noise(2950)
    assert len(made) > 10 * 10**6
    return made


@pytest.fixture
def wish(make_wish: MakeWish, ann: Person) -> Wish:
    return make_wish(person=replace(make_wish().person, id=f"telegram:{ann.id}"))


@pytest.fixture
def gone() -> list[Place]:
    """The places where nobody was found any more."""
    return []


class Kept:
    """What a delivery has kept; the next one goes on with it."""

    def __init__(self) -> None:
        self.message_id: int | None = None
        self.handles: Mapping[str, Any] = {}

    async def keep(self, message_id: int | None, handles: Mapping[str, Any]) -> None:
        self.message_id, self.handles = message_id, json.loads(json.dumps(handles))


@pytest.fixture
def kept() -> Kept:
    return Kept()


async def find_none(_: Place) -> Collection[int]:
    return ()


@pytest.fixture
def deliver(host: Host, wish: Wish, gone: list[Place], ann: Person, kept: Kept) -> Deliver:
    """Makes deliveries into a chat; values replace the usual terms. Each one goes on where the one
    before it has got to, as after a restart.
    """

    async def on_gone(place: Place) -> None:
        gone.append(place)

    def make(chat: Chat, *, reply_to: Message | None = None, **values: object) -> TelegramDelivery:
        phrases = Phrases()
        place = Place(chat_id=chat.id, is_private=chat.is_private)
        terms = Terms(
            wish_id=wish.id,
            owner_id=ann.id,
            place=place,
            reply_to=reply_to.id if reply_to else None,
            chat_title="Home",
            document_bytes=50_000_000,
            message_id=kept.message_id,
            handles=kept.handles,
        )
        return TelegramDelivery(
            replace(terms, **values),  # type: ignore[arg-type]
            bot=host.bot,
            engine=host.dreaming._engine,
            phrases=phrases,
            lookout=Lookout(host.bot, find_none),
            draw=lambda content: build_keyboard(content, wish, phrases),
            keep=kept.keep,
            on_gone=on_gone,
            patience=PATIENCE,
        )

    return make


def progress(text: str, preview: bytes | None = None) -> Content:
    pictures = None
    if preview is not None:
        pictures = (ContentPicture(data=preview, file_name="dream.jpg"),)
    return Content(text=text, pictures=pictures, controls=Controls.CANCEL)


def result(*pictures: bytes, text: str = "finished", **values: object) -> Content:
    shown = []
    for number, data in enumerate(pictures):
        with Image.open(BytesIO(data)) as opened:
            width, height = opened.size
        picture = ContentPicture(
            data=data, file_name=f"cats-{number}.png", width=width, height=height
        )
        shown.append(replace(picture, **values))  # type: ignore[arg-type]
    return Content(
        text=text,
        pictures=tuple(shown),
        controls=Controls.RESULT,
        actions=frozenset(Action),
    )


def film(*, data: bytes = FILM, **values: Any) -> Content:
    """The same for a film."""
    picture = ContentPicture(
        data=data, file_name="cats.mp4", width=96, height=64, duration_seconds=0.6
    )
    return replace(result(text="film"), pictures=(replace(picture, **values),))


async def test_a_message_grows_into_a_film_that_plays_by_itself(
    deliver: Deliver, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("You are next."))
    await delivery.show(progress("10 %", make_photo(32, 32)))
    shown = await delivery.finish(film(is_spoiler=True))
    assert shown is not None
    [message] = private.bot_messages
    kinds = [revision.media and revision.media.kind for revision in message.revisions]
    assert kinds == [None, "photo", "animation"]
    media = message.media
    assert media is not None
    assert (media.data, media.file_name, message.has_spoiler) == (FILM, "cats.mp4", True)
    assert file_ids(shown.handles) == [media.file_id]
    assert message.caption == "film"


async def test_a_film_and_a_photo_make_an_album_of_both(
    deliver: Deliver, private: Chat, make_photo: MakePhoto
) -> None:
    [still], [moving] = result(make_photo()).pictures or (), film().pictures or ()
    both = replace(film(), pictures=(still, moving))
    shown = await deliver(private).finish(both)
    assert shown is not None
    kinds = [message.media.kind for message in private.bot_messages if message.media]
    assert kinds == ["photo", "video"]
    assert len(file_ids(shown.handles)) == 2
    assert await deliver(private).finish(both) is not None
    assert len(private.bot_messages) == 3


async def test_an_album_of_films_that_arrived_unheard_is_there_once(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    [still], [moving] = result(make_photo()).pictures or (), film().pictures or ()
    telegram_server.faults.cut("sendMediaGroup", Cut.MIDWAY)
    assert await deliver(private).finish(replace(film(), pictures=(still, moving))) is not None
    kinds = [message.media.kind for message in private.bot_messages if message.media]
    assert kinds == ["photo", "video"]


async def test_where_gifs_are_forbidden_a_film_is_a_video(
    deliver: Deliver, telegram_server: LoopbackTelegram, group: Chat
) -> None:
    forbidden = "Bad Request: not enough rights to send animations to the chat"
    telegram_server.faults.fail("editMessageMedia", status=400, description=forbidden)
    await deliver(group).finish(film(is_spoiler=True))
    [message] = group.bot_messages
    assert message.media is not None
    assert (message.media.kind, message.has_spoiler) == ("video", True)


async def test_where_no_film_may_be_shown_it_is_a_file(
    deliver: Deliver, telegram_server: LoopbackTelegram, group: Chat
) -> None:
    forbidden = "Bad Request: not enough rights to send it to the chat"
    telegram_server.faults.fail("editMessageMedia", status=400, description=forbidden, times=2)
    await deliver(group).finish(film())
    [message] = group.bot_messages
    assert message.media is not None
    assert (message.media.kind, message.media.file_name) == ("document", "cats.mp4")


async def test_a_gif_is_an_animation_too(deliver: Deliver, private: Chat) -> None:
    await deliver(private).finish(film(data=draw_clip(duration=200), file_name="cats.gif"))
    [message] = private.bot_messages
    assert message.media is not None
    assert (message.media.kind, message.media.file_name) == ("animation", "cats.gif")


async def test_a_film_that_telegram_finds_too_large_is_told_and_never_a_still(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    telegram_server.document_bytes = 100
    await deliver(private).finish(film())
    [message] = private.bot_messages
    assert message.media is None
    assert "too large for Telegram" in message.text


async def test_one_message_grows_from_words_to_the_result(
    deliver: Deliver, private: Chat, ann: Person, make_photo: MakePhoto
) -> None:
    post = await ann.send(private, "cats")
    delivery = deliver(private, reply_to=post)
    assert await delivery.show(progress("You are next.")) is Glance.SHOWN
    assert await delivery.show(progress("10 %", make_photo(32, 32))) is Glance.SHOWN
    assert await delivery.show(progress("20 %")) is Glance.SHOWN
    shown = await delivery.finish(result(make_photo()))
    [message] = private.bot_messages
    assert message.reply_to is post
    assert [r.words for r in message.revisions] == ["You are next.", "10 %", "20 %", "finished"]
    assert open_media(message).size == (64, 48)
    assert "Deeper" in labels(message)
    assert shown is not None
    assert shown.message_id == message.id
    assert message_ids(shown.handles) == [message.id]
    assert message.media is not None
    assert file_ids(shown.handles) == [message.media.file_id]


async def test_what_is_shown_already_is_no_failure(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    description = "Bad Request: message is not modified: specified new message content ..."
    telegram_server.faults.fail("edit.*", status=400, description=description, times=2)
    assert await delivery.show(progress("10 %")) is Glance.SHOWN
    assert await delivery.finish(result(make_photo())) is not None
    assert len(telegram_server.ledger.find("edit.*|send.*")) == 3


async def test_a_message_that_somebody_deleted_comes_anew(
    deliver: Deliver, private: Chat, ann: Person, make_photo: MakePhoto
) -> None:
    post = await ann.send(private, "cats")
    delivery = deliver(private, reply_to=post)
    await delivery.show(progress("10 %"))
    await ann.delete(private.bot_messages[0])
    assert await delivery.show(progress("20 %")) is Glance.LOST
    shown = await delivery.finish(result(make_photo()))
    [message] = private.bot_messages
    assert shown is not None
    assert shown.message_id == message.id
    assert message.reply_to is post


async def test_a_result_comes_even_where_the_post_is_gone(
    deliver: Deliver, private: Chat, ann: Person, make_photo: MakePhoto
) -> None:
    post = await ann.send(private, "cats")
    delivery = deliver(private, reply_to=post)
    await ann.delete(post)
    assert await delivery.finish(result(make_photo())) is not None
    assert private.bot_messages[0].reply_to is None


async def test_a_group_that_became_a_supergroup_gets_it_there(
    deliver: Deliver, telegram_server: LoopbackTelegram, ann: Person, make_photo: MakePhoto
) -> None:
    old = telegram_server.add_group("Home", ann)
    post = await ann.send(old, "/dream")
    delivery = deliver(old, reply_to=post)
    await delivery.show(progress("10 %"))
    new = telegram_server.migrate(old)
    assert await delivery.show(progress("20 %")) is Glance.SKIPPED
    assert await delivery.show(progress("30 %")) is Glance.SHOWN
    assert await delivery.finish(result(make_photo())) is not None
    [message] = new.bot_messages
    assert message.words == "finished"


async def test_a_migration_that_nobody_told_of_is_followed_at_the_end_too(
    deliver: Deliver, telegram_server: LoopbackTelegram, ann: Person, make_photo: MakePhoto
) -> None:
    old = telegram_server.add_group("Home", ann)
    delivery = deliver(old)
    await delivery.show(progress("10 %"))
    new = telegram_server.migrate(old)
    shown = await delivery.finish(result(make_photo(), make_photo()))
    assert shown is not None
    assert [message.id for message in new.bot_messages if message.media] == message_ids(
        shown.handles
    )


async def test_an_album_that_was_half_shown_in_the_old_group_is_sent_whole_to_the_new(
    deliver: Deliver, telegram_server: LoopbackTelegram, ann: Person, make_photo: MakePhoto
) -> None:
    old = telegram_server.add_group("Home", ann)
    delivery = deliver(old)
    gate = telegram_server.faults.hold("sendMessage")
    finishing = asyncio.create_task(delivery.finish(result(make_photo(), make_photo())))
    await old.wait_for_message(lambda message: message.media is not None)
    await telegram_server.wait_until(lambda: telegram_server.ledger.find("sendMediaGroup"))
    new = telegram_server.migrate(old)
    gate.set()
    shown = await finishing
    assert shown is not None
    assert message_ids(shown.handles) == [m.id for m in new.bot_messages if m.media]


@pytest.mark.parametrize("how", ["blocked", "kicked", "deleted"])
async def test_where_nobody_is_any_more_it_ends_without_a_word(
    how: str,
    deliver: Deliver,
    gone: list[Place],
    private: Chat,
    group: Chat,
    ann: Person,
    make_photo: MakePhoto,
) -> None:
    chat = private if how == "blocked" else group
    delivery = deliver(chat)
    await delivery.show(progress("10 %"))
    {"blocked": ann.block, "kicked": group.kick_bot, "deleted": group.delete}[how]()
    assert await delivery.show(progress("20 %")) is Glance.LOST
    with capture_logs() as logs:
        assert await delivery.finish(result(make_photo())) is None
    assert [place.chat_id for place in gone] == [chat.id, chat.id]
    assert {log["log_level"] for log in logs} <= {"info", "debug"}


@pytest.mark.parametrize(("width", "height"), [(1281, 854), (1260, 60)])
async def test_what_telegram_would_make_smaller_or_take_as_no_photo_goes_as_a_file_whole(
    width: int, height: int, deliver: Deliver, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %", make_photo(32, 32)))
    dream = make_photo(width, height)
    assert await delivery.finish(result(dream)) is not None
    media = private.bot_messages[0].media
    assert media is not None
    assert (media.kind, media.width, media.height) == ("document", width, height)
    assert media.data == dream


@pytest.mark.parametrize(
    ("width", "height", "is_page"), [(1280, 853, False), (1280, 64, False), (6000, 4000, True)]
)
async def test_what_keeps_its_size_is_a_photo_and_so_is_a_sheet_of_any_size(
    width: int, height: int, is_page: bool, deliver: Deliver, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private, is_page=is_page)
    assert await delivery.finish(result(make_photo(width, height))) is not None
    media = private.bot_messages[0].media
    assert media is not None
    assert media.kind == "photo"


async def test_a_picture_that_is_no_photo_to_telegram_goes_as_a_file(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    telegram_server.faults.fail(
        "editMessageMedia", status=400, description="Bad Request: PHOTO_INVALID_DIMENSIONS"
    )
    assert await delivery.finish(result(make_photo())) is not None
    media = private.bot_messages[0].media
    assert media is not None
    assert media.kind == "document"


async def test_a_preview_that_is_no_photo_to_telegram_leaves_the_words(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("0 %"))
    telegram_server.faults.fail(
        "editMessageMedia", status=400, description="Bad Request: PHOTO_INVALID_DIMENSIONS"
    )
    await delivery.show(progress("10 %", make_photo(100, 4)))
    assert await delivery.show(progress("20 %", make_photo(100, 4))) is Glance.SHOWN
    assert private.bot_messages[0].text == "20 %"
    assert await delivery.finish(result(make_photo())) is not None
    assert open_media(private.bot_messages[0]).size == (64, 48)


async def test_a_photo_over_ten_megabytes_goes_as_a_file_whole(
    deliver: Deliver, private: Chat, noise: bytes
) -> None:
    assert await deliver(private).finish(result(noise)) is not None
    media = private.bot_messages[0].media
    assert media is not None
    assert (media.kind, media.data) == ("document", noise)


async def test_a_covered_photo_over_ten_megabytes_stays_a_photo_and_covered(
    deliver: Deliver, private: Chat, noise: bytes
) -> None:
    assert await deliver(private).finish(result(noise, is_spoiler=True)) is not None
    [message] = private.bot_messages
    assert message.media is not None
    assert message.media.kind == "photo"
    assert len(message.media.data) <= 10 * 10**6
    assert message.has_spoiler


async def test_a_file_over_the_limit_is_encoded_anew(deliver: Deliver, private: Chat) -> None:
    noise = make_noise(400)
    limit = len(noise) // 2
    delivery = deliver(private, document_bytes=limit, kind="document")
    assert await delivery.finish(result(noise)) is not None
    media = private.bot_messages[0].media
    assert media is not None
    assert media.kind == "document"
    assert len(media.data) <= limit


async def test_a_photo_that_telegram_finds_too_large_goes_as_a_file_whole(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    noise = make_noise(400)
    telegram_server.photo_bytes = int(len(noise) * 0.6)
    assert await deliver(private).finish(result(noise)) is not None
    media = private.bot_messages[0].media
    assert media is not None
    assert (media.kind, media.data) == ("document", noise)


async def test_a_covered_photo_that_telegram_finds_too_large_stays_covered(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    noise = make_noise(400)
    telegram_server.photo_bytes = int(len(noise) * 0.6)
    assert await deliver(private).finish(result(noise, is_spoiler=True)) is not None
    [message] = private.bot_messages
    assert message.has_spoiler
    assert message.media is not None
    assert message.media.kind == "photo"
    assert len(message.media.data) <= telegram_server.photo_bytes


async def test_a_file_that_telegram_finds_too_large_is_made_smaller_once(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    noise = make_noise(400)
    telegram_server.document_bytes = int(len(noise) * 0.6)
    assert await deliver(private, kind="document").finish(result(noise)) is not None
    statuses = [answer.status for answer in telegram_server.ledger.find("editMessageMedia")]
    assert statuses == [413, 200]


async def test_what_no_size_helps_is_told_in_words(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    telegram_server.photo_bytes = telegram_server.document_bytes = 1
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    shown = await delivery.finish(result(make_noise(300)))
    assert shown is not None
    [message] = private.bot_messages
    assert message.text.startswith("The dream is too large for Telegram")
    assert message.buttons == []


async def test_a_spoiler_stays_covered(
    deliver: Deliver, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    await delivery.finish(result(make_photo(), is_spoiler=True))
    assert private.bot_messages[0].has_spoiler


async def test_several_results_come_as_one_album_with_words_and_buttons_below(
    deliver: Deliver, private: Chat, ann: Person, make_photo: MakePhoto
) -> None:
    post = await ann.send(private, "cats")
    delivery = deliver(private, reply_to=post)
    await delivery.show(progress("10 %"))
    colours = ("red", "green", "blue")
    shown = await delivery.finish(result(*(make_photo(colour=colour) for colour in colours)))
    *album, below = private.bot_messages
    assert [open_media(message).getpixel((5, 5)) for message in album] == [
        (255, 0, 0),
        (0, 128, 0),
        (0, 0, 255),
    ]
    assert len({message.media_group_id for message in album}) == 1
    assert all(message.reply_to is post for message in album)
    assert (below.text, below.reply_to) == ("finished", album[0])
    assert "Deeper" in labels(below)
    assert shown is not None
    assert shown.message_id == below.id
    assert message_ids(shown.handles) == [message.id for message in album]


async def test_where_one_of_an_album_is_no_photo_all_are_files(
    deliver: Deliver, private: Chat, make_photo: MakePhoto
) -> None:
    await deliver(private).finish(result(make_photo(), make_photo(2100, 100)))
    kinds = [message.media.kind for message in private.bot_messages if message.media]
    assert kinds == ["document", "document"]


async def test_an_album_is_not_sent_twice_where_only_its_words_failed(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    telegram_server.faults.fail("sendMessage", status=502, times=2)
    assert await deliver(private).finish(result(make_photo(), make_photo())) is not None
    assert len(private.bot_messages) == 3


async def test_a_dream_outlives_an_outage(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    telegram_server.faults.fail("sendMessage|editMessageMedia", status=500, times=2)
    telegram_server.faults.fail("editMessageMedia", status=429, retry_after=1)
    assert await deliver(private).finish(result(make_photo())) is not None
    assert len(private.bot_messages) == 1


@pytest.mark.parametrize("status", [502, 429])
async def test_an_outage_that_does_not_end_leaves_the_dream_for_later(
    deliver: Deliver,
    telegram_server: LoopbackTelegram,
    private: Chat,
    make_photo: MakePhoto,
    status: int,
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    after = 60 if status == 429 else None
    telegram_server.faults.fail("editMessageMedia", status=status, retry_after=after, times=99)
    with pytest.raises(UnreachableError):
        await delivery.finish(result(make_photo()))
    assert private.bot_messages[0].text == "10 %"
    telegram_server.faults.clear()
    if status == 502:  # a chat that is held back is left alone for so long
        assert await delivery.finish(result(make_photo())) is not None
        assert [message.words for message in private.bot_messages] == ["finished"]


async def test_a_telegram_that_does_not_answer_leaves_the_dream_for_later(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    telegram_server.faults.hold("editMessage.*", times=2)
    with pytest.raises(UnreachableError):
        await delivery.finish(result(make_photo()))
    with pytest.raises(UnreachableError):
        await delivery.close(Content(text="Cancelled."))
    telegram_server.faults.clear()
    assert await delivery.finish(result(make_photo())) is not None


async def test_where_nothing_can_be_told_the_service_hears_of_it(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    telegram_server.faults.fail("send.*", status=400, description="Bad Request: odd", times=99)
    with pytest.raises(BotError) as raised:
        await deliver(private).finish(result(make_photo()))
    assert raised.value.code == BotErrorCode.NOT_DELIVERED


async def test_a_group_that_takes_no_pictures_has_its_owner_written_to(
    deliver: Deliver, private: Chat, group: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(group)
    group.restrict_bot()
    shown = await delivery.finish(result(make_photo(), make_photo()))
    assert group.bot_messages == []
    first, second = private.bot_messages
    assert first.caption.startswith("I couldn't answer you in Home. I may not post pictures there.")
    assert first.caption.endswith("finished")
    assert (second.caption, first.buttons) == ("", [])
    assert shown is not None
    assert message_ids(shown.handles) == [first.id, second.id]


async def test_an_owner_who_never_wrote_to_the_bot_is_left_alone(
    deliver: Deliver, group: Chat, ben: Person, make_photo: MakePhoto
) -> None:
    group.restrict_bot()
    assert await deliver(group, owner_id=ben.id).finish(result(make_photo())) is None
    assert ben.private_chat.bot_messages == []


async def test_what_an_anonymous_administrator_asked_for_is_not_posted_elsewhere_in_the_group(
    deliver: Deliver, host: Host, forum: Chat, make_photo: MakePhoto
) -> None:
    topic = forum.add_topic("Dreams")
    delivery = deliver(forum, owner_id=forum.id)
    delivery.message.place = replace(delivery.message.place, thread_id=topic.thread_id)
    topic.close()
    assert await delivery.finish(result(make_photo())) is None
    assert forum.bot_messages == []


async def test_a_topic_that_was_closed_is_told_to_the_owner(
    deliver: Deliver, private: Chat, forum: Chat, make_photo: MakePhoto
) -> None:
    topic = forum.add_topic("Dreams")
    delivery = deliver(forum)
    delivery.message.place = replace(delivery.message.place, thread_id=topic.thread_id)
    topic.close()
    assert await delivery.finish(result(make_photo())) is not None
    assert "The topic is closed or gone." in private.bot_messages[0].caption


async def test_a_form_that_telegram_takes_nowhere_is_told_in_the_message(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    telegram_server.faults.fail("editMessageMedia", status=400, description="Bad Request: strange")
    assert await delivery.finish(result(make_photo())) is not None
    assert private.bot_messages[0].text.startswith("Telegram didn't accept the dream's message.")


async def test_a_slow_glance_is_given_up(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    telegram_server.faults.hold("editMessageText")
    began = time.monotonic()
    assert await delivery.show(progress("20 %")) is Glance.SKIPPED
    assert time.monotonic() - began < 3.0
    telegram_server.faults.clear()


async def test_a_glance_that_telegram_holds_back_is_skipped(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    telegram_server.faults.fail("editMessageText", status=429, retry_after=60)
    assert await delivery.show(progress("20 %")) is Glance.SKIPPED
    assert await delivery.show(progress("30 %")) is Glance.SKIPPED


async def test_an_ending_that_nobody_needs_is_shown_only_where_the_message_is(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    await deliver(private).close(Content(text="Cancelled."))
    assert private.bot_messages == []
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    await delivery.close(Content(text="Cancelled."))
    [message] = private.bot_messages
    assert (message.text, message.buttons) == ("Cancelled.", [])
    await ann.delete(message)
    await delivery.close(Content(text="Cancelled, really."))
    assert private.bot_messages == []


async def test_an_ending_without_a_result_may_offer_another_try(
    deliver: Deliver, private: Chat
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    assert await delivery.finish(Content(text="It died.", pictures=(), controls=Controls.RETRY))
    [message] = private.bot_messages
    assert message.text == "It died."
    assert has_button(message, "again")


RIGHTS = "Bad Request: not enough rights to send photos to the chat"


async def test_where_photos_may_not_be_sent_a_file_is(
    deliver: Deliver, group: Chat, make_photo: MakePhoto, telegram_server: LoopbackTelegram
) -> None:
    delivery = deliver(group)
    await delivery.show(progress("You are next."))
    telegram_server.faults.fail("edit.*", status=400, description=RIGHTS, times=2)
    assert await delivery.show(progress("10 %", make_photo(32, 32))) is Glance.SKIPPED
    assert await delivery.finish(result(make_photo()))
    [message] = group.bot_messages
    assert message.media is not None
    assert message.media.kind == "document"


async def test_where_no_picture_may_be_sent_the_message_says_so(
    deliver: Deliver, group: Chat, make_photo: MakePhoto, telegram_server: LoopbackTelegram
) -> None:
    delivery = deliver(group, owner_id=-1)
    await delivery.show(progress("You are next."))
    telegram_server.faults.fail("editMessageMedia", status=400, description=RIGHTS, times=9)
    assert await delivery.show(progress("10 %", make_photo(32, 32))) is Glance.SKIPPED
    assert await delivery.show(progress("20 %", make_photo(32, 32))) is Glance.SHOWN
    shown = await delivery.finish(result(make_photo()))
    [message] = group.bot_messages
    assert shown is not None
    assert shown.message_id == message.id
    assert "may not post pictures" in message.text
    assert message.buttons == []


async def test_pictures_whose_words_are_not_taken_are_not_sent_twice(
    deliver: Deliver, private: Chat, make_photo: MakePhoto, telegram_server: LoopbackTelegram
) -> None:
    private.has_started = True
    delivery = deliver(private)
    await delivery.show(progress("You are next."))
    telegram_server.faults.fail("sendMessage", status=400, description="Bad Request: odd", times=9)
    for _ in range(2):
        shown = await delivery.finish(result(make_photo(), make_photo()))
        assert shown is not None
        assert len(message_ids(shown.handles)) == 2
    assert len(private.bot_messages) == 2  # the status is gone


async def test_the_first_words_wait_where_later_ones_are_skipped(
    deliver: Deliver, group: Chat, host: Host
) -> None:
    for number in range(4):
        await host.bot.send_message(group.id, f"{number}")
    delivery = deliver(group)
    assert await delivery.show(progress("You are next.")) is Glance.SHOWN
    assert [m.text for m in group.bot_messages][-1] == "You are next."


# After a restart, and where nobody knows what arrived.


async def cut_off(telegram_server: LoopbackTelegram, doing: Coroutine[Any, Any, Any]) -> None:
    """The bot is killed once Telegram has done the next thing, before it hears of that."""
    before = len(telegram_server.ledger.answers)
    telegram_server.faults.hold("send.*", answer=True)
    task = asyncio.create_task(doing)
    await telegram_server.wait_until(lambda: len(telegram_server.ledger.answers) > before)
    task.cancel()
    await asyncio.wait([task])
    telegram_server.faults.clear()


async def test_after_a_restart_the_message_that_was_there_becomes_the_result(
    deliver: Deliver, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    await delivery.show(progress("20 %", make_photo(32, 32)))
    again = deliver(private)
    await again.show(progress("30 %"))
    assert await again.finish(result(make_photo())) is not None
    [message] = private.bot_messages
    assert [each.words for each in message.revisions] == ["10 %", "20 %", "30 %", "finished"]


async def test_what_was_posted_is_not_posted_again(
    deliver: Deliver,
    telegram_server: LoopbackTelegram,
    private: Chat,
    kept: Kept,
    wish: Wish,
    make_photo: MakePhoto,
) -> None:
    for pictures in ((make_photo(),), (make_photo(), make_photo())):
        kept.message_id, kept.handles = None, {}
        shown = await deliver(private).finish(result(*pictures))
        assert shown is not None
        kept.message_id, kept.handles = shown.message_id, shown.handles
        before = len(telegram_server.ledger.answers)
        assert await deliver(private).finish(result(*pictures)) == shown
        assert len(telegram_server.ledger.answers) == before


@pytest.mark.parametrize("where", ["private", "group", "forum"])
async def test_a_message_that_arrived_without_anybodys_knowing_is_found(
    deliver: Deliver,
    telegram_server: LoopbackTelegram,
    ann: Person,
    make_photo: MakePhoto,
    request: pytest.FixtureRequest,
    where: str,
) -> None:
    chat: Chat = request.getfixturevalue(where)
    topic = chat.add_topic("Dreams") if where == "forum" else None
    place = Place(
        chat_id=chat.id,
        is_private=where == "private",
        thread_id=topic.thread_id if topic else None,
    )
    post = await ann.send(chat, "/dream cats", topic=topic)
    await cut_off(telegram_server, deliver(chat, reply_to=post, place=place).show(progress("10 %")))
    [lost] = chat.bot_messages
    again = deliver(chat, reply_to=post, place=place)
    assert await again.show(progress("20 %")) is Glance.SHOWN
    assert await again.finish(result(make_photo())) is not None
    assert chat.bot_messages == [lost]
    assert [each.words for each in lost.revisions] == ["10 %", "20 %", "finished"]


async def test_it_is_found_among_others_and_none_of_them_changes(
    deliver: Deliver,
    telegram_server: LoopbackTelegram,
    group: Chat,
    host: Host,
    ann: Person,
    ben: Person,
    make_wish: MakeWish,
    make_photo: MakePhoto,
) -> None:
    other = make_wish(id="f" * 16)
    keyboard = build_keyboard(Content(text="", controls=Controls.CANCEL), other, Phrases())
    post = await ann.send(group, "/dream cats")
    await ben.send(group, "hello")
    await host.bot.send_message(group.id, "How to ask: ...")
    await cut_off(telegram_server, deliver(group, reply_to=post).show(progress("10 %")))
    lost = group.bot_messages[-1]
    await host.bot.send_message(group.id, "10 %", reply_markup=keyboard)
    await host.bot.send_photo(group.id, make_photo(), caption="finished")
    gone = await ann.send(group, "something")
    await ann.delete(gone)
    before = [(each.id, len(each.revisions)) for each in group.visible_messages]
    again = deliver(group, reply_to=post)
    assert await again.show(progress("20 %")) is Glance.SHOWN
    assert again.message.message_id == lost.id
    after = [(each.id, len(each.revisions)) for each in group.visible_messages]
    assert after == [(number, count + (number == lost.id)) for number, count in before]


async def test_what_never_arrived_is_not_looked_for_for_long(
    deliver: Deliver, telegram_server: LoopbackTelegram, group: Chat, ann: Person
) -> None:
    post = await ann.send(group, "/dream cats")
    telegram_server.faults.cut("sendMessage", Cut.BEFORE)
    assert await deliver(group, reply_to=post).show(progress("10 %")) is Glance.SKIPPED
    assert group.bot_messages == []
    again = deliver(group, reply_to=post)
    assert await again.show(progress("20 %")) is Glance.SHOWN
    [message] = group.bot_messages
    assert message.text == "20 %"
    assert telegram_server.ledger.find("edit.*") == []


async def test_in_a_chat_full_of_talk_it_is_given_up(
    deliver: Deliver, telegram_server: LoopbackTelegram, group: Chat, ann: Person
) -> None:
    post = await ann.send(group, "/dream cats")
    for number in range(40):
        await ann.send(group, f"{number}")
    await cut_off(telegram_server, deliver(group, reply_to=post).show(progress("10 %")))
    for number in range(40):
        await ann.send(group, f"{number}")
    assert await deliver(group, reply_to=post).show(progress("20 %")) is Glance.SHOWN
    assert [message.text for message in group.bot_messages] == ["10 %", "20 %"]
    assert len(telegram_server.ledger.find("editMessageCaption")) == 24


async def test_a_message_that_arrives_after_all_is_the_one_that_is_cancelled(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    await cut_off(telegram_server, deliver(private).show(progress("10 %")))
    assert await deliver(private).close(Content(text="Cancelled.")) is not None
    assert [message.text for message in private.bot_messages] == ["Cancelled."]


@pytest.mark.parametrize("when", [Cut.BEFORE, Cut.MIDWAY])
@pytest.mark.parametrize("killed", [False, True])
async def test_an_album_that_was_cut_off_is_there_once(
    deliver: Deliver,
    telegram_server: LoopbackTelegram,
    private: Chat,
    make_photo: MakePhoto,
    when: Cut,
    killed: bool,
) -> None:
    content = result(make_photo(), make_photo(48, 64), make_photo())
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    telegram_server.faults.cut("sendMediaGroup", when)
    if killed:
        telegram_server.faults.fail("send.*", status=502, times=2)
        with pytest.raises(UnreachableError):
            await delivery.finish(content)
        delivery = deliver(private)
    shown = await delivery.finish(content)
    *album, below = private.bot_messages
    assert len({message.media_group_id for message in album}) == 1
    assert (below.text, below.reply_to) == ("finished", album[0])
    assert shown is not None
    assert message_ids(shown.handles) == [message.id for message in album]
    files = [message.media.file_id for message in album if message.media]
    assert file_ids(shown.handles) == files


async def test_an_album_of_others_is_not_taken_for_the_own(
    deliver: Deliver,
    telegram_server: LoopbackTelegram,
    private: Chat,
    kept: Kept,
    make_photo: MakePhoto,
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    mine = kept.message_id, kept.handles
    for others in ((64, 48), (48, 48)), ((64, 48),) * 3:
        kept.message_id, kept.handles = None, {}
        await deliver(private).finish(result(*(make_photo(*each) for each in others)))
    kept.message_id, kept.handles = mine
    before = len(private.bot_messages)
    telegram_server.faults.cut("sendMediaGroup", Cut.BEFORE)
    shown = await delivery.finish(result(make_photo(64, 48), make_photo(64, 48)))
    assert shown is not None
    *_, first, second, below = private.bot_messages
    assert message_ids(shown.handles) == [first.id, second.id]
    assert shown.message_id == below.id
    assert len(private.bot_messages) == before + 2  # but for the status


async def test_a_file_among_files_is_known_by_its_name(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat, make_photo: MakePhoto
) -> None:
    delivery = deliver(private, kind="document")
    telegram_server.faults.cut("sendMediaGroup", Cut.MIDWAY)
    assert await delivery.finish(result(make_photo(), make_photo())) is not None
    names = [message.media.file_name for message in private.bot_messages if message.media]
    assert names == ["cats-0.png", "cats-1.png"]


async def test_words_below_an_album_that_arrived_unheard_are_there_once(
    deliver: Deliver, telegram_server: LoopbackTelegram, group: Chat, make_photo: MakePhoto
) -> None:
    content = result(make_photo(), make_photo())
    delivery = deliver(group)
    await delivery.show(progress("10 %"))
    telegram_server.faults.cut("sendMessage", Cut.MIDWAY)
    shown = await delivery.finish(content)
    first, _, below = group.bot_messages
    assert (below.text, below.reply_to) == ("finished", first)
    assert shown is not None
    assert shown.message_id == below.id


async def test_a_result_that_comes_anew_is_there_once(
    deliver: Deliver,
    telegram_server: LoopbackTelegram,
    private: Chat,
    ann: Person,
    make_photo: MakePhoto,
) -> None:
    delivery = deliver(private)
    await delivery.show(progress("10 %"))
    await ann.delete(private.bot_messages[0])
    telegram_server.faults.cut("sendMessage", Cut.MIDWAY)
    telegram_server.faults.cut("editMessageMedia", Cut.MIDWAY)
    assert await delivery.finish(result(make_photo())) is not None
    [message] = private.bot_messages
    assert open_media(message).size == (64, 48)
    assert has_button(message, "deeper")


async def test_an_ending_without_buttons_that_comes_anew_is_there_once(
    deliver: Deliver, telegram_server: LoopbackTelegram, private: Chat
) -> None:
    telegram_server.faults.cut("sendMessage", Cut.MIDWAY)
    assert await deliver(private).finish(Content(text="It is no picture."))
    [message] = private.bot_messages
    assert (message.text, message.buttons) == ("It is no picture.", [])


@pytest.mark.parametrize("count", [1, 2])
async def test_what_is_sent_to_the_owner_is_there_once(
    deliver: Deliver,
    telegram_server: LoopbackTelegram,
    group: Chat,
    private: Chat,
    make_photo: MakePhoto,
    count: int,
) -> None:
    content = result(*[make_photo()] * count)
    delivery = deliver(group)
    group.restrict_bot()
    refused = "Bad Request: not enough rights to send text messages to the chat"
    telegram_server.faults.fail("send.*", status=400, description=refused, times=2, chat=group)
    telegram_server.faults.cut("sendMessage|sendMediaGroup", Cut.MIDWAY)
    telegram_server.faults.fail("send.*", status=502, times=2)
    with pytest.raises(UnreachableError):
        await delivery.finish(content)
    shown = await deliver(group).finish(content)
    assert shown is not None
    assert len(private.bot_messages) == count
    assert private.bot_messages[0].caption.endswith("finished")
    assert await deliver(group).finish(content) == shown
    assert len(private.bot_messages) == count


async def test_a_group_that_moved_is_remembered_by_its_new_id(
    deliver: Deliver, telegram_server: LoopbackTelegram, ann: Person, make_photo: MakePhoto
) -> None:
    old = telegram_server.add_group("Home", ann)
    delivery = deliver(old)
    await delivery.show(progress("10 %"))
    new = telegram_server.migrate(old)
    await delivery.show(progress("20 %"))
    await delivery.show(progress("30 %"))
    assert await deliver(old).finish(result(make_photo())) is not None
    assert [message.words for message in new.bot_messages] == ["finished"]
