import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from bot.conversation import Person
from bot.errors import BotError, BotErrorCode, SettingError
from bot.records import ChatSettings, Heard, Records, Wish, WishPicture
from bot.service import AlreadyAcceptedError, KeptProblem
from tests.bot.service.ordering import make_entry

MakeWish = Callable[..., Wish]
OpenRecords = Callable[..., Records]

DAY = 24 * 3600.0
PROBLEM = KeptProblem(code="time_limit", sentence="Too slow.")


def find_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("wishes/??/*"))


def find_in_files(folder: Path, words: bytes) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if words in path.read_bytes()]


async def wait_until_empty(folder: Path) -> bool:
    for _ in range(500):
        if not find_files(folder):
            return True
        await asyncio.sleep(0.01)
    return False


async def test_a_wish_and_its_files_survive_a_restart(
    open_records: OpenRecords, make_wish: MakeWish
) -> None:
    wish = make_wish(
        pictures=(WishPicture(is_spoiler=True), WishPicture(file_name="b.png")), has_guide=True
    )
    async with open_records() as records:
        await records.add_wish(wish, [b"first", b"second"], b"guide")
        await records.set_shown(wish.id, message_id=2**63 - 1)
        await records.add_dream(wish.id, 0, b"dream", {"device": "cpu", "steps": 20})
    async with open_records() as records:
        found = await records.find_wish(wish.id)
        assert found is not None
        assert found.message_id == 2**63 - 1
        assert found.facts == {"device": "cpu", "steps": 20}
        assert found.pictures == wish.pictures
        assert await records.read_picture(found, 0) == b"first"
        assert await records.read_picture(found, 1) == b"second"
        assert await records.read_guide(found) == b"guide"


async def test_a_wish_without_a_guide_has_none(records: Records, make_wish: MakeWish) -> None:
    wish = make_wish()
    await records.add_wish(wish, [b"picture"], None)
    assert await records.read_guide(wish) is None


async def test_a_wish_that_never_was_is_not_found(records: Records) -> None:
    assert await records.find_wish("f" * 16) is None
    assert await records.find_wish("../../etc/passwd") is None
    await records.remove_wish("f" * 16)
    await records.set_shown("f" * 16, message_id=1)
    await records.add_dream("f" * 16, 0, b"dream", {})


@pytest.mark.parametrize(("pictures", "guide"), [([], None), ([b"1", b"2"], None), ([b"1"], b"g")])
async def test_files_that_the_wish_does_not_name_are_refused(
    pictures: list[bytes],
    guide: bytes | None,
    records: Records,
    make_wish: MakeWish,
    tmp_path: Path,
) -> None:
    wish = make_wish()
    with pytest.raises(ValueError, match=wish.id):
        await records.add_wish(wish, pictures, guide)
    assert await records.find_wish(wish.id) is None
    assert find_files(tmp_path) == []


async def test_a_removed_wish_leaves_nothing(
    records: Records, make_wish: MakeWish, tmp_path: Path
) -> None:
    gone, kept = make_wish(), make_wish()
    for wish in (gone, kept):
        await records.add_wish(wish, [b"picture"], None)
    await records.remove_wish(gone.id)
    assert await records.find_wish(gone.id) is None
    assert await records.find_wish(kept.id) == kept
    assert find_files(tmp_path) == [f"{kept.id}-0"]


async def test_a_removed_person_leaves_nothing_and_others_stay(
    records: Records, make_wish: MakeWish, tmp_path: Path
) -> None:
    other = make_wish(person=Person(id="discord:10011", name="Ada"))
    for wish in (make_wish(), make_wish(), other):
        await records.add_wish(wish, [b"picture"], None)
    theirs, others = (
        make_entry(person=Person(id=f"discord:{number}", name="Ada")) for number in (1001, 10011)
    )
    await records.journal.accept([theirs, others])
    assert await records.remove_person("discord:1001") == 2
    assert await records.remove_person("discord:1001") == 0
    assert await records.journal.load_open("fake") == [others]
    assert find_files(tmp_path) == [f"{other.id}-0"]
    assert await records.find_wish(other.id) == other


