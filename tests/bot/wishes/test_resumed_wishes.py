"""Wishes go on where an earlier run of the bot left them, drained or killed."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.commands import DreamOptions
from bot.conversation import Person, UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records, Wish, WishPicture
from bot.service import (
    DreamService,
    JournalEntry,
    KeptProblem,
    Persistence,
    ResultFacts,
    ServiceLimits,
)
from bot.wishes import Action, Asked, Controls, Pace, PostedPicture, Shown, Wishes
from dream_core import DreamResult, Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.conftest import MakePhoto, MakeResult
from tests.bot.service.ordering import make_entry
from tests.bot.wishes.kept_delivery import KeptDelivery
from tests.bot.wishes.plain_markup import MARKUP

QUICK = Pace(progress_seconds=0.02, position_seconds=0.02, farewell_seconds=1.0)
LIMITS = ServiceLimits(
    position_seconds=0.0, farewell_seconds=1.0, persistence=Persistence(pause_seconds=0.02)
)
ANN = Person(id="test:ann", name="Ann")
SHOWN = Shown(message_id=7)
ADDRESS = {"chat": 1, "message": 6}
WISH_ID = "0123456789abcdef"
TOO_MANY = KeptProblem(code="too_many_waiting", sentence="Too many.")

OpenBot = Callable[[], AbstractAsyncContextManager[Wishes]]


@pytest.fixture
def open_bot(engine: FakeEngine, records: Records, presets: Presets) -> OpenBot:
    """A run of the bot, over the same records each time; drained when it is left."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[Wishes]:
        async with DreamService(engine, LIMITS, records.journal) as service:
            yield Wishes(
                service=service, engine=engine, records=records, presets=presets, markup=MARKUP
            )

    return opening


@pytest.fixture
def photo(make_photo: MakePhoto) -> bytes:
    return make_photo()


class Killed:
    """A wish of three pictures as a bot that was killed left it, and its entries."""

    def __init__(self, records: Records, presets: Presets, photo: bytes) -> None:
        self.wish = Wish(
            id=WISH_ID,
            person=ANN,
            chat_id="test:1",
            options=DreamOptions(preset="cats", seed=7),
            pictures=(WishPicture(),) * 3,
            message_id=SHOWN.message_id,
            address=ADDRESS,
            created_at=time.time(),
        )
        recipe = presets["cats"].recipe(seed=7, size=32)
        self.parts = [self._make_part(part, recipe) for part in range(3)]
        self._records = records
        self._photo = photo

    def _make_part(self, part: int, recipe: object) -> JournalEntry:
        return make_entry(
            job_id=f"{part:016}",
            group_id=WISH_ID,
            part=part,
            platform="test",
            person=ANN,
            chat_id="test:1",
            recipe=recipe,
            trigger="message 6",
            origin={"lowered_to": 512},
        )

    async def leave(self) -> None:
        await self._records.add_wish(self.wish, [self._photo] * 3, None)
        await self._records.set_shown(WISH_ID, message_id=SHOWN.message_id)
        await self._records.journal.accept(self.parts)

    async def finish(self, part: int, result: DreamResult) -> None:
        await self._records.add_dream(WISH_ID, part, result.picture, {})
        await self._records.journal.finish(self.parts[part].job_id, ResultFacts.of(result))

    async def refuse(self, part: int) -> None:
        await self._records.journal.fail(self.parts[part].job_id, TOO_MANY)


@pytest.fixture
async def killed(records: Records, presets: Presets, photo: bytes) -> Killed:
    one = Killed(records, presets, photo)
    await one.leave()
    return one


def ask(*pictures: bytes, trigger: str | None = None) -> Asked:
    return Asked(
        person=ANN,
        chat_id="test:1",
        options=DreamOptions(preset="cats", size=32),
        pictures=tuple(PostedPicture(data=data) for data in pictures),
        trigger=trigger,
        address=ADDRESS,
    )


async def until(true: Callable[[], Awaitable[object]]) -> None:
    for _ in range(1000):
        if await true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came true")


async def wait_ended(wishes: Wishes, wish_id: str = WISH_ID) -> None:
    async def has_ended() -> bool:
        return not wishes.is_under_way(wish_id)

    await until(has_ended)


async def wait_closed(records: Records) -> None:
    async def is_closed() -> bool:
        return not await records.journal.load_open("test")

    await until(is_closed)


async def resume(wishes: Wishes, delivery: KeptDelivery | None) -> list[Wish]:
    """Resumes what there is, to be shown there; returns the wishes that were reopened."""
    reopened: list[Wish] = []

    def reopen(wish: Wish) -> KeptDelivery | None:
        reopened.append(wish)
        return delivery

    await wishes.resume("test", reopen, choose_pace=lambda _: QUICK)
    return reopened


