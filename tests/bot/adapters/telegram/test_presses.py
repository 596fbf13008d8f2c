import asyncio
import time
from dataclasses import replace

import pytest

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.keyboards import build_keyboard, build_result_keyboard
from bot.conversation import Person as BotPerson
from bot.records import ChatSettings, Records, Wish
from bot.service import DreamService
from bot.texts import Phrases
from bot.wishes import Action, Content, Controls
from dream_core import DreamError, ErrorCode
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.telegram.looks import (
    expect_silence,
    has_button,
    is_result,
    labels,
    open_media,
    wait_for,
    wait_for_reply,
    wait_for_result,
    wish_id_of,
    wish_of,
)
from tests.bot.conftest import MakePhoto, MakeWish
from tests.clips import draw_film
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Message, Person

FILM = File(name="a.mp4", data=draw_film(), content_type="video/mp4")

pytestmark = pytest.mark.usefixtures("awake")


@pytest.fixture
async def result(awake: Host, group: Chat, ann: Person, photo: File) -> Message:
    """A finished dream of Ann's in the group."""
    await ann.send(group, "/dream cats seed=7", photo=photo)
    message = await wait_for_result(group)
    await wait_for(lambda: not awake.dreaming.wishes.is_under_way(wish_id_of(message)))
    return message


@pytest.fixture
async def album(awake: Host, private: Chat, ann: Person, photo: File) -> list[Message]:
    """A finished dream of two pictures: both of them, and the message below."""
    await ann.send_album(private, [photo, photo], "cats seed=7")
    below = await wait_for_result(private)
    await wait_for(lambda: not awake.dreaming.wishes.is_under_way(wish_id_of(below)))
    return private.bot_messages


async def press(person: Person, message: Message, label: str) -> str:
    """Presses a button; returns what whoever pressed it is told."""
    pressed = await person.press(message, text=label)
    return str((await pressed.answered())["text"])


@pytest.mark.parametrize(
    ("label", "changes"),
    [
        ("Stronger", {"amount": 125}),
        ("Weaker", {"amount": 75}),
        ("Keep colours", {"keep_colours": True}),
    ],
)
async def test_a_change_makes_a_new_message_and_leaves_the_first(
    label: str,
    changes: dict[str, object],
    result: Message,
    group: Chat,
    ann: Person,
    records: Records,
) -> None:
    before = result.caption
    assert await press(ann, result, label) == ""
    changed = await wait_for_result(group, after=result)
    assert changed.reply_to is result
    assert (result.caption, is_result(result)) == (before, True)
    expected = {"preset": "cats", "seed": 7, **changes}
    assert (await wish_of(records, changed)).options.said() == expected