async def test_a_removed_person_stands_in_no_file_any_more(
    make_wish: MakeWish, tmp_path: Path
) -> None:
    secrets = [f"secret {number} of theirs " * 50 for number in range(40)]
    person = Person(id="discord:1001", name="Somebody With A Name")
    async with Records(tmp_path) as records:
        for secret in secrets:
            wish = make_wish(person=person, pictures=(WishPicture(description=secret),))
            entry = make_entry(group_id=wish.id, person=person, origin={"words": secret})
            await records.add_wish(wish, [secret.encode()], None)
            await records.journal.accept([entry])
            await records.add_wish(make_wish(), [b"somebody else's"], None)
        assert find_in_files(tmp_path, person.name.encode())
        await records.remove_person(person.id)
        for told in (person.id, person.name, *secrets):
            assert find_in_files(tmp_path, told.encode()) == []


async def test_purging_removes_old_files_and_no_wish(
    open_records: OpenRecords, make_wish: MakeWish
) -> None:
    old, new = make_wish(created_at=time.time() - DAY - 1), make_wish()
    async with open_records(keep_seconds=2 * DAY) as records:
        for wish in (old, new):
            await records.add_wish(wish, [b"picture"], None)
        assert await records.purge(DAY) == 1
        assert await records.purge(DAY) == 0
        assert await records.find_wish(old.id) == old
        assert await records.read_picture(new, 0) == b"picture"
        with pytest.raises(BotError, match="Post it again") as caught:
            await records.read_picture(old, 0)
        assert caught.value.code == BotErrorCode.ORIGINAL_GONE


async def test_a_purged_guide_is_told_like_a_purged_picture(
    records: Records, make_wish: MakeWish
) -> None:
    wish = make_wish(has_guide=True, created_at=0.0)
    await records.add_wish(wish, [b"picture"], b"guide")
    await records.purge(DAY)
    with pytest.raises(BotError) as caught:
        await records.read_guide(wish)
    assert caught.value.code == BotErrorCode.ORIGINAL_GONE


async def test_old_files_go_by_themselves_when_their_time_is_over(
    open_records: OpenRecords, tmp_path: Path, make_wish: MakeWish
) -> None:
    async with open_records() as records:
        await records.add_wish(make_wish(), [b"picture"], None)
        await records.add_wish(make_wish(), [b"picture"], None)
    async with open_records(keep_seconds=DAY, clock=lambda: time.time() + DAY - 60):
        await asyncio.sleep(0.2)
        assert len(find_files(tmp_path)) == 2
    async with open_records(keep_seconds=DAY, clock=lambda: time.time() + DAY + 60):
        assert await wait_until_empty(tmp_path)


async def test_pictures_that_are_not_to_be_kept_go_once_everybody_was_told(
    open_records: OpenRecords, tmp_path: Path, make_wish: MakeWish
) -> None:
    wish = make_wish(address={"message": 1})
    async with open_records(keep_seconds=0) as records:
        await records.add_wish(wish, [b"picture"], None)
        await records.add_dream(wish.id, 0, b"dream", {})
    async with open_records(keep_seconds=0) as records:  # a crash meanwhile loses nothing
        assert await records.read_picture(wish, 0) == b"picture"
        assert await records.read_result(wish, 0) == b"dream"
        await records.end_wish(wish.id)
        assert find_files(tmp_path) == []
        assert await records.find_wish(wish.id) == replace(wish, address=None, facts={})
        with pytest.raises(BotError) as caught:
            await records.read_picture(wish, 0)
    assert caught.value.code == BotErrorCode.ORIGINAL_GONE


