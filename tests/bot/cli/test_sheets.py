import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image

Shell = Callable[..., subprocess.CompletedProcess[str]]
MakePhotos = Callable[[Sequence[str]], None]
LITE0 = "efficientnet-lite0"


def test_a_photo_is_shown_in_the_looks_asked_for(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    looks = ("--presets", "quilt, engraving", "--size", "64", "--strength", "1", "--json")
    done = shell("sheet", "photo.png", "-o", "page.png", *looks)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["out"], told["presets"]) == ("page.png", ["quilt", "engraving"])
    assert told["cell_size"] == 64
    with Image.open(tmp_path / "page.png") as page:
        assert page.format == "PNG"
        assert page.size == (told["width"], told["height"])
        assert page.width > 2 * 64


def test_a_layers_channels_are_drawn_on_a_page(shell: Shell, tmp_path: Path) -> None:
    quick = ("--size", "32", "--steps", "2", "--columns", "2")
    done = shell("atlas", LITE0, "block2", "-o", "out/", "--channels", "0-2, 23", *quick)
    assert done.returncode == 0, done.stderr
    written = Path("out") / f"{LITE0}-block2.jpg"
    assert done.stdout.startswith(f"{LITE0} block2: 4 of 24 channels → {written} (")
    with Image.open(tmp_path / written) as page:
        assert 2 * 32 < page.width < 4 * 32


def test_a_network_alone_tells_its_layers(shell: Shell) -> None:
    done = shell("atlas", LITE0)
    assert done.returncode == 0, done.stderr
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows[0][:2] == ["LAYER", "CHANNELS"]
    assert ["block8", "112"] in [row[:2] for row in rows]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("sheet", "photo.jpg", "-o", "x.jpg", "--presets", "cats,quit"), "Did you mean quilt"),
        (("atlas", "efficientnet-lit0"), LITE0),
        (("atlas", LITE0, "block9"), "-o atlas.png"),
    ],
)
def test_a_mistake_in_the_words_names_the_right_ones_with_exit_code_2(
    arguments: tuple[str, ...], told: str, shell: Shell, tmp_path: Path
) -> None:
    done = shell(*arguments)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert not list(tmp_path.glob("x.*"))
