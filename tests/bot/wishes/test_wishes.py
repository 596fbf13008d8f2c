import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.commands import DreamOptions
from bot.conversation import Person
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records, Wish
from bot.service import Admission, Allowance, Asker, DreamService, QuotaLimits
from bot.wishes import (
    Action,
    Asked,
    Controls,
    Pace,
    PostedPicture,
    Shown,
    Wishes,
    actions_of,
    change_options,
)
from dream_core import DreamError, Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.conftest import MakePhoto
from tests.bot.noting_admission import NotingAdmission
from tests.bot.wishes.kept_delivery import KeptDelivery
from tests.bot.wishes.plain_markup import MARKUP
from tests.clips import draw_clip

QUICK = Pace(progress_seconds=0.02, position_seconds=0.02, farewell_seconds=1.0)
ANN, BEN = (Person(id=f"test:{name}", name=name) for name in ("Ann", "Ben"))
SHOWN = Shown(message_id=7, handles={"messages": [5, 6]})


@pytest.fixture
def wishes(service: DreamService, engine: FakeEngine, records: Records, presets: Presets) -> Wishes:
    return Wishes(service=service, engine=engine, records=records, presets=presets, markup=MARKUP)


@pytest.fixture
def photo(make_photo: MakePhoto) -> bytes:
    return make_photo()


def ask(*pictures: bytes, person: Person = ANN, chat_id: str = "test:1", **said: object) -> Asked:
    return Asked(
        person=person,
        chat_id=chat_id,
        options=DreamOptions(**said),  # type: ignore[arg-type]
        pictures=tuple(PostedPicture(data=data, reference="known") for data in pictures),
    )


def find_files(folder: Path) -> list[Path]:
    return [*folder.glob("records/wishes/??/*")]


async def begin(
    wishes: Wishes,
    asked: Asked,
    delivery: KeptDelivery | None = None,
    settings: ChatSettings | None = None,
) -> Wish:
    kept = delivery or KeptDelivery(place=SHOWN)
    wish = await wishes.begin(asked, settings or ChatSettings(), lambda _: kept, pace=QUICK)
    assert wish is not None
    return wish


async def wait_ended(wishes: Wishes, wish: Wish) -> None:
    for _ in range(1000):
        if not wishes.is_under_way(wish.id):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the wish has no end")