async def test_everybody_was_told_and_the_pictures_stay_for_the_buttons(
    records: Records, make_wish: MakeWish
) -> None:
    wish = make_wish(address={"message": 1})
    await records.add_wish(wish, [b"picture"], None)
    await records.add_dream(wish.id, 0, b"dream", {})
    await records.end_wish(wish.id)
    found = await records.find_wish(wish.id)
    assert found is not None
    assert found.address is None
    assert await records.read_picture(wish, 0) == b"picture"
    assert await records.read_result(wish, 0) == b"dream"
    await records.end_wish("f" * 16)  # one that is gone is no error


async def test_what_is_not_delivered_yet_is_spared_by_the_purge(
    records: Records, make_wish: MakeWish, tmp_path: Path
) -> None:
    wish = make_wish(created_at=0.0)
    parts = [make_entry(group_id=wish.id, part=part, accepted_at=0.0) for part in range(2)]
    await records.add_wish(wish, [b"picture"], None)
    await records.journal.accept(parts)
    await records.journal.fail(parts[0].job_id, PROBLEM)
    for _ in range(2):
        assert await records.purge(DAY) == 0
    assert len(await records.journal.load_open("fake")) == 2
    assert await records.read_picture(wish, 0) == b"picture"
    await records.journal.close(wish.id)
    assert await records.purge(DAY) == 1
    assert find_files(tmp_path) == []


@pytest.mark.parametrize("keep_seconds", [0.0, DAY])
async def test_what_a_platform_tells_twice_is_known_for_an_hour_at_least(
    open_records: OpenRecords, keep_seconds: float
) -> None:
    now = time.time()
    old = make_entry(trigger="old", accepted_at=now - max(keep_seconds, 3600) - 60)
    new = make_entry(trigger="new", accepted_at=now - max(keep_seconds, 3600) + 60)
    async with open_records() as records:
        for entry in (old, new):
            await records.journal.accept([entry])
            await records.journal.close(entry.group_id)
        await records.purge(keep_seconds)
        await records.journal.accept([make_entry(trigger="old")])
        with pytest.raises(AlreadyAcceptedError):
            await records.journal.accept([make_entry(trigger="new")])


async def test_files_that_a_crash_left_are_removed_at_the_next_start(
    open_records: OpenRecords, tmp_path: Path, make_wish: MakeWish
) -> None:
    kept = make_wish()
    async with open_records() as records:
        await records.add_wish(kept, [b"picture"], None)
    folder = tmp_path / "wishes" / kept.id[:2]
    for name in (f"{'0' * 14}ff-0", f"{'0' * 14}ff-guide", f"{kept.id}-1.part", "notes.txt"):
        (folder / name).write_bytes(b"left")
    async with open_records() as records:
        assert find_files(tmp_path) == sorted([f"{kept.id}-0", "notes.txt"])
        assert await records.read_picture(kept, 0) == b"picture"


async def test_chats_settings_are_there_at_the_next_start(open_records: OpenRecords) -> None:
    chosen = ChatSettings(preset="cats", largest_size=512, answers_mentions=False, roles=("1", "2"))
    async with open_records() as records:
        assert records.chat_settings.find("discord:server:5") == ChatSettings()
        await records.chat_settings.save("discord:server:5", ChatSettings(preset="eyes"))
        await records.chat_settings.save("discord:server:5", chosen)
        await records.chat_settings.save("discord:6", chosen)
        await records.chat_settings.save("discord:6", ChatSettings())
    async with open_records() as records:
        assert records.chat_settings.find("discord:server:5") == chosen
        assert records.chat_settings.find("discord:6") == ChatSettings()


async def test_a_fact_is_what_was_written_last(open_records: OpenRecords) -> None:
    async with open_records() as records:
        assert await records.read_fact("commands") is None
        await records.write_fact("commands", "one")
        await records.write_fact("commands", "two")
        await records.write_fact("other", "three")
    async with open_records() as records:
        assert await records.read_fact("commands") == "two"


async def test_many_may_write_at_once(records: Records, make_wish: MakeWish) -> None:
    added = [make_wish() for _ in range(40)]
    await asyncio.gather(*(records.add_wish(wish, [b"picture"], None) for wish in added))
    await asyncio.gather(
        records.remove_person("nobody"),
        *(records.set_shown(wish.id, message_id=number) for number, wish in enumerate(added)),
    )
    found = await asyncio.gather(*(records.find_wish(wish.id) for wish in added))
    assert [wish.message_id for wish in found if wish] == list(range(40))