async def test_of_an_album_some_are_there_some_are_dreamed_and_some_were_refused(
    open_bot: OpenBot, records: Records, killed: Killed, make_result: MakeResult
) -> None:
    await killed.finish(0, make_result(picture=b"the first dream"))
    await killed.refuse(2)
    delivery = KeptDelivery(place=SHOWN, is_there=True)
    async with open_bot() as wishes:
        (wish,) = await resume(wishes, delivery)
        assert (wish.address, wish.message_id) == (ADDRESS, SHOWN.message_id)
        assert wishes.is_under_way(WISH_ID)
        await wait_ended(wishes)
        await wait_closed(records)
    [ending] = delivery.endings
    assert ending.controls is Controls.RESULT
    assert ending.pictures is not None
    first, second = ending.pictures
    assert (first.data, first.file_name) == (b"the first dream", "cats-1.jpg")
    assert (second.file_name, second.data[:2]) == ("cats-2.jpg", b"\xff\xd8")
    assert "3 of 3: Too many." in ending.text
    assert "The largest size here is 512 pixels." in ending.text
    kept = await records.find_wish(WISH_ID)
    assert kept is not None
    assert kept.address is None
    assert kept.facts is not None


async def test_all_dreams_that_are_there_are_shown_at_once_and_not_dreamed_again(
    open_bot: OpenBot, records: Records, engine: FakeEngine, killed: Killed, make_result: MakeResult
) -> None:
    for part in range(3):
        await killed.finish(part, make_result(picture=b"dream %d" % part))
    engine.step_seconds = 60
    delivery = KeptDelivery(place=SHOWN, is_there=True)
    async with open_bot() as wishes:
        await resume(wishes, delivery)
        await wait_ended(wishes)
    [ending] = delivery.endings
    assert ending.pictures is not None
    assert [picture.data for picture in ending.pictures] == [b"dream 0", b"dream 1", b"dream 2"]
    assert delivery.progress == []


async def test_films_that_are_there_are_films_again(
    open_bot: OpenBot, killed: Killed, make_result: MakeResult
) -> None:
    for part in range(3):
        await killed.finish(part, make_result(frames=12, duration_seconds=1.5))
    delivery = KeptDelivery(place=SHOWN, is_there=True)
    async with open_bot() as wishes:
        await resume(wishes, delivery)
        await wait_ended(wishes)
    [ending] = delivery.endings
    assert ending.pictures is not None
    assert [picture.duration_seconds for picture in ending.pictures] == [1.5] * 3
    assert Action.DEEPER in ending.actions
    assert Action.STRONGER not in ending.actions


async def test_a_dream_that_got_lost_is_dreamed_again(
    open_bot: OpenBot, killed: Killed, make_result: MakeResult, tmp_path: Path
) -> None:
    for part in range(3):
        await killed.finish(part, make_result(picture=b"dream %d" % part))
    (tmp_path / "records" / "wishes" / WISH_ID[:2] / f"{WISH_ID}-result-1").unlink()
    delivery = KeptDelivery(place=SHOWN, is_there=True)
    async with open_bot() as wishes:
        await resume(wishes, delivery)
        await wait_ended(wishes)
    [ending] = delivery.endings
    assert ending.pictures is not None
    assert [picture.data[:2] for picture in ending.pictures] == [b"dr", b"\xff\xd8", b"dr"]


async def test_a_dream_that_goes_on_says_so_until_it_is_dreamed(
    open_bot: OpenBot, engine: FakeEngine, killed: Killed
) -> None:
    engine.step_seconds = 0.005
    delivery = KeptDelivery(place=SHOWN, is_there=True)
    async with open_bot() as wishes:
        await resume(wishes, delivery)
        await wait_ended(wishes)
    assert delivery.progress
    for content in delivery.progress:
        assert "I was restarted meanwhile; your dream goes on." in content.text
    assert "restarted" not in delivery.endings[0].text


async def test_a_bot_that_leaves_says_so_and_the_next_one_goes_on_in_the_same_message(
    open_bot: OpenBot, records: Records, engine: FakeEngine, photo: bytes
) -> None:
    engine.step_seconds = 0.2
    before, after = KeptDelivery(place=SHOWN), KeptDelivery(place=SHOWN, is_there=True)
    async with open_bot() as wishes:
        wish = await wishes.begin(ask(photo), ChatSettings(), lambda _: before, pace=QUICK)
        assert wish is not None
        await asyncio.sleep(0.1)
    [farewell] = before.closed
    assert farewell.text == "I'm being restarted. Your dream goes on by itself when I'm back."
    assert farewell.controls is Controls.CANCEL
    assert before.endings == []

    engine.step_seconds = 0.0
    async with open_bot() as wishes:
        (resumed,) = await resume(wishes, after)
        assert resumed.id == wish.id
        assert resumed.message_id == SHOWN.message_id
        await wait_ended(wishes, wish.id)
        await wait_closed(records)
    assert len(after.endings) == 1