async def test_again_has_another_seed(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    await press(ann, result, "Again")
    again = await wait_for_result(group, after=result)
    assert (await wish_of(records, again)).options.seed != 7


async def test_another_preset_is_chosen_from_a_list_that_closes_again(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    buttons = labels(result)
    await press(ann, result, "Another preset")
    await wait_for(lambda: "Eyes" in labels(result))
    assert "Cats" not in labels(result)
    await press(ann, result, "Eyes")
    changed = await wait_for_result(group, after=result)
    assert (await wish_of(records, changed)).options.preset == "eyes"
    assert labels(result) == buttons


async def test_the_list_of_presets_can_be_left(result: Message, ann: Person) -> None:
    buttons = labels(result)
    await press(ann, result, "Another preset")
    await wait_for(lambda: "Back" in labels(result))
    await press(ann, result, "Back")
    await wait_for(lambda: labels(result) == buttons)


async def test_a_list_that_is_open_already_is_no_trouble(
    result: Message, telegram_server: LoopbackTelegram, ann: Person
) -> None:
    description = "Bad Request: message is not modified: specified new message content ..."
    telegram_server.faults.fail("editMessageReplyMarkup", status=400, description=description)
    assert await press(ann, result, "Another preset") == ""
    await expect_silence(result.chat)


async def test_deeper_dreams_the_dream(result: Message, group: Chat, ann: Person) -> None:
    await press(ann, result, "Deeper")
    deeper = await wait_for_result(group, after=result)
    # The engine's dream is the negative, so that a dream of the dream is the photo again.
    colours = [open_media(shown).getpixel((5, 5)) for shown in (result, deeper)]
    assert colours[0] != pytest.approx(colours[1], abs=20)
    assert colours[1] == pytest.approx((255, 165, 0), abs=12)


async def test_deeper_takes_the_dream_as_it_was_made_not_as_telegram_shows_it(
    group: Chat, ann: Person, make_photo: MakePhoto
) -> None:
    large = File(name="large.png", data=make_photo(1600, 1200))
    # What is covered can't be a file, so Telegram makes it smaller.
    await ann.send(group, "/dream cats size=full", document=large, has_spoiler=True)
    first = await wait_for_result(group)
    assert first.media is not None
    assert first.media.sizes[-1].width == 1280
    await press(ann, first, "Deeper")
    deeper = await wait_for_result(group, after=first)
    assert open_media(deeper).size == (1600, 1200)


async def test_deeper_takes_what_telegram_shows_once_the_dream_is_purged(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    await records.purge(-60)
    await press(ann, result, "Deeper")
    deeper = await wait_for_result(group, after=result)
    assert open_media(deeper).getpixel((5, 5)) == pytest.approx((255, 165, 0), abs=12)


async def test_what_was_dreamed_deeper_goes_on_from_there_even_when_all_is_purged(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    await press(ann, result, "Deeper")
    deeper = await wait_for_result(group, after=result)
    await records.purge(-60)
    await press(ann, deeper, "Again")
    stronger = await wait_for_result(group, after=deeper)
    # A dream of the first dream, which is the photo's negative; not one of the photo.
    assert open_media(stronger).getpixel((5, 5)) == pytest.approx((255, 165, 0), abs=12)


async def test_a_change_takes_the_original_from_telegram_once_it_is_purged(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    await records.purge(-60)
    await press(ann, result, "Again")
    stronger = await wait_for_result(group, after=result)
    assert open_media(stronger).getpixel((5, 5)) == pytest.approx((0, 90, 255), abs=12)


async def test_as_a_file_it_is_what_was_dreamed_and_nothing_less(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    wish = await wish_of(records, result)
    await press(ann, result, "As a file")
    sent = await wait_for_reply(result)
    assert sent.media is not None
    assert sent.media.kind == "document"
    assert sent.media.file_name == "cats.jpg"
    assert sent.media.data == await records.read_result(wish, 0)


async def test_as_files_an_album_is_one_again(
    album: list[Message], private: Chat, ann: Person
) -> None:
    await press(ann, album[-1], "As a file")
    await private.wait_for_message(lambda message: message.id > album[-1].id)
    files = private.bot_messages[3:]
    assert [file.media.file_name for file in files if file.media] == ["cats-1.jpg", "cats-2.jpg"]
    assert len({file.media_group_id for file in files}) == 1


async def test_a_file_that_is_purged_is_dreamed_once_more(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    await records.purge(-60)
    await press(ann, result, "As a file")
    again = await wait_for_result(group, after=result)
    assert again.media is not None
    assert again.media.kind == "document"
    assert (await wish_of(records, again)).options.said() == {"preset": "cats", "seed": 7}


@pytest.mark.parametrize("label", ["Deeper", "Stronger", "Another preset", "As a file", "Delete"])
async def test_others_are_refused_alone(
    label: str, result: Message, group: Chat, ben: Person
) -> None:
    pressed = await ben.press(result, text=label)
    answer = await pressed.answered()
    assert answer["text"].startswith("That dream is somebody else's.")
    assert answer["show_alert"]
    assert group.bot_messages == [result]


async def test_an_administrator_may_and_then_the_new_dream_is_theirs(
    result: Message, group: Chat, admin: Person, records: Records
) -> None:
    await press(admin, result, "Stronger")
    new = await wait_for_result(group, after=result)
    assert (await wish_of(records, new)).person.id == f"telegram:{admin.id}"


async def test_anybody_may_see_the_recipe(result: Message, ben: Person) -> None:
    assert await press(ben, result, "Recipe") == ""
    recipe = await wait_for_reply(result)
    for told in ("/dream cats seed=7", "Seed: 7", "64 × 48", "fake"):
        assert told in recipe.text
    assert recipe.entities[0]["type"] == "code"


async def test_delete_removes_the_message_and_all_that_was_kept(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    wish_id = wish_id_of(result)
    await press(ann, result, "Delete")
    await wait_for(lambda: result.is_deleted)
    for _ in range(100):
        if await records.find_wish(wish_id) is None:
            break
        await asyncio.sleep(0.01)
    assert await records.find_wish(wish_id) is None
    assert group.bot_messages == []


async def test_delete_removes_every_message_of_an_album(
    album: list[Message], private: Chat, ann: Person
) -> None:
    assert len(album) == 3
    await press(ann, album[-1], "Delete")
    await wait_for(lambda: private.bot_messages == [])


async def test_an_administrator_may_delete(result: Message, group: Chat, admin: Person) -> None:
    await press(admin, result, "Delete")
    await wait_for(lambda: result.is_deleted)


async def test_a_message_that_telegram_deletes_no_more_is_told(
    result: Message, telegram_server: LoopbackTelegram, ann: Person
) -> None:
    telegram_server.clock.move(49 * 3600)
    await press(ann, result, "Delete")
    assert "younger than two days" in (await wait_for_reply(result)).text
    assert not result.is_deleted


async def test_what_the_chat_allows_holds_for_buttons_too(
    result: Message, group: Chat, ann: Person, records: Records
) -> None:
    settings = ChatSettings(channels=("999",))
    await records.chat_settings.save(f"telegram:{group.id}", settings)
    assert "don't dream in this topic" in await press(ann, result, "Stronger")


async def test_a_dream_that_is_forgotten_is_told(
    result: Message, ann: Person, records: Records
) -> None:
    await records.remove_wish(wish_id_of(result))
    assert "don't remember this dream" in await press(ann, result, "Stronger")


async def test_originals_that_nobody_has_any_more_are_told(
    result: Message, telegram_server: LoopbackTelegram, ann: Person, records: Records
) -> None:
    await records.purge(-60)
    telegram_server.faults.fail("getFile", status=400, description="Bad Request: invalid file_id")
    await press(ann, result, "Stronger")
    assert "doesn't have that picture" in (await wait_for_reply(result)).text


async def test_a_press_that_the_queue_refuses_is_told(
    result: Message, group: Chat, ann: Person, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.5
    for _ in range(7):
        await ann.press(result, text="Again")
    await group.wait_for_message(lambda message: "waiting already" in message.words)


@pytest.fixture
async def film(awake: Host, group: Chat, ann: Person) -> Message:
    """A finished film of Ann's in the group."""
    await ann.send(group, "/dream cats seed=7 size=96", animation=FILM)
    message = await wait_for_result(group)
    await wait_for(lambda: not awake.dreaming.wishes.is_under_way(wish_id_of(message)))
    return message


@pytest.mark.parametrize("is_purged", [False, True])
async def test_deeper_into_a_film_is_a_film(
    film: Message, group: Chat, ann: Person, records: Records, is_purged: bool
) -> None:
    if is_purged:
        await records.purge(-60)
    await press(ann, film, "Deeper")
    deeper = await wait_for_result(group, after=film)
    assert deeper.media is not None
    assert deeper.media.kind == "animation"
    await press(ann, film, "Again")
    again = await wait_for_result(group, after=deeper)
    assert again.media is not None
    assert again.media.kind == "animation"


async def test_a_film_as_a_file_is_what_was_made(
    film: Message, group: Chat, ann: Person, records: Records
) -> None:
    wish = await wish_of(records, film)
    await press(ann, film, "As a file")
    sent = await wait_for_reply(film)
    assert sent.media is not None
    assert (sent.media.kind, sent.media.file_name) == ("document", "cats.mp4")
    assert sent.media.data == await records.read_result(wish, 0)


@pytest.mark.parametrize("verb", ["stronger", "weaker", "colours", "blend"])
async def test_what_makes_no_sense_of_a_film_is_told_whoever_drew_the_button(
    verb: str, film: Message, group: Chat, ann: Person
) -> None:
    data = f"dream:{verb}:{wish_id_of(film)}"
    film.keyboard = [[{"text": "Old", "callback_data": data}]]
    assert "can't be done with this dream" in await press(ann, film, "Old")
    assert group.bot_messages == [film]


async def test_what_was_imagined_has_no_looks_and_deeper_grows_more_of_it(
    private: Chat, ann: Person, records: Records
) -> None:
    await ann.send(private, "imagine banana, size=64")
    imagined = await wait_for_result(private)
    await press(ann, imagined, "Deeper")
    deeper = await wait_for_result(private, after=imagined)
    wish = await wish_of(records, deeper)
    assert (wish.options.preset, wish.parts, len(wish.pictures)) == ("of-banana", 1, 1)
    await records.purge(-60)
    await press(ann, imagined, "Again")
    again = await wish_of(records, await wait_for_result(private, after=deeper))
    assert (again.options.preset, again.pictures) == ("imagine-banana", ())
    for verb in ("looks", "preset"):
        data = f"dream:{verb}:{wish_id_of(imagined)}:cats"
        imagined.keyboard = [[{"text": "Old", "callback_data": data}]]
        assert "can't be done with this dream" in await press(ann, imagined, "Old")


async def purge_closed(records: Records) -> None:
    """What is delivered just now is closed a moment later."""
    for _ in range(500):
        if await records.purge(-60):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was closed within 5 s")


async def test_what_was_guided_stays_so_even_when_all_is_purged(
    group: Chat, ann: Person, photo: File, make_photo: MakePhoto, records: Records
) -> None:
    guide = File(name="guide.png", data=make_photo(32, 32, colour="blue"), content_type="image/png")
    shown = await ann.send(group, document=photo)
    await ann.send(group, "/dream cats guided", document=guide, reply_to=shown)
    newest = await wait_for_result(group)
    for label in ("Again", "As a file"):
        await purge_closed(records)
        await press(ann, newest, label)
        newest = await wait_for_result(group, after=newest)
        wish = await wish_of(records, newest)
        assert await records.read_picture(wish, 0) == photo.data
        assert await records.read_guide(wish) == guide.data


async def test_a_look_that_is_chosen_for_a_film_makes_a_film(private: Chat, ann: Person) -> None:
    await ann.send(private, animation=FILM)
    offer = await private.wait_for_message(lambda message: has_button(message, "preset"))
    await press(ann, offer, "Cats")
    result = await wait_for_result(private)
    assert result is offer
    assert result.media is not None
    assert result.media.kind == "animation"


@pytest.mark.parametrize("data", ["dream:fly:0123456789abcdef", "old-button", ""])
async def test_a_button_of_another_version_says_so(
    data: str, telegram_server: LoopbackTelegram, result: Message, ann: Person
) -> None:
    result.keyboard = [[{"text": "Old", "callback_data": data}]]
    assert "doesn't work any more" in await press(ann, result, "Old")


async def test_every_press_is_answered_whatever_goes_wrong(
    result: Message, telegram_server: LoopbackTelegram, ann: Person, records: Records
) -> None:
    telegram_server.faults.fail("send.*|edit.*|delete.*|getFile", status=500, times=99)
    for label in labels(result):
        pressed = await ann.press(result, text=label)
        await pressed.answered(timeout_seconds=5)


async def test_a_press_is_answered_even_while_the_chat_is_held_back(
    result: Message, telegram_server: LoopbackTelegram, ann: Person, ben: Person
) -> None:
    telegram_server.faults.fail("sendMessage", status=429, retry_after=2)
    await press(ben, result, "Recipe")
    await asyncio.sleep(0.2)
    for label in ("Another preset", "Delete"):
        pressed = await ann.press(result, text=label)
        await pressed.answered(timeout_seconds=1.5)


# Cancelling.


@pytest.fixture
async def dreaming(group: Chat, ann: Person, photo: File, engine: FakeEngine) -> Message:
    """A dream of Ann's under way, which takes its time."""
    engine.step_seconds = 0.2
    await ann.send(group, "/dream cats", photo=photo)
    return await group.wait_for_message(lambda message: has_button(message, "cancel"))


async def test_the_owner_cancels(dreaming: Message, ann: Person, service: DreamService) -> None:
    await press(ann, dreaming, "Cancel")
    await wait_for(lambda: dreaming.words == "Cancelled.")
    assert dreaming.buttons == []
    assert service.jobs_of(f"telegram:{ann.id}") == ()


async def test_others_do_not_cancel_but_administrators_do(
    dreaming: Message, ben: Person, admin: Person
) -> None:
    assert await press(ben, dreaming, "Cancel") != ""
    assert has_button(dreaming, "cancel")
    await press(admin, dreaming, "Cancel")
    await wait_for(lambda: dreaming.words == "Cancelled.")


async def test_a_cancel_that_comes_too_late_leaves_the_result(
    awake: Host, group: Chat, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.02
    await ann.send(group, "/dream cats", photo=photo)
    message = await group.wait_for_message(lambda message: has_button(message, "cancel"))
    wish_id, keyboard = wish_id_of(message), message.keyboard
    await wait_for_result(group)
    await wait_for(lambda: not awake.dreaming.wishes.is_under_way(wish_id))
    after, message.keyboard = message.keyboard, keyboard  # as it still looks on Ann's phone
    pressing = await ann.press(message, text="Cancel")
    message.keyboard = after
    assert "neither waits nor runs" in (await pressing.answered())["text"]
    assert is_result(message)


async def test_cancel_twice_is_still_cancelled(awake: Host, dreaming: Message, ann: Person) -> None:
    first = await ann.press(dreaming, text="Cancel")
    second = await ann.press(dreaming, text="Cancel")
    await first.answered()
    await second.answered()
    await wait_for(lambda: not awake.dreaming.wishes.is_under_way(second.data.split(":")[2]))
    await expect_silence(dreaming.chat)
    assert dreaming.words == "Cancelled."


async def test_a_dream_that_died_can_be_tried_again(
    group: Chat, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.fail_next(DreamError(ErrorCode.WORKER_DIED, "The dream's process died."))
    await ann.send(group, "/dream cats", photo=photo)
    failed = await group.wait_for_message(lambda message: has_button(message, "again"))
    await press(ann, failed, "Again")
    await wait_for_result(group, after=failed)


# Offers.


async def test_an_offer_becomes_the_dream(
    private: Chat, ann: Person, photo: File, records: Records
) -> None:
    post = await ann.send(private, photo=photo)
    offer = await private.wait_for_message(lambda message: has_button(message, "preset"))
    await press(ann, offer, "Eyes")
    result = await wait_for_result(private)
    assert result is offer
    assert result.reply_to is post
    assert (await wish_of(records, result)).options.preset == "eyes"


async def test_an_offer_is_for_whoever_asked_and_administrators(
    group: Chat, ann: Person, ben: Person, admin: Person, photo: File
) -> None:
    await ann.send(group, "/dream", photo=photo)
    offer = await group.wait_for_message(lambda message: has_button(message, "preset"))
    assert "somebody else's" in await press(ben, offer, "Eyes")
    await press(admin, offer, "Eyes")
    await wait_for_result(group)


async def test_an_offer_pressed_twice_at_once_dreams_once(
    private: Chat, ann: Person, photo: File
) -> None:
    await ann.send(private, photo=photo)
    offer = await private.wait_for_message(lambda message: has_button(message, "preset"))
    presses = [await ann.press(offer, text=label) for label in ("Eyes", "Cats")]
    for pressed in presses:
        await pressed.answered()
    await wait_for_result(private)
    await expect_silence(private)
    assert private.bot_messages == [offer]


async def test_an_offer_that_was_taken_is_not_taken_again_by_a_press_that_comes_late(
    private: Chat, ann: Person, photo: File, telegram_server: LoopbackTelegram
) -> None:
    await ann.send(private, photo=photo)
    offer = await private.wait_for_message(lambda message: has_button(message, "preset"))
    as_it_was = offer.keyboard
    await press(ann, offer, "Eyes")
    result = await wait_for_result(private)
    result.keyboard = as_it_was
    assert await press(ann, offer, "Cats") == ""
    await expect_silence(private)
    assert private.bot_messages == [result]


async def test_an_offer_that_fails_can_be_pressed_again(
    private: Chat, telegram_server: LoopbackTelegram, ann: Person, photo: File
) -> None:
    await ann.send(private, photo=photo)
    offer = await private.wait_for_message(lambda message: has_button(message, "preset"))
    telegram_server.faults.fail("download", status=500)
    await press(ann, offer, "Eyes")
    assert "didn't hand me the picture" in (await wait_for_reply(offer)).text
    await press(ann, offer, "Eyes")
    assert await wait_for_result(private) is offer


async def test_an_offer_that_nobody_wants_goes(private: Chat, ann: Person, photo: File) -> None:
    await ann.send(private, photo=photo)
    offer = await private.wait_for_message(lambda message: has_button(message, "preset"))
    await press(ann, offer, "Never mind")
    await wait_for(lambda: offer.is_deleted)


async def test_a_preset_that_is_gone_is_told_and_the_offer_stays(
    private: Chat, ann: Person, photo: File
) -> None:
    await ann.send(private, photo=photo)
    offer = await private.wait_for_message(lambda message: has_button(message, "preset"))
    offer.keyboard[0][0]["callback_data"] = f"dream:preset:{wish_id_of(offer)}:gone"
    first = offer.keyboard[0][0]["text"]
    assert "isn't there any more" in await press(ann, offer, first)
    await press(ann, offer, "Eyes")
    await wait_for_result(private)


# What an earlier run of the bot left.


@pytest.fixture
async def interrupted(awake: Host, group: Chat, ann: Person, make_wish: MakeWish) -> Wish:
    """A wish of Ann's that an earlier run of the bot was dreaming when it died."""
    wish = make_wish(
        person=BotPerson(id=f"telegram:{ann.id}", name="Ann"),
        chat_id=f"telegram:{group.id}",
        created_at=time.time() - 3600,
    )
    await awake.records.add_wish(wish, [b"picture"], None)
    keyboard = build_keyboard(Content(text="", controls=Controls.CANCEL), wish, Phrases())
    await awake.bot.send_message(group.id, "Dreaming cats: 40 %.", reply_markup=keyboard)
    return wish


async def test_a_message_that_says_it_is_dreamed_and_is_not_goes_when_somebody_presses_cancel(
    interrupted: Wish, group: Chat, ann: Person
) -> None:
    [message] = group.bot_messages
    assert await press(ann, message, "Cancel") == ""
    await wait_for(lambda: message.is_deleted)


async def test_one_that_telegram_deletes_no_more_is_told(
    interrupted: Wish, group: Chat, ann: Person, telegram_server: LoopbackTelegram
) -> None:
    [message] = group.bot_messages
    telegram_server.clock.move(49 * 3600)
    await press(ann, message, "Cancel")
    assert "younger than two days" in (await wait_for_reply(message)).text


async def test_a_message_that_was_left_over_where_the_dream_is_shown_elsewhere_goes(
    interrupted: Wish, group: Chat, ann: Person, records: Records
) -> None:
    [message] = group.bot_messages
    await records.set_shown(interrupted.id, message_id=message.id + 1)
    await press(ann, message, "Cancel")
    await wait_for(lambda: message.is_deleted)


async def test_a_button_of_another_chats_dream_does_nothing(
    awake: Host, group: Chat, private: Chat, admin: Person, result: Message, records: Records
) -> None:
    """As one that somebody made up: the real ones are below their own dreams alone."""
    wish = await wish_of(records, result)
    elsewhere = replace(wish, id="f" * 16, chat_id=f"telegram:{private.id}")
    await records.add_reference(elsewhere)
    keyboard = build_result_keyboard(elsewhere, Phrases(), actions=frozenset(Action))
    await awake.bot.send_message(group.id, "look", reply_markup=keyboard)
    forged = await group.wait_for_message(lambda m: m.text == "look")
    assert "remember" in await press(admin, forged, "Delete")
    assert await records.find_wish(elsewhere.id) is not None
    assert not forged.is_deleted


async def test_an_offer_that_is_pressed_twice_is_one_dream(
    private: Chat, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.05
    post = await ann.send(private, photo=photo)
    offer = await wait_for_reply(post)
    first = await ann.press(offer, text="Cats")
    second = await ann.press(offer, text="Cats")
    assert [(await pressed.answered())["text"] for pressed in (first, second)] == ["", ""]
    await wait_for_result(private)
    assert len(private.bot_messages) == 1


async def test_who_deletes_an_album_before_it_is_kept_deletes_all_of_it(
    awake: Host, private: Chat, ann: Person, photo: File, telegram_server: LoopbackTelegram
) -> None:
    telegram_server.faults.delay("sendMessage", seconds=0)  # the status
    gate = telegram_server.faults.hold("sendMessage", answer=True)  # that the buttons are there
    await ann.send_album(private, [photo, photo], "cats")
    below = await wait_for_result(private)
    pressed = await ann.press(below, text="Delete")
    await asyncio.sleep(0.2)
    assert not below.is_deleted
    gate.set()
    await pressed.answered()
    await telegram_server.wait_until(lambda: private.bot_messages == [])