async def test_a_second_process_is_told_which_folder_is_taken(
    records: Records, tmp_path: Path
) -> None:
    with pytest.raises(BotError, match=r"PUPPYSLUG_DATA_DIR") as caught:
        await Records(tmp_path).__aenter__()
    assert caught.value.code == BotErrorCode.FOLDER_IN_USE
    assert str(tmp_path) in caught.value.sentence
    await records.write_fact("still", "here")


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"x" * 99])
async def test_a_damaged_file_is_named_with_the_setting(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_bytes(content)
    with pytest.raises(SettingError) as caught:
        await Records(tmp_path).__aenter__()
    assert str(tmp_path / "records.sqlite3") in caught.value.sentence
    assert "PUPPYSLUG_DATA_DIR" in caught.value.hint
    (tmp_path / "records.sqlite3").unlink()
    async with Records(tmp_path) as records:
        await records.write_fact("the folder", "is free again")


async def test_a_folder_that_cannot_be_is_named_with_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError) as caught:
        await Records(tmp_path / "file" / "data").__aenter__()
    assert str(tmp_path / "file" / "data") in caught.value.sentence
    assert "PUPPYSLUG_DATA_DIR" in caught.value.hint


async def test_a_fault_of_the_program_is_no_word_to_people(
    records: Records, make_wish: MakeWish
) -> None:
    wish = make_wish()
    await records.add_wish(wish, [b"picture"], None)
    with pytest.raises(IntegrityError) as caught:
        await records.add_wish(wish, [b"picture"], None)
    assert "Ada" not in str(caught.value)


async def test_records_that_are_closed_hold_neither_folder_nor_thread(
    open_records: OpenRecords,
) -> None:
    async with open_records():
        pass
    assert [task for task in asyncio.all_tasks() if task.get_name() == "purge records"] == []
    async with open_records() as again:
        await again.write_fact("a", "b")


async def test_a_wish_of_references_has_no_files_of_its_own(
    records: Records, make_wish: MakeWish, tmp_path: Path
) -> None:
    wish = make_wish(pictures=(WishPicture(reference="known", is_spoiler=True),))
    await records.add_reference(wish)
    assert await records.find_wish(wish.id) == wish
    assert find_files(tmp_path) == []
    with pytest.raises(BotError) as caught:
        await records.read_picture(wish, 0)
    assert caught.value.code == BotErrorCode.ORIGINAL_GONE
    assert await records.purge(-60) == 0


async def test_dreams_are_kept_beside_their_pictures_and_go_with_them(
    open_records: OpenRecords, tmp_path: Path, make_wish: MakeWish
) -> None:
    wish = make_wish(pictures=(WishPicture(),) * 3)
    async with open_records() as records:
        await records.add_wish(wish, [b"0", b"1", b"2"], None)
        for index, dream in {0: b"first", 2: b"third"}.items():
            await records.add_dream(wish.id, index, dream, {})
    async with open_records() as records:  # a restart leaves them
        assert await records.read_result(wish, 0) == b"first"
        assert await records.read_result(wish, 2) == b"third"
        assert await records.read_picture(wish, 1) == b"1"
        with pytest.raises(BotError):
            await records.read_result(wish, 1)
        assert await records.purge(-60) == 1
        assert find_files(tmp_path) == []
        with pytest.raises(BotError) as caught:
            await records.read_result(wish, 0)
    assert caught.value.code == BotErrorCode.ORIGINAL_GONE


async def test_dreams_of_a_wish_without_files_are_found_by_the_purge_too(
    records: Records, make_wish: MakeWish, tmp_path: Path
) -> None:
    wish = make_wish()
    await records.add_reference(wish)
    await records.add_dream(wish.id, 0, b"dream", {})
    assert await records.purge(-60) == 1
    assert find_files(tmp_path) == []


