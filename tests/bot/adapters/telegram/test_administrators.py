import asyncio

import pytest

from bot.adapters.telegram.administrators import KNOWN_SECONDS, UNKNOWN_SECONDS, Administrators
from bot.adapters.telegram.place import Place
from bot.adapters.telegram.status_message import Bot
from tests.loopback.telegram import Chat, LoopbackTelegram, Person

METHOD = "getChatAdministrators"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def administrators(bot: Bot, clock: Clock) -> Administrators:
    return Administrators(bot, clock=clock)


async def test_administrators_and_the_group_itself_are_known(
    administrators: Administrators, group: Chat, ann: Person, admin: Person
) -> None:
    place = Place(chat_id=group.id)
    assert await administrators.have(place, admin.id)
    assert await administrators.have(place, group.id)
    assert not await administrators.have(place, ann.id)


async def test_telegram_is_asked_once_in_a_while_however_many_ask(
    administrators: Administrators,
    telegram_server: LoopbackTelegram,
    group: Chat,
    admin: Person,
    clock: Clock,
) -> None:
    place = Place(chat_id=group.id)
    asked = [administrators.have(place, user_id) for user_id in (admin.id, 1, 2, 3)]
    assert await asyncio.gather(*asked) == [True, False, False, False]
    assert len(telegram_server.ledger.find(METHOD)) == 1
    group.demote(admin.user)
    clock.now += KNOWN_SECONDS - 1
    assert await administrators.have(place, admin.id)
    clock.now += 1
    assert not await administrators.have(place, admin.id)
    assert len(telegram_server.ledger.find(METHOD)) == 2


async def test_nobody_is_one_in_private(
    administrators: Administrators, telegram_server: LoopbackTelegram, private: Chat, ann: Person
) -> None:
    assert not await administrators.have(Place(chat_id=private.id, is_private=True), ann.id)
    assert telegram_server.ledger.find(METHOD) == []


async def test_what_telegram_does_not_tell_is_asked_again_later(
    administrators: Administrators,
    telegram_server: LoopbackTelegram,
    group: Chat,
    admin: Person,
    clock: Clock,
) -> None:
    place = Place(chat_id=group.id)
    telegram_server.faults.fail(METHOD, status=500)
    for _ in range(3):
        assert not await administrators.have(place, admin.id)
    assert len(telegram_server.ledger.find(METHOD)) == 1
    clock.now += UNKNOWN_SECONDS
    assert await administrators.have(place, admin.id)
