import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import BotError, BotErrorCode, SettingError
from bot.records import ChatSettings, Records, Wish, WishPicture
from tests.bot.service.ordering import make_entry

if os.name == "nt":
    pytest.skip("platform: limits and rights as on Unix", allow_module_level=True)

import resource

MakeWish = Callable[..., Wish]

NOBODY = 65534


@contextmanager
def limit_file_size(size: int) -> Iterator[None]:
    """No file of this process may grow beyond that: the system refuses, as with a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def without_rights() -> Iterator[None]:
    """Whom no file's rights keep out becomes somebody whom they do."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


def find_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("wishes/??/*"))


@pytest.fixture
def address() -> None:
    """The disk is this process's own, and so is the file on it."""


async def test_a_full_disk_is_told_and_leaves_no_half_wish(
    records: Records, make_wish: MakeWish, tmp_path: Path
) -> None:
    wish = make_wish(pictures=(WishPicture(), WishPicture()))
    with limit_file_size(100_000), pytest.raises(BotError) as caught:
        await records.add_wish(wish, [b"small", b"x" * 200_000], None)
    assert caught.value.code == BotErrorCode.RECORDS_UNAVAILABLE
    assert "PUPPYSLUG_DATA_DIR" in caught.value.hint
    assert find_files(tmp_path) == []
    assert await records.find_wish(wish.id) is None
    await records.add_wish(wish, [b"small", b"x" * 200_000], None)
    assert await records.find_wish(wish.id) == wish


async def test_a_database_that_cannot_grow_is_told_and_nothing_changes(
    records: Records, make_wish: MakeWish, tmp_path: Path
) -> None:
    wish = make_wish(link="x" * 100_000)
    with limit_file_size(50_000), pytest.raises(BotError) as caught:
        await records.add_wish(wish, [b"small"], None)
    assert caught.value.code == BotErrorCode.RECORDS_UNAVAILABLE
    assert "PUPPYSLUG_DATA_DIR" in caught.value.hint
    assert find_files(tmp_path) == []
    with limit_file_size(50_000), pytest.raises(BotError):
        await records.chat_settings.save("discord:1", ChatSettings(preset="x" * 100_000))
    assert records.chat_settings.find("discord:1") == ChatSettings()


async def test_an_order_that_the_disk_has_no_room_for_is_not_accepted(records: Records) -> None:
    order = [
        make_entry(group_id="1", part=part, trigger="7", origin={"words": "x" * 50_000})
        for part in range(3)
    ]
    with limit_file_size(100_000), pytest.raises(BotError) as caught:
        await records.journal.accept(order)
    assert caught.value.code == BotErrorCode.RECORDS_UNAVAILABLE
    assert await records.journal.load_open("fake") == []
    await records.journal.accept(order)
    assert await records.journal.load_open("fake") == order


async def test_a_folder_that_others_own_is_named_with_the_setting(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with Records(folder):
        pass
    for path in (folder / "records.lock", folder / "records.sqlite3", folder):
        path.chmod(0o500)
    with without_rights(), pytest.raises(SettingError) as caught:
        await Records(folder).__aenter__()
    folder.chmod(0o700)
    assert str(folder) in caught.value.sentence
    assert "PUPPYSLUG_DATA_DIR" in caught.value.hint


async def test_a_file_that_cannot_be_written_is_named_with_the_setting(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    file.mkdir()
    with pytest.raises(SettingError) as caught:
        await Records(tmp_path).__aenter__()
    assert str(file) in caught.value.sentence
    assert "PUPPYSLUG_DATA_DIR" in caught.value.hint
