from pathlib import Path

import pytest

from bot.storage import write_whole


def test_a_file_is_written_with_its_folders_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "some" / "folder" / "picture.jpg"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert list(path.parent.iterdir()) == [path]


def test_what_cant_be_written_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "picture.jpg"
    write_whole(path, b"first")
    (tmp_path / "picture.jpg.part").mkdir()
    with pytest.raises(OSError, match=r"picture\.jpg\.part"):
        write_whole(path, b"second")
    assert path.read_bytes() == b"first"
