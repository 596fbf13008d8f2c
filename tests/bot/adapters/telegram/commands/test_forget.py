import pytest

from bot.adapters.telegram.commands.forget import CALLBACK
from bot.adapters.telegram.host import Host
from bot.records import ChatSettings, Records
from bot.service import DreamService
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.telegram.looks import (
    has_button,
    labels,
    wait_for,
    wait_for_reply,
    wait_for_result,
    wish_id_of,
)
from tests.loopback.telegram import Chat, File, Message, Person

pytestmark = pytest.mark.usefixtures("awake")


@pytest.fixture
async def question(awake: Host, group: Chat, ann: Person) -> Message:
    """Ann wants to be forgotten and is asked once more."""
    return await wait_for_reply(await ann.send(group, "/forget"))


async def test_nothing_is_removed_before_it_is_confirmed(question: Message) -> None:
    assert "removes what I keep" in question.text
    assert labels(question) == ["Remove it all", "Never mind"]


async def test_all_of_whoever_asked_goes_and_nothing_of_others(
    awake: Host, group: Chat, ann: Person, ben: Person, photo: File, records: Records
) -> None:
    await ann.send(group, "/dream cats", photo=photo)
    mine = await wait_for_result(group)
    await ben.send(group, "/dream cats", photo=photo)
    others = await wait_for_result(group, after=mine)
    question = await wait_for_reply(await ann.send(group, "/forget"))
    await (await ann.press(question, text="Remove it all")).answered()
    await wait_for(lambda: question.text == "Removed: one dream.")
    assert question.buttons == []
    assert await records.find_wish(wish_id_of(mine)) is None
    assert await records.find_wish(wish_id_of(others)) is not None


async def test_dreams_under_way_end(
    group: Chat, ann: Person, photo: File, engine: FakeEngine, service: DreamService
) -> None:
    engine.step_seconds = 0.5
    await ann.send(group, "/dream cats", photo=photo)
    await group.wait_for_message(lambda message: has_button(message, "cancel"))
    question = await wait_for_reply(await ann.send(group, "/forget"))
    await ann.press(question, text="Remove it all")
    await wait_for(lambda: not service.jobs_of(f"telegram:{ann.id}"))
    await wait_for(lambda: question.text == "Removed: one dream.")


@pytest.mark.parametrize("label", ["Remove it all", "Never mind"])
async def test_it_is_nobody_elses_to_decide_not_even_an_administrators(
    label: str, question: Message, ben: Person, admin: Person
) -> None:
    for person in (ben, admin):
        answer = await (await person.press(question, text=label)).answered()
        assert answer["text"].startswith("That is somebody else's to decide.")
        assert answer["show_alert"]
    assert not question.is_deleted
    assert labels(question) == ["Remove it all", "Never mind"]


async def test_whoever_thinks_again_keeps_it_all(
    awake: Host, group: Chat, ann: Person, photo: File, records: Records
) -> None:
    await ann.send(group, "/dream cats", photo=photo)
    result = await wait_for_result(group)
    question = await wait_for_reply(await ann.send(group, "/forget"))
    await (await ann.press(question, text="Never mind")).answered()
    await wait_for(lambda: question.is_deleted)
    assert await records.find_wish(wish_id_of(result)) is not None


async def test_who_has_nothing_kept_is_told_so(question: Message, ann: Person) -> None:
    await ann.press(question, text="Remove it all")
    await wait_for(lambda: question.text == "I kept nothing of you.")


@pytest.mark.parametrize("data", ["forget:yes:", "forget:maybe:1", "forget:yes:1 ", "forget:yes:x"])
def test_what_only_looks_like_such_a_button_is_none(data: str) -> None:
    assert CALLBACK.fullmatch(data) is None


async def test_an_administrator_confirms_for_a_group_that_asked_as_itself(
    group: Chat, admin: Person, ann: Person, photo: File, records: Records
) -> None:
    await admin.send(group, "/dream cats", photo=photo, is_anonymous=True)
    dream = await wait_for_result(group)
    question = await wait_for_reply(await admin.send(group, "/forget", is_anonymous=True))
    refused = await (await ann.press(question, text="Remove it all")).answered()
    assert "somebody else's" in refused["text"]
    await (await admin.press(question, text="Remove it all")).answered()
    await wait_for(lambda: question.text == "Removed: one dream.")
    assert await records.find_wish(wish_id_of(dream)) is None


async def test_settings_of_ones_own_go_too(private: Chat, ann: Person, records: Records) -> None:
    await records.chat_settings.save(f"telegram:{ann.id}", ChatSettings(preset="eyes"))
    question = await wait_for_reply(await ann.send(private, "/forget"))
    await (await ann.press(question, text="Remove it all")).answered()
    await wait_for(lambda: records.chat_settings.find(f"telegram:{ann.id}") == ChatSettings())
