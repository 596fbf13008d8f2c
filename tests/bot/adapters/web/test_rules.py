import asyncio

import pytest

from bot.adapters.web.rules import ROOM_ID, RoomRules
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records
from bot.service import Admission, Allowance, DreamService, QuotaLimits, Rules
from dream_core import DreamError, ErrorCode, Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.conftest import OpenRoom
from tests.bot.adapters.web.guest import Guest, draw_photo


@pytest.fixture
def rules(records: Records, presets: Presets) -> RoomRules:
    return RoomRules(records.chat_settings, presets)


async def test_the_room_has_settings_as_any_chat(rules: RoomRules, records: Records) -> None:
    await rules.change({"preset": "cats", "largest_size": 512})
    await rules.change({"preset": None, "language": "de"})
    changed = ChatSettings(largest_size=512, language="de")
    assert rules.settings == records.chat_settings.find(ROOM_ID) == changed


async def test_changes_at_the_same_time_all_count(rules: RoomRules) -> None:
    await asyncio.gather(rules.change({"preset": "cats"}), rules.change({"language": "fr"}))
    assert rules.settings == ChatSettings(preset="cats", language="fr")


async def test_a_problem_is_told_in_the_rooms_language(rules: RoomRules) -> None:
    problem = BotError(BotErrorCode.QUEUE_FULL, "The queue is full.", "Later.")
    told = rules.explain(problem)
    assert (told.code, told.sentence, told.hint) == ("queue_full", "The queue is full.", "Later.")
    await rules.change({"language": "de"})
    told = rules.explain(problem)
    assert told.code == "queue_full"
    assert told.sentence.startswith("Die Warteschlange ist voll.")


async def test_what_holds_is_written_line_by_line(rules: RoomRules) -> None:
    assert rules.write("Here:").splitlines() == [
        "Here:",
        "Preset when none is named: as usual",
        "Largest size: as usual",
        "Language of my answers: English",
    ]
    await rules.change({"preset": "cats", "largest_size": 512, "language": "de"})
    assert rules.write("Hier:").splitlines()[1:] == [
        "Stil, wenn keiner genannt wird: Katzen",
        "Maximale Größe: 512 Pixel",
        "Sprache meiner Antworten: Deutsch",
    ]


async def test_anybody_in_the_room_sets_what_holds_and_everybody_sees_it(
    guest: Guest, other: Guest, records: Records
) -> None:
    async with guest.listen() as (_, hello), other.listen() as (theirs, _):
        status, body = await guest.post("/settings preset=cats size=64")
        assert (status, body["post"], body["answer"]) == (201, None, "")
        post = (await theirs.next("post"))["post"]
    assert post["author"]["id"] == "puppyslug"
    assert post["text"].splitlines() == [
        f"{hello['me']['name']} changed the settings of this room:",
        "Preset when none is named: Cats",
        "Largest size: 64 pixels",
        "Language of my answers: English",
    ]
    assert records.chat_settings.find(ROOM_ID) == ChatSettings(preset="cats", largest_size=64)
    assert (await other.get("/api/presets"))[1]["usual"] == "cats"


async def test_to_ask_for_settings_changes_none_and_is_answered_to_whoever_asks(
    guest: Guest,
) -> None:
    _, body = await guest.post("/settings")
    assert "Largest size: as usual" in body["answer"]
    assert "/settings preset=cats" in body["answer"]
    assert (await guest.get("/api/posts"))[1]["posts"] == []


async def test_a_setting_that_there_is_not_is_refused(guest: Guest, records: Records) -> None:
    status, body = await guest.post("/settings colour=red")
    assert (status, body["error"]["code"]) == (400, "usage")
    assert "preset, size, language" in body["error"]["hint"]
    assert records.chat_settings.find(ROOM_ID) == ChatSettings()


async def test_settings_are_completed_in_the_room(guest: Guest) -> None:
    _, body = await guest.get("/api/complete?text=/settings%20language=")
    values = [suggestion["value"] for suggestion in body["suggestions"]]
    assert values == ["de ", "en ", "fr ", "usual "]


