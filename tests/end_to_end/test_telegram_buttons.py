"""The buttons under a dream in Telegram: what each does, for whom, and after a restart."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.clips import draw_film
from tests.end_to_end.bot_process import BotProcess, run_bot, start_bot
from tests.end_to_end.conftest import Village, build_village
from tests.end_to_end.photos import measure, take_telegram_photo
from tests.end_to_end.telegram_looks import (
    DREAM_SECONDS,
    dream_in,
    has_button,
    is_over,
    is_result,
    result_of,
)
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Message, Person

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(150)]

PHOTO = take_telegram_photo()
FILM = File(name="animation.mp4", data=draw_film(), content_type="video/mp4")


def stretch(width: int, height: int) -> bytes:
    encoded = BytesIO()
    with Image.open(BytesIO(PHOTO.data)) as photo:
        photo.resize((width, height)).save(encoded, "PNG")
    return encoded.getvalue()


async def dream(person: Person, chat: Chat, words: str = "/dream puppyslug size=96") -> Message:
    return await result_of(await person.send(chat, words, photo=PHOTO))


async def press(person: Person, message: Message, data: str) -> str:
    """Presses a button; returns what only whoever pressed it is told."""
    return str((await (await person.press(message, data=data)).answered())["text"])


async def press_as_drawn_before(person: Person, message: Message, verb: str) -> str:
    """Presses a button that an earlier version of the bot might have drawn there."""
    [data] = [b["callback_data"] for b in message.buttons if ":deeper:" in b["callback_data"]]
    message.keyboard.append([{"text": verb, "callback_data": data.replace("deeper", verb)}])
    return await press(person, message, f"dream:{verb}:")


@pytest.mark.parametrize("action", ["deeper", "stronger", "weaker", "again", "colours"])
async def test_a_button_makes_another_dream_and_leaves_the_first(
    village: Village, village_bot: BotProcess, eve: Person, action: str
) -> None:
    first = await dream(eve, eve.private_chat, "/dream puppyslug size=96 seed=3")
    assert await press(eve, first, f"dream:{action}:") == ""
    other = await result_of(first)
    assert dream_in(other).data != dream_in(first).data
    assert max(measure(dream_in(other))) == 96
    assert not first.is_deleted


async def test_another_preset_is_chosen_from_a_list_that_closes_again(
    village: Village, village_bot: BotProcess, eve: Person
) -> None:
    first = await dream(eve, eve.private_chat)
    before = first.buttons
    await press(eve, first, "dream:looks:")
    await village.telegram.wait_until(lambda: has_button(first, ":birds"), "list of presets")
    await press(eve, first, "dream:back:")
    await village.telegram.wait_until(lambda: first.buttons == before, "buttons as before")
    await press(eve, first, "dream:looks:")
    await village.telegram.wait_until(lambda: has_button(first, ":birds"), "list of presets")
    await press(eve, first, ":birds")
    assert "birds" in (await result_of(first)).words
    await village.telegram.wait_until(lambda: first.buttons == before, "buttons as before")


async def test_as_a_file_it_comes_whole(
    village: Village, village_bot: BotProcess, eve: Person
) -> None:
    first = await dream(eve, eve.private_chat, "/dream cats size=96")
    await press(eve, first, "dream:file:")
    message = await eve.private_chat.wait_for_message(
        lambda m: m.reply_to is first and m.media and m.media.kind == "document"
    )
    assert dream_in(message).data == dream_in(first).data
    assert dream_in(message).file_name == "cats.jpg"


async def test_the_code_below_a_dream_dreams_the_same_for_anybody(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    first = await dream(village.ann, group, "/dream cats size=96 strength=7")
    code = first.words.split()[-1]
    assert code.startswith("cats#")
    again = await dream(village.bob, village.bob.private_chat, code)
    assert dream_in(again).data == dream_in(first).data
    other = take_telegram_photo("coffee")
    asked = await village.bob.send(group, f"{village.bot_name} {code} please", photo=other)
    message = await result_of(asked)
    assert message.words.endswith(code)
    assert dream_in(message).data != dream_in(first).data


async def test_the_recipe_dreams_the_same_again(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    first = await dream(village.ann, group, "/dream cats size=96 seed=12345")
    await press(village.bob, first, "dream:recipe:")
    recipe = await group.wait_for_message(lambda m: "seed=12345" in m.words)
    assert "efficientnet-lite0" in recipe.words
    again = await dream(village.bob, group, recipe.words.splitlines()[0])
    assert dream_in(again).data == dream_in(first).data


async def test_only_owner_and_administrators_may_press(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    first = await dream(village.ann, group)
    assert "somebody else's" in await press(village.bob, first, "dream:delete:")
    assert not first.is_deleted
    await press(village.mayor, first, "dream:delete:")
    await village.telegram.wait_until(lambda: first.is_deleted, "deleted dream")


async def test_deleting_an_album_removes_all_of_it(
    village: Village, village_bot: BotProcess
) -> None:
    chat = village.ann.private_chat
    files = [take_telegram_photo(name) for name in ("chelsea", "coffee")]
    posted = await village.ann.send_album(chat, files, "cats size=96")
    below = await chat.wait_for_message(
        lambda m: is_result(m) and m.reply_to and m.reply_to.reply_to is posted[0],
        timeout_seconds=DREAM_SECONDS,
    )
    await press(village.ann, below, "dream:deeper:")
    deeper = await chat.wait_for_message(
        lambda m: is_result(m) and m.reply_to and m.reply_to.reply_to is below,
        timeout_seconds=DREAM_SECONDS,
    )
    shown = [m for m in chat.bot_messages if m.media_group_id]
    assert len(shown) == 4
    for message in (below, deeper):
        await press(village.ann, message, "dream:delete:")
    gone = [*shown, below, deeper]
    await village.telegram.wait_until(lambda: all(m.is_deleted for m in gone), "deleted albums")


@pytest.mark.parametrize("who", ["ann", "mayor"])
async def test_a_dream_under_way_is_cancelled_by_owner_or_administrator(
    village: Village, village_bot: BotProcess, group: Chat, who: str
) -> None:
    asked = await village.ann.send(
        group, "/dream cats size=2048 strong", photo=take_telegram_photo(side=1024)
    )
    status = await group.wait_for_message(lambda m: has_button(m, "dream:cancel:"))
    assert "somebody else's" in await press(village.bob, status, "dream:cancel:")
    await press(getattr(village, who), status, "dream:cancel:")
    ended = await group.wait_for_message(
        lambda m: m.reply_to is asked and is_over(m), timeout_seconds=30
    )
    assert ended is status
    assert "ancelled" in ended.words


async def test_a_late_press_is_no_accident(
    village: Village, village_bot: BotProcess, eve: Person
) -> None:
    first = await dream(eve, eve.private_chat)
    gate = village.telegram.faults.hold("answerCallbackQuery")
    await eve.press(first, data="dream:stronger:")
    village.telegram.clock.move(20)
    gate.set()
    assert (await result_of(first)).media
    village.telegram.clock.move(-20)
    assert "Traceback" not in village_bot.read_log()


async def test_a_full_size_dream_of_a_file_is_a_file_where_telegram_would_make_it_smaller(
    village: Village, village_bot: BotProcess
) -> None:
    narrow = File(name="strip.png", data=stretch(1300, 80), content_type="image/png")
    chat = village.ann.private_chat
    asked = await village.ann.send(chat, "ripples size=full", document=narrow)
    message = await result_of(asked)
    assert dream_in(message).kind == "document"
    assert measure(dream_in(message)) == (1300, 80)


async def test_buttons_and_offers_live_across_a_restart(tmp_path: Path) -> None:
    async with LoopbackTelegram() as telegram:
        village = build_village(telegram)
        ann, bob = village.ann.private_chat, village.bob.private_chat
        async with run_bot(telegram, tmp_path):
            first = await dream(village.ann, ann, "/dream cats size=96 seed=3")
            film = await result_of(await village.bob.send(bob, "cats size=96", animation=FILM))
            asked = await village.bob.send(bob, animation=FILM)
            offer = await bob.wait_for_message(lambda m: m.reply_to is asked)
        told = len(telegram.ledger.find("setMyCommands"))
        async with run_bot(telegram, tmp_path):
            for action in ("stronger", "deeper", "file"):
                await press(village.ann, first, f"dream:{action}:")
            await ann.wait_for_message(
                lambda m: m.media and m.media.kind == "document", timeout_seconds=30
            )
            await press(village.bob, film, "dream:deeper:")
            assert dream_in(await result_of(film)).kind == "animation"
            assert "can't be done" in await press_as_drawn_before(village.bob, film, "stronger")
            await press(village.bob, offer, ":eyes")
            chosen = await result_of(asked)
            assert "eyes" in chosen.words
            assert dream_in(chosen).kind == "animation"
            again = [m for m in ann.bot_messages if m.reply_to is first and is_result(m)]
            assert len(again) == 2
        assert len(telegram.ledger.find("setMyCommands")) == told == 12
        assert telegram.violations == []


async def test_a_dream_that_a_crash_interrupts_can_be_cancelled_after_it(tmp_path: Path) -> None:
    async with LoopbackTelegram() as telegram:
        village = build_village(telegram)
        chat = village.ann.private_chat
        bot = await start_bot(telegram, tmp_path)
        await telegram.wait_until_polling()
        photo = take_telegram_photo(side=1024)
        await village.ann.send(chat, "cats size=2048 strong", photo=photo)
        status = await chat.wait_for_message(lambda m: has_button(m, "dream:cancel:"))
        await bot.kill()
        async with run_bot(telegram, tmp_path):
            await telegram.wait_until(
                lambda: "I was restarted" in status.words, "words", timeout_seconds=30
            )
            await press(village.ann, status, "dream:cancel:")
            await telegram.wait_until(lambda: is_over(status), "cancelled dream")
        assert telegram.violations == []
