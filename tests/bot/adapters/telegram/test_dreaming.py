import pytest

from bot.adapters.telegram.address import Address
from bot.adapters.telegram.dreaming import GROUP_PACE, PRIVATE_PACE
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.letter import Manner
from bot.adapters.telegram.place import Place
from bot.commands import DreamOptions
from bot.conversation import Person as Author
from bot.errors import BotError
from bot.records import ChatSettings, Records
from bot.service import DreamService
from bot.wishes import Asked, PostedPicture
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.telegram.looks import (
    has_button,
    open_media,
    wait_for,
    wait_for_result,
    wish_of,
)
from tests.bot.conftest import MakePhoto
from tests.loopback.telegram import Chat, LoopbackTelegram, Person


def ask(person: Person, chat: Chat, *pictures: bytes, **options: object) -> Asked:
    return Asked(
        person=Author(id=f"telegram:{person.id}", name=person.name),
        chat_id=f"telegram:{chat.id}",
        options=DreamOptions(**options),  # type: ignore[arg-type]
        pictures=tuple(PostedPicture(data=data) for data in pictures),
    )


def at(chat: Chat, kind: Manner = "photo") -> Address:
    return Address(place=Place(chat_id=chat.id, is_private=chat.is_private), kind=kind)


async def test_one_message_grows_into_the_dream(
    host: Host, private: Chat, ann: Person, engine: FakeEngine, make_photo: MakePhoto
) -> None:
    engine.step_seconds = 0.02
    await host.dreaming.begin(ask(ann, private, make_photo()), at(private))
    result = await wait_for_result(private)
    assert private.bot_messages == [result]
    words = [revision.words for revision in result.revisions]
    assert any("%" in each for each in words[:-1])
    assert any(revision.media for revision in result.revisions[:-1])
    await wait_for(lambda: not host.service.jobs_of(f"telegram:{ann.id}"))


async def test_dreams_are_kept_whole_for_telegram_shows_them_smaller(
    host: Host, private: Chat, ann: Person, records: Records, make_photo: MakePhoto
) -> None:
    await host.dreaming.begin(ask(ann, private, make_photo()), at(private))
    result = await wait_for_result(private)
    assert result.media is not None
    assert await records.read_result(await wish_of(records, result), 0) == result.media.data


async def test_what_the_chat_has_set_holds(
    host: Host, private: Chat, ann: Person, records: Records, make_photo: MakePhoto
) -> None:
    settings = ChatSettings(preset="eyes", largest_size=100)
    await records.chat_settings.save(f"telegram:{private.id}", settings)
    asked = ask(ann, private, make_photo(300, 200), size=300)
    await host.dreaming.begin(asked, at(private))
    result = await wait_for_result(private)
    assert "The largest size here is 100 pixels." in result.caption
    assert open_media(result).size == (100, 67)
    assert (await wish_of(records, result)).options.preset == "eyes"


async def test_a_file_is_sent_where_one_was_asked_for(
    host: Host, private: Chat, ann: Person, engine: FakeEngine, make_photo: MakePhoto
) -> None:
    engine.step_seconds = 0.02
    await host.dreaming.begin(ask(ann, private, make_photo()), at(private, "document"))
    result = await wait_for_result(private)
    kinds = [revision.media.kind for revision in result.revisions if revision.media]
    assert kinds[-1] == "document"
    assert set(kinds[:-1]) <= {"photo"}


async def test_what_is_not_accepted_leaves_no_message(
    host: Host, private: Chat, ann: Person, service: DreamService, make_photo: MakePhoto
) -> None:
    await service.drain(0)
    with pytest.raises(BotError):
        await host.dreaming.begin(ask(ann, private, make_photo()), at(private))
    assert private.bot_messages == []


@pytest.mark.parametrize("way", ["by the next edit", "by the update"])
async def test_whoever_throws_the_bot_out_has_nothing_dreamed_any_more(
    way: str,
    host: Host,
    telegram_server: LoopbackTelegram,
    group: Chat,
    ann: Person,
    engine: FakeEngine,
    service: DreamService,
    make_photo: MakePhoto,
) -> None:
    engine.step_seconds = 0.2
    for _ in range(2):
        await host.dreaming.begin(ask(ann, group, make_photo()), at(group))
    await group.wait_for_message(lambda message: has_button(message, "cancel"))
    assert len(service.jobs_of(f"telegram:{ann.id}")) == 2
    group.kick_bot()
    if way == "by the update":
        await host.dreaming.abandon(Place(chat_id=group.id))
    await wait_for(lambda: not service.jobs_of(f"telegram:{ann.id}"))


async def test_to_abandon_a_chat_leaves_the_others(
    host: Host,
    private: Chat,
    group: Chat,
    ann: Person,
    engine: FakeEngine,
    service: DreamService,
    make_photo: MakePhoto,
) -> None:
    engine.step_seconds = 0.2
    for chat in (private, group):
        await host.dreaming.begin(ask(ann, chat, make_photo()), at(chat))
    await host.dreaming.abandon(Place(chat_id=group.id))
    await wait_for(lambda: len(service.jobs_of(f"telegram:{ann.id}")) == 1)
    engine.step_seconds = 0.0
    await wait_for_result(private)


def test_groups_are_shown_progress_less_often() -> None:
    assert GROUP_PACE.progress_seconds >= 5.0 > PRIVATE_PACE.progress_seconds


async def test_a_search_passes_over_what_is_known_of_many_other_people(
    host: Host, telegram_server: LoopbackTelegram, make_photo: MakePhoto
) -> None:
    """Private chats are numbered together, so many others' messages lie around it."""
    people = [telegram_server.add_person(f"Person {number}") for number in range(20)]
    for person in people:
        person.private_chat.has_started = True
        asked = await person.send(person.private_chat, "cats")
        place = Place(chat_id=person.private_chat.id, is_private=True)
        address = Address(place=place, reply_to=asked.id)
        await host.dreaming.begin(ask(person, person.private_chat, make_photo()), address)
    for person in people:
        await wait_for_result(person.private_chat)
    shown = {person.private_chat.bot_messages[0].id for person in people}
    known = await host.dreaming._find_known(Place(chat_id=people[0].id, is_private=True))
    assert shown <= {*known}
    assert await host.dreaming._find_known(Place(chat_id=-1_000_000_000_042)) == set()
