"""Who may ask in Telegram, and what they are told who may not."""

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.telegram.askers import find_asker
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.place import Place
from bot.service import Admission, Allowance, Asker, QuotaLimits, Rules
from tests.bot.adapters.telegram.looks import (
    QUIET_SECONDS,
    expect_silence,
    has_button,
    wait_for_reply,
    wait_for_result,
)
from tests.bot.noting_admission import NotingAdmission
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person

BOT = "@PuppyslugBot"


def deny(host: Host, *ids: str) -> None:
    host.service.admission = Admission(Rules(deny=frozenset(ids)))


async def test_who_moderates_is_asked_only_where_it_matters(
    host: Host, telegram_server: LoopbackTelegram, group: Chat, admin: Person
) -> None:
    place, person_id = Place(chat_id=group.id), f"telegram:{admin.id}"
    asker = Asker(person_id=person_id, chat_id=f"telegram:{group.id}")
    assert await find_asker(person_id, place, host) == asker
    assert telegram_server.ledger.find("getChatAdministrators") == []
    host.service._limits = replace(host.service._limits, moderators_first=True)
    assert await find_asker(person_id, place, host) == replace(asker, is_moderator=True)


async def test_what_is_asked_for_says_who_asks_and_where(
    awake: Host, group: Chat, admin: Person, photo: File
) -> None:
    awake.service._limits = replace(awake.service._limits, moderators_first=True)
    awake.service.admission = admission = NotingAdmission()
    await admin.send(group, "/dream cats", photo=photo)
    result = await wait_for_result(group)
    await admin.press(result, text="Again")
    await wait_for_result(group, after=result)
    asker = Asker(
        person_id=f"telegram:{admin.id}", chat_id=f"telegram:{group.id}", is_moderator=True
    )
    assert admission.askers == [asker, asker]


@pytest.mark.parametrize("is_person", [True, False])
async def test_messages_of_whom_the_lists_leave_out_are_answered_once(
    awake: Host, group: Chat, ann: Person, ben: Person, photo: File, is_person: bool
) -> None:
    deny(awake, f"telegram:{ann.id if is_person else group.id}")
    first = await ann.send(group, "/dream cats", photo=photo)
    reply = await wait_for_reply(first)
    assert reply.words.startswith("I don't dream for you" if is_person else "I don't dream here")
    for words in ("/dream", f"{BOT} hello", "/dream nonsense"):
        await ann.send(group, words, photo=photo)
    await expect_silence(group)
    await ben.send(group, "/dream cats", photo=photo)
    if is_person:
        await wait_for_result(group)
    else:
        await asyncio.sleep(QUIET_SECONDS)
        assert len(group.bot_messages) == 1


async def test_a_press_is_answered_each_time_for_whoever_pressed_alone(
    awake: Host, group: Chat, ann: Person, photo: File
) -> None:
    await ann.send(group, "/dream cats", photo=photo)
    result = await wait_for_result(group)
    deny(awake, f"telegram:{ann.id}")
    for _ in range(2):
        press = await ann.press(result, text="Again")
        answer = await press.answered()
        assert str(answer["text"]).startswith("I don't dream for you.")
    assert group.bot_messages == [result]


async def test_queue_help_and_forget_are_for_everybody(
    awake: Host, private: Chat, ann: Person
) -> None:
    deny(awake, f"telegram:{ann.id}")
    for command in ("/queue", "/help", "/forget"):
        reply = await wait_for_reply(await ann.send(private, command))
        assert "I don't dream" not in reply.words


async def test_a_picture_alone_is_no_offer_to_whom_the_lists_leave_out(
    awake: Host, private: Chat, ann: Person, photo: File
) -> None:
    deny(awake, f"telegram:{ann.id}")
    reply = await wait_for_reply(await ann.send(private, photo=photo))
    assert not has_button(reply, "preset")


async def test_of_an_album_those_that_fit_are_dreamed_and_the_rest_explained(
    awake: Host, private: Chat, ann: Person, photo: File
) -> None:
    limits = QuotaLimits(person=Allowance(dreams_per_hour=2))
    awake.service.admission = Admission(limits=limits)
    await ann.send_album(private, [photo] * 3, "cats")
    await private.wait_for_message(
        lambda m: "3 of 3: Your dreams per hour are used up (limit: 2)." in m.words
    )
    refusal = await wait_for_reply(await ann.send(private, "cats", photo=photo))
    assert refusal.words.endswith("The next dream is possible in 60 minutes.")