async def test_the_message_is_known_as_soon_as_it_is_there(
    open_bot: OpenBot, records: Records, engine: FakeEngine, photo: bytes
) -> None:
    engine.step_seconds = 0.2
    delivery = KeptDelivery(place=Shown(message_id=8, handles={"file": "a"}))
    async with open_bot() as wishes:
        wish = await wishes.begin(ask(photo), ChatSettings(), lambda _: delivery, pace=QUICK)
        assert wish is not None
        wish_id = wish.id

        async def is_known() -> bool:
            kept = await records.find_wish(wish_id)
            return kept is not None and (kept.message_id, kept.handles) == (8, {"file": "a"})

        await until(is_known)
        await wishes.cancel(wish.id, ANN.id, is_moderator=False)
        await wait_ended(wishes, wish.id)


async def test_an_ending_waits_for_a_platform_that_is_away(
    open_bot: OpenBot, records: Records, killed: Killed, make_result: MakeResult
) -> None:
    for part in range(3):
        await killed.finish(part, make_result())
    delivery = KeptDelivery(place=SHOWN, is_there=True, error=UnreachableError("away"))
    async with open_bot() as wishes:
        await resume(wishes, delivery)
        await asyncio.sleep(0.1)
        assert wishes.is_under_way(WISH_ID)
        assert len(await records.journal.load_open("test")) == 3
        delivery.error = None
        await wait_ended(wishes)
        await wait_closed(records)
    assert len(delivery.endings) == 1


async def test_what_was_delivered_is_not_delivered_again(
    open_bot: OpenBot, records: Records, killed: Killed
) -> None:
    await records.end_wish(WISH_ID)
    async with open_bot() as wishes:
        assert await resume(wishes, KeptDelivery()) == []
        await wait_closed(records)
        assert not wishes.is_under_way(WISH_ID)


async def test_what_cannot_be_shown_anywhere_is_closed(
    open_bot: OpenBot, records: Records, killed: Killed
) -> None:
    async with open_bot() as wishes:
        assert len(await resume(wishes, None)) == 1
        await wait_closed(records)
        assert not wishes.is_under_way(WISH_ID)


async def test_what_was_removed_is_closed(
    open_bot: OpenBot, records: Records, killed: Killed
) -> None:
    await records.remove_wish(WISH_ID)
    async with open_bot() as wishes:
        assert await resume(wishes, KeptDelivery()) == []
        await wait_closed(records)


async def test_a_dream_that_goes_on_can_be_cancelled_by_its_owner(
    open_bot: OpenBot, engine: FakeEngine, killed: Killed, make_result: MakeResult
) -> None:
    engine.step_seconds = 60
    await killed.finish(0, make_result())
    delivery = KeptDelivery(place=SHOWN, is_there=True)
    async with open_bot() as wishes:
        await resume(wishes, delivery)
        with pytest.raises(BotError) as raised:
            await wishes.cancel(WISH_ID, "test:ben", is_moderator=False)
        assert raised.value.code == BotErrorCode.NOT_YOURS
        assert await wishes.cancel_newest(ANN.id)
        await wait_ended(wishes)
    [ending] = delivery.endings
    assert ending.pictures is not None
    assert len(ending.pictures) == 1
    assert "2 of 3: Cancelled." in ending.text


async def test_to_forget_somebody_ends_what_goes_on_and_what_would(
    open_bot: OpenBot, records: Records, engine: FakeEngine, killed: Killed
) -> None:
    engine.step_seconds = 60
    async with open_bot() as wishes:
        await resume(wishes, KeptDelivery(place=SHOWN, is_there=True))
        assert await wishes.forget(ANN.id) == 1
        await wait_ended(wishes)
    async with open_bot() as wishes:
        assert await resume(wishes, KeptDelivery()) == []
    assert await records.journal.load_open("test") == []


async def test_a_second_resume_opens_nothing_again(
    open_bot: OpenBot, engine: FakeEngine, killed: Killed
) -> None:
    engine.step_seconds = 60
    async with open_bot() as wishes:
        assert len(await resume(wishes, KeptDelivery(place=SHOWN, is_there=True))) == 1
        assert await resume(wishes, KeptDelivery()) == []
        assert wishes.is_under_way(WISH_ID)


async def test_what_asked_before_asks_for_nothing_after_a_restart_either(
    open_bot: OpenBot, records: Records, engine: FakeEngine, killed: Killed, photo: bytes
) -> None:
    engine.step_seconds = 60
    delivery = KeptDelivery()
    async with open_bot() as wishes:
        asked = ask(photo, trigger="message 6")
        assert await wishes.begin(asked, ChatSettings(), lambda _: delivery, pace=QUICK) is None
        assert await records.remove_person(ANN.id) == 1  # the first, and no other
    assert delivery.progress == delivery.endings == []
