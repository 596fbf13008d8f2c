import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image

Shell = Callable[..., subprocess.CompletedProcess[str]]
MakePhotos = Callable[[Sequence[str]], None]


def test_photos_become_zooms_and_what_moves_is_dreamed(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    options = ("--preset", "eyes", "--strength", "1", "--json")
    length = ("--seconds", "1", "--speed", "3", "--turn", "10", "--fps", "4")
    done = shell("zoom", "photo.png", "-o", "zoom.gif", *length, *options)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["out"], told["frames"], told["duration_seconds"]) == ("zoom.gif", 4, 1.0)
    assert told["code"].startswith("eyes#")
    assert told["bytes"] == (tmp_path / "zoom.gif").stat().st_size
    with Image.open(tmp_path / "zoom.gif") as film:
        assert film.format == "GIF"
        assert film.size == (64, 48)

    done = shell("animate", "photo.png", "zoom.gif", "-o", "films/", *options)
    assert done.returncode == 65
    still, moving = map(json.loads, done.stdout.splitlines())
    assert still["error"]["code"] == "picture_still"
    assert (moving["out"], moving["frames"]) == ("films/zoom.gif", 4)
    assert (tmp_path / "films/zoom.gif").read_bytes().startswith(b"GIF8")
