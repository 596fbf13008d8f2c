import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.commands import DreamOptions, write_code
from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import Presets, load_networks, load_presets
from tests.bot.conftest import Shell


@pytest.fixture(scope="module")
def presets() -> Presets:
    return load_presets(PRESETS_DIR, load_networks(NETWORKS_FILE))


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


def test_a_recipe_is_imagined_again_with_what_is_said_besides(
    shell: Shell, presets: Presets, tmp_path: Path
) -> None:
    coded = DreamOptions(preset="imagine-banana", seed=3, size=64)
    code = f"/dream {write_code(coded, presets)}"
    done = shell(
        *("imagine", "teapot", "-o", "a.png", "--recipe", code),
        *("--seed", "4", "--steps", "2", "--json"),
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    expected = replace(coded, preset="imagine-teapot").recipe(presets, seed=0)
    assert told["recipe"] == replace(expected, seed=4, steps=2).as_dict()
    assert (told["things"], told["out"], told["code"]) == ("teapot", "a.png", None)
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (64, 64)


def test_the_recipe_of_a_dream_needs_a_photo(inner_shell: Shell, presets: Presets) -> None:
    code = write_code(DreamOptions(preset="cats"), presets)
    done = inner_shell("imagine", "-o", "x.png", "--recipe", str(code))
    assert done.returncode == 2
    assert f"puppyslug dream PHOTO --recipe {code}" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bananna", "-o", "x.png"), "Did you mean banana"),
        (("banana", "-o", "x.gif"), ".jpg, .jpeg, .png, .webp"),
        (("banana", "-o", "x.png", "--size", "large"), "such as 512"),
        (("banana", "-o", "x.png", "--size", "full"), "has no full size"),
        (("banana", "-o", "x.png", "--steps", "0"), "from 1 to 1000"),
        (("-o", "x.png"), "puppyslug imagine banana"),
    ],
)
def test_a_mistake_in_the_words_names_the_right_ones_with_exit_code_2(
    arguments: tuple[str, ...], told: str, inner_shell: Shell, tmp_path: Path
) -> None:
    done = inner_shell("imagine", *arguments)
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())
    assert not list(tmp_path.glob("x.*"))
