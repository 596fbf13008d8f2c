import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

Shell = Callable[..., subprocess.CompletedProcess[str]]


def test_a_picture_of_several_things_is_named_for_them(shell: Shell, tmp_path: Path) -> None:
    done = shell(
        "imagine",
        "Bananas and dumbbell",
        "-o",
        "out/",
        "--size",
        "64",
        "--steps",
        "2",
        "--seed",
        "3",
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    written = Path("out") / "banana-and-dumbbell.jpg"
    assert done.stdout.startswith(f"banana and dumbbell → {written} (64 × 64, ")
    with Image.open(tmp_path / written) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (64, 64)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bananna", "-o", "x.png"), "Did you mean banana"),
        (("banana", "-o", "x.gif"), ".jpg, .jpeg, .png, .webp"),
        (("banana", "-o", "x.png", "--size", "large"), "such as 512"),
        (("banana", "-o", "x.png", "--steps", "0"), "from 1 to 1000"),
    ],
)
def test_a_mistake_in_the_words_names_the_right_ones_with_exit_code_2(
    arguments: tuple[str, ...], told: str, inner_shell: Shell, tmp_path: Path
) -> None:
    done = inner_shell("imagine", *arguments)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert not list(tmp_path.glob("x.*"))