async def test_what_is_asked_for_is_kept_dreamed_and_shown(
    wishes: Wishes, records: Records, photo: bytes
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    wish = await begin(wishes, ask(photo, preset="cats", seed=7), delivery)
    assert wishes.is_under_way(wish.id)
    assert wish.pictures[0].reference == "known"
    await wait_ended(wishes, wish)
    [ending] = delivery.endings
    assert ending.controls is Controls.RESULT
    assert ending.pictures is not None
    kept = await records.find_wish(wish.id)
    assert kept is not None
    assert (kept.message_id, kept.handles) == (7, {"messages": [5, 6]})
    assert kept.facts is not None
    assert kept.facts["seed"] == 7
    assert await records.read_picture(kept, 0) == photo
    assert await records.read_result(kept, 0) == ending.pictures[0].data


async def test_what_is_imagined_needs_no_picture(
    wishes: Wishes, records: Records, tmp_path: Path
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    wish = await begin(wishes, ask(preset="imagine-banana", size=64), delivery)
    assert (wish.pictures, wish.parts) == ((), 1)
    assert not [file for file in find_files(tmp_path) if "result" not in file.name]
    await wait_ended(wishes, wish)
    [ending] = delivery.endings
    assert ending.pictures is not None
    [picture] = ending.pictures
    assert (picture.file_name, picture.width) == ("imagine-banana.jpg", 64)
    assert Action.STRONGER not in ending.actions
    kept = await records.find_wish(wish.id)
    assert kept is not None
    assert await records.read_result(kept, 0) == picture.data
    with pytest.raises(BotError) as gone:
        await records.read_picture(kept, 0)
    assert gone.value.code == BotErrorCode.ORIGINAL_GONE


async def test_a_largest_size_holds_for_what_is_imagined_too(wishes: Wishes) -> None:
    for size, largest, side in ((None, 768, 512), (None, 100, 100), (300, 100, 100)):
        delivery = KeptDelivery(place=SHOWN)
        asked = ask(preset="imagine-banana", size=size)
        await wait_ended(
            wishes, await begin(wishes, asked, delivery, ChatSettings(largest_size=largest))
        )
        [ending] = delivery.endings
        assert ending.pictures is not None
        assert ending.pictures[0].width == side


async def test_what_moves_stays_a_film(wishes: Wishes, records: Records) -> None:
    for form, name in ((None, "cats.gif"), ("still", "cats.jpg")):
        delivery = KeptDelivery(place=SHOWN)
        wish = await begin(wishes, ask(draw_clip(), preset="cats", form=form), delivery)
        await wait_ended(wishes, wish)
        [ending] = delivery.endings
        assert ending.pictures is not None
        assert ending.pictures[0].file_name == name
        kept = await records.find_wish(wish.id)
        assert kept is not None
        assert ending.actions == actions_of(kept)
        assert (Action.BLEND in ending.actions) == (name == "cats.jpg")


async def test_a_zoom_that_cannot_be_is_refused_at_once(wishes: Wishes, photo: bytes) -> None:
    delivery = KeptDelivery(place=SHOWN)
    with pytest.raises(DreamError, match="a loop needs 3"):
        await begin(wishes, ask(photo, form="zoom", speed=1.1, seconds=2.0), delivery)
    assert delivery.progress == delivery.endings == []


async def test_what_the_chat_has_set_holds_and_is_noted(
    wishes: Wishes, make_photo: MakePhoto
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    settings = ChatSettings(preset="eyes", largest_size=100)
    asked = ask(make_photo(300, 200), size=300)
    wish = await begin(wishes, asked, delivery, settings)
    assert wish.options.preset == "eyes"
    await wait_ended(wishes, wish)
    assert "The largest size here is 100 pixels." in delivery.endings[0].text


async def test_where_nothing_is_accepted_nothing_is_kept_and_nothing_shown(
    wishes: Wishes, service: DreamService, records: Records, photo: bytes, tmp_path: Path
) -> None:
    await service.drain(0)
    delivery = KeptDelivery()
    with pytest.raises(BotError) as raised:
        await begin(wishes, ask(photo, photo), delivery)
    assert raised.value.code == BotErrorCode.SHUTTING_DOWN
    assert await records.remove_person(ANN.id) == 0
    assert find_files(tmp_path) == []
    assert delivery.progress == delivery.endings == []


async def test_of_an_album_those_that_the_queue_refuses_are_told(
    wishes: Wishes, engine: FakeEngine, photo: bytes
) -> None:
    engine.step_seconds = 0.01
    delivery = KeptDelivery(place=SHOWN)
    wish = await begin(wishes, ask(*[photo] * 10, strength=1), delivery)
    await wait_ended(wishes, wish)
    [ending] = delivery.endings
    assert ending.pictures is not None
    assert 5 <= len(ending.pictures) < 10
    assert "waiting already" in ending.text


async def test_only_the_owner_and_moderators_cancel(
    wishes: Wishes, engine: FakeEngine, photo: bytes
) -> None:
    engine.step_seconds = 0.2
    wish = await begin(wishes, ask(photo))
    with pytest.raises(BotError) as raised:
        await wishes.cancel(wish.id, BEN.id, is_moderator=False)
    assert raised.value.code == BotErrorCode.NOT_YOURS
    await wishes.cancel(wish.id, BEN.id, is_moderator=True)
    await wait_ended(wishes, wish)
    with pytest.raises(BotError) as raised:
        await wishes.cancel(wish.id, ANN.id, is_moderator=False)
    assert raised.value.code == BotErrorCode.JOB_UNKNOWN


async def test_to_forget_somebody_ends_their_dreams_and_keeps_those_of_others(
    wishes: Wishes, engine: FakeEngine, records: Records, photo: bytes
) -> None:
    engine.step_seconds = 0.05
    first, second = [await begin(wishes, ask(photo)) for _ in range(2)]
    other = await begin(wishes, ask(photo, person=BEN))
    assert await wishes.forget(ANN.id) == 2
    for wish in (first, second):
        await wait_ended(wishes, wish)
        assert await records.find_wish(wish.id) is None
    engine.step_seconds = 0.0
    await wait_ended(wishes, other)
    assert await records.find_wish(other.id) is not None


async def test_to_abandon_a_chat_ends_its_dreams_whoevers_they_are(
    wishes: Wishes, engine: FakeEngine, service: DreamService, photo: bytes
) -> None:
    engine.step_seconds = 0.1
    delivery = KeptDelivery()
    here = [await begin(wishes, ask(photo, person=each), delivery) for each in (ANN, BEN)]
    there = await begin(wishes, ask(photo, chat_id="test:2"))
    await wishes.abandon("test:1")
    for wish in here:
        await wait_ended(wishes, wish)
    assert [content.text for content in delivery.closed] == ["Cancelled.", "Cancelled."]
    assert wishes.is_under_way(there.id)
    await wishes.abandon("test:2")
    await wait_ended(wishes, there)


async def test_records_that_cannot_be_reached_are_no_reason_not_to_show_the_dream(
    wishes: Wishes, records: Records, photo: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object, **__: object) -> None:
        raise BotError(BotErrorCode.RECORDS_UNAVAILABLE, "The disk is full.")

    for name in ("add_dream", "end_wish"):
        monkeypatch.setattr(records, name, refuse)
    delivery = KeptDelivery(place=SHOWN)
    with capture_logs() as logs:
        wish = await begin(wishes, ask(photo), delivery)
        await wait_ended(wishes, wish)
    assert len(delivery.endings) == 1
    assert {"ending_not_kept", "wish_not_kept"} <= {log["event"] for log in logs}


async def test_of_an_album_as_many_are_dreamed_as_the_quota_has_left(
    wishes: Wishes, service: DreamService, photo: bytes
) -> None:
    limits = QuotaLimits(person=Allowance(dreams_per_hour=3), cooldown_seconds=60)
    service.admission = Admission(limits=limits)
    delivery = KeptDelivery(place=SHOWN)
    wish = await begin(wishes, ask(*[photo] * 5), delivery)
    await wait_ended(wishes, wish)
    [ending] = delivery.endings
    assert ending.pictures is not None
    assert len(ending.pictures) == 3
    for number in (4, 5):
        assert f"{number} of 5: Your dreams per hour are used up (limit: 3)." in ending.text
    with pytest.raises(BotError) as refused:
        await begin(wishes, ask(photo))
    assert refused.value.code is BotErrorCode.TOO_MANY_DREAMS


async def test_what_the_queue_refuses_of_an_album_costs_no_quota(
    wishes: Wishes, service: DreamService, engine: FakeEngine, photo: bytes
) -> None:
    engine.step_seconds = 0.01
    service.admission = Admission(limits=QuotaLimits(person=Allowance(dreams_per_hour=10)))
    delivery = KeptDelivery(place=SHOWN)
    wish = await begin(wishes, ask(*[photo] * 10, strength=1), delivery)
    await wait_ended(wishes, wish)
    [ending] = delivery.endings
    assert ending.pictures is not None
    left = 10 - len(ending.pictures)
    grant = await service.admission.admit(ask(photo).asker, 10)
    assert grant.pictures == left > 0


async def test_what_is_asked_for_counts_for_its_person_chat_and_server(
    wishes: Wishes, service: DreamService, photo: bytes
) -> None:
    service.admission = admission = NotingAdmission()
    asked = replace(
        ask(photo), parent_chat_id="test:0", server_id="test:server:9", is_moderator=True
    )
    await wait_ended(wishes, await begin(wishes, asked))
    assert admission.askers == [
        Asker(
            person_id=ANN.id,
            chat_id="test:1",
            parent_chat_id="test:0",
            server_id="test:server:9",
            is_moderator=True,
        )
    ]


async def test_a_sheet_shows_every_preset_and_one_of_them_can_be_had_large(
    wishes: Wishes, records: Records, photo: bytes, presets: Presets
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    wish = await begin(wishes, ask(photo, form="sheet", size=64), delivery)
    await wait_ended(wishes, wish)
    [ending] = delivery.endings
    assert ending.pictures is not None
    [page] = ending.pictures
    assert page.width * page.height > len(presets) * 64 * 40
    assert ending.text.startswith("sheet, ")
    assert "#" not in ending.text
    assert Action.PRESET in ending.actions
    assert Action.STRONGER not in ending.actions
    chosen = change_options(wish.options, Action.PRESET, preset="eyes")
    assert (chosen.preset, chosen.form, chosen.size) == ("eyes", None, None)


async def test_of_an_album_what_cannot_be_dreamed_is_told_with_the_rest(
    wishes: Wishes, photo: bytes
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    wish = await begin(wishes, ask(b"no picture", photo, preset="cats"), delivery)
    await wait_ended(wishes, wish)
    [ending] = delivery.endings
    assert ending.pictures is not None
    assert len(ending.pictures) == 1
    assert "1 of 2: This is text, not a picture" in ending.text
