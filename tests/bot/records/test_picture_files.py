from pathlib import Path

import pytest

from bot.records.picture_files import PictureFiles

WISH = "0123456789abcdef"


@pytest.fixture
def files(tmp_path: Path) -> PictureFiles:
    return PictureFiles(tmp_path / "wishes")


async def test_pictures_lie_below_the_first_two_digits_of_their_wish(
    files: PictureFiles, tmp_path: Path
) -> None:
    await files.save(WISH, [b"one", b"two"], b"guide")
    folder = tmp_path / "wishes" / "01"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        f"{WISH}-0": b"one",
        f"{WISH}-1": b"two",
        f"{WISH}-guide": b"guide",
    }
    assert (await files.read(WISH, 1), await files.read_guide(WISH)) == (b"two", b"guide")


async def test_where_one_cannot_be_written_none_of_them_stays(
    files: PictureFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "wishes" / "01"
    (folder / f"{WISH}-1.part").mkdir(parents=True)
    with pytest.raises(OSError, match=f"{WISH}-1"):
        await files.save(WISH, [b"one", b"two"], None)
    assert [path.name for path in folder.iterdir() if path.is_file()] == []


async def test_what_is_removed_is_gone_and_may_be_removed_again(files: PictureFiles) -> None:
    await files.save(WISH, [b"one"], None)
    for _ in range(2):
        await files.remove([WISH, "f" * 16])
        with pytest.raises(FileNotFoundError):
            await files.read(WISH, 0)


async def test_files_of_no_wish_are_removed_and_counted(
    files: PictureFiles, tmp_path: Path
) -> None:
    await files.save(WISH, [b"one"], None)
    await files.save("f" * 16, [b"one", b"two"], b"guide")
    strange = tmp_path / "wishes" / "ff" / "readme"
    strange.write_text("mine")
    assert await files.remove_others([WISH]) == 3
    assert await files.remove_others([WISH]) == 0
    assert await files.read(WISH, 0) == b"one"
    assert strange.exists()


async def test_dreams_lie_beside_their_pictures_and_go_with_them(
    files: PictureFiles, tmp_path: Path
) -> None:
    await files.save(WISH, [b"one", b"two"], None)
    await files.save_result(WISH, 1, b"dream", b"before its finish")
    assert await files.read_result(WISH, 1) == b"dream"
    assert await files.read_dream(WISH, 1) == b"before its finish"
    with pytest.raises(FileNotFoundError):
        await files.read_result(WISH, 0)
    assert await files.remove_others([WISH]) == 0
    await files.remove([WISH])
    assert [*(tmp_path / "wishes" / "01").iterdir()] == []


async def test_a_dream_that_cannot_be_written_leaves_the_pictures(
    files: PictureFiles, tmp_path: Path
) -> None:
    await files.save(WISH, [b"one"], None)
    (tmp_path / "wishes" / "01" / f"{WISH}-dream-0.part").mkdir()
    with pytest.raises(OSError, match="dream-0"):
        await files.save_result(WISH, 0, b"dream", b"before its finish")
    assert await files.read(WISH, 0) == b"one"
    with pytest.raises(FileNotFoundError):
        await files.read_result(WISH, 0)


async def test_dreams_of_no_wish_are_removed(files: PictureFiles) -> None:
    await files.save_result(WISH, 0, b"dream", b"before its finish")
    assert await files.read_dream(WISH, 0) == b"before its finish"
    assert await files.remove_others([]) == 2


async def test_a_dream_that_was_not_finished_any_further_is_kept_once(
    files: PictureFiles, tmp_path: Path
) -> None:
    await files.save_result(WISH, 0, b"dream", None)
    assert await files.read_dream(WISH, 0) == b"dream"
    assert len([*(tmp_path / "wishes" / "01").iterdir()]) == 1
