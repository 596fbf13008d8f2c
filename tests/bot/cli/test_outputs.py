from pathlib import Path

import pytest

from bot.cli.outputs import Output
from bot.errors import UsageError
from dream_core import DreamResult, Recipe, Target
from dream_core.request import PictureFormat


def make_result(picture_format: PictureFormat = "jpeg", picture: bytes = b"dream") -> DreamResult:
    return DreamResult(
        picture=picture,
        picture_format=picture_format,
        width=1,
        height=1,
        recipe=Recipe(network="efficientnet-lite0", targets=(Target(layer="block9"),)),
        device="cpu",
        dream_seconds=0.1,
        total_seconds=0.2,
    )


@pytest.fixture(autouse=True)
def photos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two photos of one name in two folders, and a third."""
    monkeypatch.chdir(tmp_path)
    for name in ("a/photo.jpg", "b/photo.png", "c.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"photo")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "picture_format"),
    [("x.jpg", "jpeg"), ("x.JPEG", "jpeg"), ("x.png", "png"), ("x.webp", "webp")],
)
def test_the_suffix_chooses_the_format(name: str, picture_format: str) -> None:
    output = Output(name, ["c.jpg"])
    assert output.picture_format == picture_format
    assert output.write("c.jpg", make_result()) == name
    assert Path(name).read_bytes() == b"dream"


@pytest.mark.parametrize("name", ["x", "x.gif", "x.jpg.txt"])
def test_another_suffix_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        Output(name, ["c.jpg"])
    assert ".jpg, .jpeg, .png, .webp" in caught.value.hint


@pytest.mark.parametrize("name", ["c.jpg", "./c.jpg", "a/../c.jpg"])
def test_a_photo_is_never_written_over(name: str) -> None:
    with pytest.raises(UsageError, match="the photo itself"):
        Output(name, ["c.jpg"])


def test_a_link_to_the_photo_is_the_photo(photos: Path) -> None:
    (photos / "link.jpg").symlink_to(photos / "c.jpg")
    with pytest.raises(UsageError, match="the photo itself"):
        Output("link.jpg", ["c.jpg"])


def test_a_result_of_before_is_replaced_whole() -> None:
    Path("x.jpg").write_bytes(b"an older and longer dream")
    Output("x.jpg", ["c.jpg"]).write("c.jpg", make_result())
    assert Path("x.jpg").read_bytes() == b"dream"


def test_nothing_is_left_of_a_result_that_could_not_be_written(photos: Path) -> None:
    output = Output("x.jpg", ["c.jpg"])
    (photos / "x.jpg").mkdir()
    with pytest.raises(OSError, match="directory"):
        output.write("c.jpg", make_result())
    assert sorted(path.name for path in photos.iterdir()) == ["a", "b", "c.jpg", "x.jpg"]


def test_several_photos_go_to_a_folder_that_is_made() -> None:
    output = Output("new/dreams", ["a/photo.jpg", "c.jpg"])
    output.prepare()
    assert output.picture_format is None
    assert output.write("a/photo.jpg", make_result()) == "new/dreams/photo.jpg"
    assert output.write("c.jpg", make_result("png")) == "new/dreams/c.png"


@pytest.mark.parametrize("out", ["x.jpg", "c.jpg"])
def test_several_photos_do_not_fit_a_file(out: str) -> None:
    with pytest.raises(UsageError):
        Output(out, ["a/photo.jpg", "b/photo.png"])


def test_one_photo_goes_to_a_folder_that_is_there_or_ends_with_a_slash() -> None:
    assert Output("a", ["c.jpg"]).write("c.jpg", make_result()) == "a/c.jpg"
    output = Output("new/", ["c.jpg"])
    output.prepare()
    assert output.write("c.jpg", make_result("webp")) == "new/c.webp"


def test_photos_of_one_name_get_results_of_different_names() -> None:
    output = Output("out", ["a/photo.jpg", "b/photo.png"])
    output.prepare()
    names = [output.write(photo, make_result()) for photo in ("a/photo.jpg", "b/photo.png")]
    assert names == ["out/photo.jpg", "out/photo-2.jpg"]


def test_names_that_differ_in_case_alone_count_as_one() -> None:
    output = Output("out", ["a/photo.jpg", "b/PHOTO.jpg"])
    output.prepare()
    output.write("a/photo.jpg", make_result())
    assert output.write("b/PHOTO.jpg", make_result()) == "out/PHOTO-2.jpg"


def test_a_folder_that_holds_the_photos_keeps_them() -> None:
    output = Output("a", ["a/photo.jpg", "c.jpg"])
    assert output.write("a/photo.jpg", make_result()) == "a/photo-2.jpg"
    assert Path("a/photo.jpg").read_bytes() == b"photo"


def test_a_folder_that_cannot_be_made_is_told_before_dreaming() -> None:
    with pytest.raises(NotADirectoryError, match=r"no folder: 'c\.jpg'"):
        Output("c.jpg/x.png", ["a/photo.jpg"]).prepare()


def test_a_dash_is_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    output = Output("-", ["-"])
    output.prepare()
    assert output.is_stream
    assert output.write("-", make_result()) == "-"
    assert capfdbinary.readouterr().out == b"dream"
