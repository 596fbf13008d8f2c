import asyncio
from dataclasses import replace

import pytest
from telegram import User

from bot.adapters.telegram.access import Access, topic_of
from bot.adapters.telegram.host import Host
from bot.adapters.telegram.place import Place
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records, Wish
from tests.bot.conftest import MakeWish
from tests.loopback.telegram import Chat, LoopbackTelegram, Person

GROUP = Place(chat_id=-100)
TOPIC = Place(chat_id=-100, thread_id=7)


@pytest.fixture
def access(host: Host) -> Access:
    return host.access


async def choose(access: Access, **values: object) -> None:
    await access.change(GROUP, lambda settings: replace(settings, **values))  # type: ignore[arg-type]


ANN = User(id=7, first_name="Ann", is_bot=False, language_code="de-AT")


async def test_people_are_answered_in_their_own_language_if_the_bot_speaks_it(
    access: Access,
) -> None:
    assert access.language_for(ANN, GROUP) == "de"
    unknown = User(id=7, first_name="A", is_bot=False, language_code="eo")
    assert access.language_for(unknown, GROUP) == access.language_for(None, GROUP) == "en"
    assert access.phrases_for(ANN, GROUP).say("telegram-back") == "Zurück"


async def test_in_a_chat_that_has_a_language_everybody_is_answered_in_it(access: Access) -> None:
    await choose(access, language="fr")
    for user in (ANN, None):
        assert access.language_for(user, TOPIC) == "fr"
    assert access.language_for(ANN, Place(chat_id=-101)) == "de"


async def test_a_language_that_the_bot_has_no_more_is_english(access: Access) -> None:
    await choose(access, language="tlh")
    assert access.phrases_for(ANN, GROUP).say("button-cancel") == "Cancel"


async def test_where_nobody_set_anything_all_is_allowed(access: Access) -> None:
    for place in (GROUP, TOPIC, Place(chat_id=1, is_private=True)):
        assert access.settings_at(place) == ChatSettings()
        assert access.answers_mentions(place)
        access.check(place)


async def test_chosen_topics_are_the_only_ones(access: Access) -> None:
    await choose(access, channels=("7",))
    access.check(TOPIC)
    assert access.answers_mentions(TOPIC)
    with pytest.raises(BotError) as refused:
        access.check(GROUP)
    assert refused.value.code == BotErrorCode.NOT_ALLOWED_HERE
    assert not access.answers_mentions(GROUP)


async def test_the_general_topic_can_be_chosen_too(access: Access) -> None:
    await choose(access, channels=(topic_of(GROUP),))
    access.check(GROUP)
    assert not access.allows(TOPIC)


async def test_mentions_can_be_left_unanswered(access: Access) -> None:
    await choose(access, answers_mentions=False)
    assert not access.answers_mentions(GROUP)
    access.check(GROUP)


async def test_what_is_set_holds_in_its_chat_alone(access: Access) -> None:
    await choose(access, preset="eyes")
    assert access.settings_at(TOPIC).preset == "eyes"
    assert access.settings_at(Place(chat_id=-101)).preset is None


async def test_changes_at_the_same_time_all_count(access: Access) -> None:
    await asyncio.gather(
        choose(access, preset="eyes"),
        choose(access, largest_size=512),
        choose(access, answers_mentions=False),
    )
    assert access.settings_at(GROUP) == ChatSettings(
        preset="eyes", largest_size=512, answers_mentions=False
    )


async def test_a_group_that_moves_takes_its_settings_and_wishes_along(
    access: Access, records: Records, make_wish: MakeWish
) -> None:
    wish: Wish = make_wish(chat_id="telegram:-100")
    await records.add_wish(wish, [b"picture"], None)
    await choose(access, preset="eyes")
    for _ in range(2):  # both groups tell of it
        await access.move(-100, -200)
    assert access.settings_at(Place(chat_id=-200)).preset == "eyes"
    assert access.settings_at(GROUP) == ChatSettings()
    moved = await records.find_wish(wish.id)
    assert moved is not None
    assert moved.chat_id == "telegram:-200"


async def test_owners_and_administrators_are_above_others(
    access: Access, telegram_server: LoopbackTelegram, group: Chat, ann: Person, admin: Person
) -> None:
    place = Place(chat_id=group.id)
    owner = telegram_server.world.owner_of(group)
    assert await access.is_moderator(place, owner.id)
    assert await access.is_moderator(place, admin.id)
    assert not await access.is_moderator(place, ann.id)
    group.demote(admin.user)
    assert not await access.is_moderator(place, admin.id)


async def test_an_anonymous_administrator_speaks_as_the_group(access: Access, group: Chat) -> None:
    place = Place(chat_id=group.id)
    assert await access.is_moderator(place, group.id)


async def test_nobody_is_above_anybody_in_a_private_chat(
    access: Access, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    place = Place(chat_id=private.id, is_private=True)
    assert not await access.is_moderator(place, ann.id)
    await access.check_may_set(place, ann.id)
    assert telegram_server.ledger.find("getChatMember") == []


async def test_whoever_telegram_does_not_tell_of_is_nobody(
    access: Access, telegram_server: LoopbackTelegram, group: Chat, admin: Person
) -> None:
    telegram_server.faults.fail("getChatMember", status=500)
    assert not await access.is_moderator(Place(chat_id=group.id), admin.id)


async def test_settings_are_for_administrators(
    access: Access, group: Chat, ann: Person, admin: Person
) -> None:
    place = Place(chat_id=group.id)
    await access.check_may_set(place, admin.id)
    with pytest.raises(BotError) as refused:
        await access.check_may_set(place, ann.id)
    assert refused.value.code == BotErrorCode.MODERATORS_ONLY
