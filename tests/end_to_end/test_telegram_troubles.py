"""A Telegram that floods, fails, cuts connections and forbids: dreams arrive all the same, or it is
told why they don't, or where nobody is left to be told, they end quietly.
"""

import pytest

from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.conftest import Village
from tests.end_to_end.photos import measure, take_telegram_photo
from tests.end_to_end.telegram_looks import (
    DREAM_SECONDS,
    dream_in,
    has_button,
    is_over,
    is_result,
    result_of,
)
from tests.loopback.telegram import Chat, Cut, File, Message, Person

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(150)]

PHOTO = take_telegram_photo()
LARGE = take_telegram_photo(side=384)
EDITS = "edit.*"


async def growing(person: Person, chat: Chat, words: str = "size=384") -> tuple[Message, Message]:
    """What asks for a dream that takes some seconds, and the message that shows how it is."""
    asked = await person.send(chat, f"/dream puppyslug strong {words}", photo=LARGE)
    status = await chat.wait_for_message(
        lambda m: m.reply_to is asked and has_button(m, "dream:cancel:"), timeout_seconds=30
    )
    return asked, status


async def test_a_flood_in_one_chat_never_halts_the_others(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    flooded, status = await growing(village.ann, group, "size=256")
    flood = village.telegram.faults.fail(EDITS, status=429, retry_after=12, chat=group)
    await village.telegram.wait_until(lambda: not flood.times, "flood", timeout_seconds=30)
    other = village.found_group("Other")
    asked = await village.bob.send(other, "/dream cats size=96", photo=PHOTO)
    await result_of(asked)
    assert not is_result(status)
    assert (await result_of(flooded)).media


async def test_faults_on_the_way_lose_nothing(
    village: Village, village_bot: BotProcess, eve: Person
) -> None:
    faults, chat = village.telegram.faults, eve.private_chat
    faults.fail("sendMessage", status=500, chat=chat)
    faults.fail(EDITS, status=502, times=2, chat=chat)
    asked = await eve.send(chat, "/dream puppyslug strong size=384", photo=LARGE)
    message = await result_of(asked)
    assert max(measure(dream_in(message))) == 384
    faults.clear()


@pytest.mark.parametrize("when", [Cut.BEFORE, Cut.MIDWAY])
async def test_a_connection_cut_mid_upload_brings_one_dream(
    village: Village, village_bot: BotProcess, eve: Person, when: Cut
) -> None:
    asked, status = await growing(eve, eve.private_chat)
    village.telegram.faults.cut("editMessageMedia", when, times=2)
    message = await result_of(asked)
    assert message is status
    assert len([m for m in eve.private_chat.bot_messages if is_result(m)]) == 1
    village.telegram.faults.clear()


async def test_an_album_cut_before_it_arrived_is_sent_once_more(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    village.telegram.faults.cut("sendMediaGroup", Cut.BEFORE)
    files = [PHOTO, take_telegram_photo("coffee")]
    await village.ann.send_album(group, files, "/dream ripples size=96")
    await group.wait_for_message(is_result, timeout_seconds=DREAM_SECONDS)
    assert len([m for m in group.bot_messages if m.media_group_id]) == 2


async def test_a_picture_that_is_not_handed_out_is_told(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    village.telegram.faults.fail("download|getFile", status=500, times=3)
    asked = await village.ann.send(group, "/dream cats size=96", photo=PHOTO)
    message = await group.wait_for_message(lambda m: m.reply_to is asked)
    assert "Try again" in message.words
    village.telegram.faults.clear()
    again = await village.ann.send(group, "/dream cats size=96", photo=PHOTO)
    assert (await result_of(again)).media


async def test_a_deleted_status_is_followed_by_the_dream(
    village: Village, village_bot: BotProcess, eve: Person
) -> None:
    asked, status = await growing(eve, eve.private_chat)
    await eve.delete(status)
    message = await result_of(asked)
    assert message is not status


async def test_a_deleted_question_is_answered_all_the_same(
    village: Village, village_bot: BotProcess, eve: Person
) -> None:
    asked, status = await growing(eve, eve.private_chat)
    await eve.delete(asked)
    await eve.delete(status)
    message = await eve.private_chat.wait_for_message(is_result, timeout_seconds=DREAM_SECONDS)
    assert message.reply_to is None


async def test_a_group_that_becomes_a_supergroup_keeps_its_settings_and_its_dream(
    village: Village, village_bot: BotProcess
) -> None:
    old = village.telegram.add_group("Hamlet", village.ann, village.mayor, admins=(village.mayor,))
    opening = await village.mayor.send(old, "/settings")
    panel = await old.wait_for_message(lambda m: m.reply_to is opening)
    await (await village.mayor.press(panel, data="set:preset")).answered()
    await village.telegram.wait_until(lambda: has_button(panel, ":eyes"), "list of presets")
    await (await village.mayor.press(panel, data="set:preset:eyes")).answered()
    await village.telegram.wait_until(lambda: "Eyes" in panel.words, "chosen preset")
    await growing(village.ann, old)
    new = village.telegram.migrate(old)
    moved = await new.wait_for_message(is_result, timeout_seconds=DREAM_SECONDS)
    assert moved.words.startswith("puppyslug")
    asked = await village.ann.send(new, "/dream size=96", photo=PHOTO)
    assert (await result_of(asked)).words.startswith("eyes")


@pytest.mark.parametrize("how", ["blocked", "kicked", "deleted"])
async def test_where_nobody_is_left_dreams_end_quietly(
    village: Village, village_bot: BotProcess, how: str
) -> None:
    person = village.telegram.add_person("Eve")
    chat = person.private_chat if how == "blocked" else village.telegram.add_group("G", person)
    other = village.telegram.add_person("Friend")
    words = "size=2048" if how != "deleted" else "size=384"
    await growing(person, chat, words)
    before = len(village_bot.read_log())
    {"blocked": person.block, "kicked": chat.kick_bot, "deleted": chat.delete}[how]()
    # The only worker is free again, long before such a dream would be finished.
    asked = await other.send(other.private_chat, "cats size=96", photo=PHOTO)
    assert (await result_of(asked)).media
    said = village_bot.read_log()[before:]
    assert "error" not in said.lower()
    assert "Traceback" not in said


async def test_where_it_may_not_write_any_more_its_owner_is_written_to(
    village: Village, village_bot: BotProcess, group: Chat
) -> None:
    await village.ann.send(village.ann.private_chat, "/help")
    _, status = await growing(village.ann, group)
    group.restrict_bot()
    await village.mayor.delete(status)
    message = await village.ann.private_chat.wait_for_message(
        lambda m: group.title in m.words and m.media, timeout_seconds=DREAM_SECONDS
    )
    assert max(measure(dream_in(message))) == 384


async def test_a_topic_that_is_closed_meanwhile_is_told_of(
    village: Village, village_bot: BotProcess
) -> None:
    await village.bob.send(village.bob.private_chat, "/help")
    topic = village.forum.add_topic("Passing")
    asked = await village.bob.send(
        village.forum, "/dream puppyslug strong size=384", photo=LARGE, topic=topic
    )
    status = await village.forum.wait_for_message(
        lambda m: m.reply_to is asked and has_button(m, "dream:cancel:"), timeout_seconds=30
    )
    topic.delete()
    assert status.is_deleted
    message = await village.bob.private_chat.wait_for_message(
        lambda m: m.media and "Forum" in m.words, timeout_seconds=DREAM_SECONDS
    )
    assert "topic" in message.words


async def test_what_is_too_large_for_a_photo_comes_as_a_file(
    village: Village, village_bot: BotProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(village.telegram, "photo_bytes", 20_000)
    chat = village.ann.private_chat
    asked = await village.ann.send(chat, "cats size=384", photo=LARGE)
    message = await result_of(asked)
    assert dream_in(message).kind == "document"
    assert len(dream_in(message).data) > 20_000
    village.telegram.violations.clear()


async def test_what_is_too_large_for_a_file_is_made_smaller(
    village: Village, village_bot: BotProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(village.telegram, "photo_bytes", 20_000)
    monkeypatch.setattr(village.telegram, "document_bytes", 60_000)
    chat = village.ann.private_chat
    asked = await village.ann.send(chat, "cats size=384", photo=LARGE)
    message = await result_of(asked)
    assert len(dream_in(message).data) <= 60_000
    village.telegram.violations.clear()


async def test_a_file_that_telegram_finds_too_large_is_told(
    village: Village, village_bot: BotProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(village.telegram, "incoming_file_bytes", 1000)
    asked = await village.ann.send(village.ann.private_chat, "cats", photo=PHOTO)
    message = await asked.chat.wait_for_message(lambda m: m.reply_to is asked)
    assert "larger than" in message.words
    assert is_over(message)


async def test_an_unknown_file_of_a_broken_document_costs_nothing(
    village: Village, village_bot: BotProcess
) -> None:
    cut = File(name="cut.jpg", data=PHOTO.data[: len(PHOTO.data) // 3])
    chat = village.bob.private_chat
    asked = await village.bob.send(chat, "cats", document=cut)
    message = await chat.wait_for_message(
        lambda m: m.reply_to is asked and is_over(m), timeout_seconds=30
    )
    assert "cut off" in message.words