async def test_a_wish_that_was_removed_meanwhile_gets_no_dreams(
    records: Records, make_wish: MakeWish, tmp_path: Path
) -> None:
    wish = make_wish()
    await records.add_wish(wish, [b"picture"], None)
    await records.remove_wish(wish.id)
    await records.add_dream(wish.id, 0, b"dream", {})
    assert find_files(tmp_path) == []


async def test_what_leads_to_a_wish_is_kept_as_it_was_given_last(
    open_records: OpenRecords, make_wish: MakeWish
) -> None:
    first, second = make_wish(), make_wish()
    handles = {"messages": [1, 2], "files": ["a", "b"]}
    async with open_records() as records:
        for wish in (first, second):
            await records.add_reference(wish)
            await records.set_shown(wish.id, message_id=7, handles=handles)
        await records.set_shown(second.id, message_id=8)
    async with open_records() as records:
        found = [await records.find_wish(wish.id) for wish in (first, second)]
    assert [(each.message_id, each.handles) for each in found if each] == [(7, handles), (8, {})]


async def test_a_chat_that_moves_takes_its_wishes_and_its_settings_along(
    open_records: OpenRecords, make_wish: MakeWish
) -> None:
    chosen = ChatSettings(preset="cats", channels=("1",))
    here, elsewhere = make_wish(chat_id="telegram:-1"), make_wish(chat_id="telegram:-2")
    async with open_records() as records:
        for wish in (here, elsewhere):
            await records.add_reference(wish)
        await records.chat_settings.save("telegram:-1", chosen)
        for _ in range(2):
            await records.move_chat("telegram:-1", "telegram:-100")
    async with open_records() as records:
        moved, stayed = [await records.find_wish(wish.id) for wish in (here, elsewhere)]
        assert records.chat_settings.find("telegram:-100") == chosen
        assert records.chat_settings.find("telegram:-1") == ChatSettings()
    assert moved is not None
    assert stayed is not None
    assert (moved.chat_id, stayed.chat_id) == ("telegram:-100", "telegram:-2")


async def test_the_newest_wishes_of_a_chat_are_listed_first(
    tmp_path: Path, make_wish: MakeWish
) -> None:
    wishes = [make_wish(chat_id="telegram:1", created_at=float(number)) for number in range(3)]
    async with Records(tmp_path) as records:
        for wish in (*wishes, make_wish(chat_id="telegram:2")):
            await records.add_reference(wish)
        assert await records.list_newest("telegram:1") == wishes[::-1]
        assert await records.list_newest("telegram:1", most=1) == wishes[-1:]
        assert await records.list_newest("telegram:3") == []
        assert {wish.chat_id for wish in await records.list_newest_on("telegram")} == {
            "telegram:1",
            "telegram:2",
        }
        assert await records.list_newest_on("discord") == []


async def test_where_a_wish_is_shown_may_be_unknown_again(
    tmp_path: Path, make_wish: MakeWish
) -> None:
    wish = make_wish(message_id=7)
    async with Records(tmp_path) as records:
        await records.add_reference(wish)
        await records.set_shown(wish.id, message_id=None, handles={"unsure": {"words": 7}})
        found = await records.find_wish(wish.id)
    assert found is not None
    assert (found.message_id, found.handles) == (None, {"unsure": {"words": 7}})


async def test_what_is_heard_together_is_kept_together(tmp_path: Path) -> None:
    heard = [Heard(key=f"{number}", payload={"words": number}) for number in range(3)]
    async with Records(tmp_path) as records:
        await records.inbox.add("telegram", *heard)
        await records.inbox.add("discord", heard[0])
        await records.inbox.remove("telegram", ["0"])
        assert {each.key for each in await records.inbox.load("telegram")} == {"1", "2"}
        with pytest.raises(StatementError):  # a set is no JSON
            await records.inbox.add("telegram", heard[0], Heard(key="3", payload={"x": {1}}))
        assert {each.key for each in await records.inbox.load("telegram")} == {"1", "2"}
