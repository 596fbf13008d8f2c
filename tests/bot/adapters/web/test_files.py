from pathlib import Path

import pytest

from bot.adapters.web.files import PictureFiles
from bot.adapters.web.posts import Picture, new_id
from bot.errors import BotError, BotErrorCode


def make_picture(picture_id: str | None = None) -> Picture:
    return Picture(id=picture_id or new_id(), picture_format="jpeg", width=3, height=2)


def name_files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*.*")}


async def test_a_picture_is_read_back_as_it_was_saved(tmp_path: Path) -> None:
    files, picture = PictureFiles(tmp_path), make_picture()
    await files.save(picture, b"picture", b"thumbnail")
    assert await files.read(picture) == b"picture"
    assert files.thumbnail_path(picture.id).read_bytes() == b"thumbnail"
    assert files.path(picture).suffix == ".jpg"


async def test_nothing_unfinished_stays_behind(tmp_path: Path) -> None:
    files, picture = PictureFiles(tmp_path), make_picture()
    await files.save(picture, b"picture", b"thumbnail")
    names = sorted(file.name for file in files.path(picture).parent.iterdir())
    assert names == [f"{picture.id}.jpg", f"{picture.id}.thumb.jpg"]


async def test_a_missing_file_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="gone") as caught:
        await PictureFiles(tmp_path).read(make_picture())
    assert caught.value.code is BotErrorCode.ORIGINAL_GONE


@pytest.mark.parametrize("name", ["../../../etc/passwd", "a/b", "", "evil"])
def test_only_ids_become_paths(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="no id of a picture"):
        PictureFiles(tmp_path).path(make_picture(name or "."))
    with pytest.raises(ValueError, match="no id of a picture"):
        PictureFiles(tmp_path).thumbnail_path(name)


async def test_removed_pictures_leave_no_file_and_others_stay(tmp_path: Path) -> None:
    files, gone, kept = PictureFiles(tmp_path), make_picture(), make_picture()
    for picture in (gone, kept):
        await files.save(picture, b"picture", b"thumbnail")
    for _ in range(2):
        await files.remove([gone.id])
    assert name_files(tmp_path) == {f"{kept.id}.jpg", f"{kept.id}.thumb.jpg"}
    with pytest.raises(ValueError, match="no id of a picture"):
        await files.remove(["*"])


async def test_files_of_no_picture_are_removed_and_nothing_that_is_not_ours(
    tmp_path: Path,
) -> None:
    files, kept, left = PictureFiles(tmp_path), make_picture(), make_picture()
    for picture in (kept, left):
        await files.save(picture, b"picture", b"thumbnail")
    beside = files.path(kept).parent
    for name in (f"{left.id}.jpg.part", "notes.txt", "photo.jpg"):
        (beside / name).write_bytes(b"left")
    assert await files.remove_others([kept.id]) == 3
    assert name_files(tmp_path) == {
        f"{kept.id}.jpg",
        f"{kept.id}.thumb.jpg",
        "notes.txt",
        "photo.jpg",
    }