async def test_what_is_set_holds_for_dreams_and_is_said(guest: Guest) -> None:
    await guest.post("/settings preset=cats size=64")
    async with guest.listen() as (ears, _):
        _, body = await guest.post("/dream size=128", draw_photo(200, 150))
        assert body["answer"] == "The largest size here is 64 pixels."
        dream = (await ears.dream("finished"))["dream"]
        assert (dream["preset"], dream["result"]["width"]) == ("cats", 64)
        picture = dream["photo"]["id"]
        options = {"picture": picture, "options": "eyes size=full"}
        status, body = await guest.send("/api/dreams", options)
        assert (status, body["answer"]) == (201, "The largest size here is 64 pixels.")
        dream = (await ears.dream("finished"))["dream"]
        assert (dream["preset"], dream["result"]["width"]) == ("eyes", 64)


async def test_a_picture_smaller_than_the_largest_size_is_not_made_larger(guest: Guest) -> None:
    await guest.post("/settings size=256")
    async with guest.listen() as (ears, _):
        _, body = await guest.post("/dream size=full", draw_photo(40, 30))
        assert body["answer"] == ""
        assert (await ears.dream("finished"))["dream"]["result"]["width"] == 40


async def test_a_room_with_a_language_answers_everybody_in_it(
    guest: Guest, engine: FakeEngine
) -> None:
    await guest.post("/settings language=de")
    assert (await guest.post("/queue"))[1]["answer"].startswith("Niemand wartet")
    _, body = await guest.post("/dream nonsense")
    assert body["error"]["sentence"].startswith("Das habe ich nicht verstanden.")
    assert "nonsense" in body["error"]["sentence"]
    _, body = await guest.post("/cancel")
    assert body["error"]["sentence"].startswith("Dieser Traum wartet nicht")
    engine.fail_next(DreamError(ErrorCode.OUT_OF_MEMORY, "It didn't fit.", "Try size=512."))
    async with guest.listen() as (ears, _):
        await guest.post("/dream", draw_photo())
        problem = (await ears.dream("failed"))["dream"]["problem"]
    assert problem["sentence"].startswith("Der Speicher hat für diesen Traum nicht gereicht.")


async def test_settings_outlive_the_room(open_room: OpenRoom) -> None:
    async with open_room() as room, Guest(room.address) as guest:
        await guest.post("/settings preset=cats")
    async with open_room() as room, Guest(room.address) as guest:
        assert "Cats" in (await guest.post("/settings"))[1]["answer"]


async def test_of_many_pictures_as_many_are_dreamed_as_the_quota_has_left(
    guest: Guest, service: DreamService
) -> None:
    limits = QuotaLimits(chat=Allowance(dreams_per_hour=2), cooldown_seconds=60)
    service.admission = Admission(limits=limits)
    status, body = await guest.post("/dream", *[draw_photo()] * 3)
    assert (status, body["ordered"]) == (201, 2)
    assert body["error"]["sentence"] == "This chat's dreams per hour are used up (limit: 2)."
    picture = body["post"]["pictures"][0]["id"]
    status, body = await guest.send("/api/dreams", {"picture": picture, "options": ""})
    assert (status, body["error"]["code"]) == (429, "too_many_dreams")


async def test_what_the_queue_refuses_costs_no_quota(
    guest: Guest, service: DreamService, engine: FakeEngine
) -> None:
    engine.step_seconds = 0.05
    service.admission = Admission(limits=QuotaLimits(chat=Allowance(dreams_per_hour=8)))
    _, body = await guest.post("/dream", *[draw_photo()] * 8)
    assert body["error"]["code"] == "too_many_waiting"
    async with guest.listen() as (ears, _):
        for _ in range(body["ordered"]):
            await ears.dream("finished")
    _, again = await guest.post("/dream", *[draw_photo()] * 8)
    assert again["ordered"] == 8 - body["ordered"]
    assert again["error"]["code"] == "too_many_dreams"


@pytest.mark.parametrize("is_room", [True, False])
async def test_whom_the_lists_leave_out_may_still_talk_and_ask_for_the_queue(
    guest: Guest, service: DreamService, is_room: bool
) -> None:
    async with guest.listen() as (_, hello):
        denied = ROOM_ID if is_room else f"web:{hello['me']['id']}"
    service.admission = Admission(Rules(deny=frozenset({denied})))
    _, body = await guest.post("/dream", draw_photo())
    assert (body["ordered"], body["error"]["code"]) == (0, "not_admitted")
    assert body["post"] is not None
    status, body = await guest.post("/dream")
    assert (status, body["error"]["code"]) == (403, "not_admitted")
    assert (await guest.post("hello"))[0] == 201
    assert "at once" in (await guest.post("/queue"))[1]["answer"]
