import pytest

from bot.adapters.telegram.host import Host
from bot.records import ChatSettings, Records
from bot.service import DreamService
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.telegram.looks import has_button, hide_table, wait_for, wait_for_reply
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Person

pytestmark = pytest.mark.usefixtures("awake")


async def test_a_group_that_becomes_a_supergroup_keeps_its_settings(
    telegram_server: LoopbackTelegram, ann: Person, records: Records
) -> None:
    old = telegram_server.add_group("Home", ann)
    settings = ChatSettings(preset="eyes")
    await records.chat_settings.save(f"telegram:{old.id}", settings)
    new = telegram_server.migrate(old)
    await wait_for(lambda: records.chat_settings.find(f"telegram:{new.id}") == settings)
    await wait_for(lambda: records.chat_settings.find(f"telegram:{old.id}") == ChatSettings())


async def test_a_dream_under_way_ends_in_the_supergroup(
    telegram_server: LoopbackTelegram, ann: Person, photo: File, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.01
    old = telegram_server.add_group("Home", ann)
    await ann.send(old, "/dream cats", photo=photo)
    await old.wait_for_message(lambda message: has_button(message, "cancel"))
    new = telegram_server.migrate(old)
    await new.wait_for_message(lambda message: has_button(message, "recipe"))


async def test_records_that_cannot_be_reached_do_not_stop_the_bot(
    awake: Host, telegram_server: LoopbackTelegram, private: Chat, ann: Person, records: Records
) -> None:
    old = telegram_server.add_group("Home", ann)
    with hide_table(records, "wishes"):
        telegram_server.migrate(old)
        assert (await wait_for_reply(await ann.send(private, "/help"))).text


async def test_a_dream_that_moved_with_its_group_ends_where_the_bot_is_thrown_out(
    telegram_server: LoopbackTelegram,
    ann: Person,
    photo: File,
    engine: FakeEngine,
    service: DreamService,
) -> None:
    engine.step_seconds = 1.0
    old = telegram_server.add_group("Home", ann)
    await ann.send(old, "/dream cats", photo=photo)
    await old.wait_for_message(lambda message: has_button(message, "cancel"))
    new = telegram_server.migrate(old)
    await wait_for(lambda: len(telegram_server.ledger.find("getUpdates")) > 2)
    new.kick_bot()
    await wait_for(lambda: not service.jobs_of(f"telegram:{ann.id}"))


@pytest.mark.parametrize("way", ["blocked", "kicked"])
async def test_whoever_throws_the_bot_out_has_nothing_dreamed_any_more(
    way: str,
    private: Chat,
    group: Chat,
    ann: Person,
    photo: File,
    engine: FakeEngine,
    service: DreamService,
) -> None:
    engine.step_seconds = 1.0
    chat = private if way == "blocked" else group
    await ann.send(chat, "/dream cats", photo=photo)
    await chat.wait_for_message(lambda message: has_button(message, "cancel"))
    if way == "blocked":
        ann.block()
    else:
        group.kick_bot()
    await wait_for(lambda: not service.jobs_of(f"telegram:{ann.id}"))


async def test_to_be_invited_or_promoted_ends_nothing(
    group: Chat, ann: Person, photo: File, engine: FakeEngine, service: DreamService
) -> None:
    engine.step_seconds = 0.3
    await ann.send(group, "/dream cats", photo=photo)
    await group.wait_for_message(lambda message: has_button(message, "cancel"))
    group.promote_bot()
    post = await ann.send(group, "/queue")
    await wait_for_reply(post)
    assert len(service.jobs_of(f"telegram:{ann.id}")) == 1
