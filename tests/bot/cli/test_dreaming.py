import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image, ImageChops

from bot.cli.options import complete_things
from bot.commands import DreamCommand, DreamOptions, Grammar, write_code
from dream_core import DreamRequest, Finished, Networks, Presets
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings
from dream_core.vocabulary import find

Shell = Callable[..., subprocess.CompletedProcess[str]]
Starter = Callable[..., subprocess.Popen[str]]
MakePhotos = Callable[[Sequence[str]], None]

FROM_CHAT = DreamOptions(
    preset="eyes", strength=1, size=48, seed=77, keep_colours=True, amount=130, blend="soft-light"
)
QUICK = ("--octaves", "1", "--steps", "2")


def read_lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_photo_becomes_a_dream_of_its_size(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    done = shell("dream", "photo.png", "-o", "dream.png", *QUICK)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("photo.png → dream.png (64 × 48, ")
    with Image.open(tmp_path / "photo.png") as photo, Image.open(tmp_path / "dream.png") as dream:
        assert dream.format == "PNG"
        assert dream.size == photo.size
        assert ImageChops.difference(photo.convert("RGB"), dream.convert("RGB")).getbbox()


def test_presets_at_once_are_dreamed_where_a_mask_is_white(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    mask = Image.new("L", (8, 6))
    mask.paste(255, (4, 0, 8, 6))
    mask.save(tmp_path / "mask.png")
    choice = ("--preset", "eyes:2+quilt", "--mask", "mask.png", "--json", *QUICK)
    done = shell("dream", "photo.png", "-o", "dream.png", *choice)
    assert done.returncode == 0, done.stderr
    (told,) = read_lines(done)
    assert [voice["weight"] for voice in told["recipe"]["also"]] == [0.5]
    with Image.open(tmp_path / "photo.png") as photo, Image.open(tmp_path / "dream.png") as dream:
        changed = ImageChops.difference(photo.convert("RGB"), dream.convert("RGB")).getbbox()
    assert changed is not None
    assert 26 <= changed[0] <= 34
    assert changed[2] == 64


def test_a_mask_that_is_not_there_is_named(shell: Shell, make_photos: MakePhotos) -> None:
    make_photos(["photo.png"])
    done = shell("dream", "photo.png", "-o", "dream.png", "--mask", "gone.png")
    assert done.returncode == 65
    assert "The mask gone.png can't be used" in done.stderr


def test_a_console_without_arrows_is_enough(shell: Shell, make_photos: MakePhotos) -> None:
    make_photos(["photo.png"])
    done = shell("dream", "photo.png", "-o", "dream.png", *QUICK, PYTHONIOENCODING="cp437")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("photo.png ? dream.png (64 ? 48")


def test_json_tells_the_whole_recipe_and_the_times(shell: Shell, make_photos: MakePhotos) -> None:
    make_photos(["photo.png"])
    own = ("--network", "efficientnet-lite0", "--target", "block5:0.5", "--target", "block4@1-3")
    knobs = ("--scale", "1.5", "--jitter", "4", "--step-size", "2.5", "--seed", "3")
    done = shell(
        "dream", "photo.png", "-o", "x.webp", "--json", "--size", "80", *own, *knobs, *QUICK
    )
    assert done.returncode == 0, done.stderr
    (told,) = read_lines(done)
    recipe = told["recipe"]
    assert {key: told[key] for key in ("photo", "out", "width", "height", "device")} == {
        "photo": "photo.png",
        "out": "x.webp",
        "width": 80,
        "height": 60,
        "device": "cpu",
    }
    assert recipe["targets"] == ["block5:0.5", "block4@1-3"]
    assert {
        key: recipe[key]
        for key in ("network", "octaves", "steps", "scale", "jitter", "step_size", "seed", "size")
    } == {
        "network": "efficientnet-lite0",
        "octaves": 1,
        "steps": 2,
        "scale": 1.5,
        "jitter": 4,
        "step_size": 2.5,
        "seed": 3,
        "size": 80,
    }
    assert 0 < told["dream_seconds"] <= told["total_seconds"]


def test_a_recipe_can_be_written_again_from_its_json(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    choice = ("--preset", "eyes", "--strength", "2", "--steps", "3", "--seed", "5")
    (told,) = read_lines(shell("dream", "photo.png", "-o", "a.png", "--json", *choice))
    recipe = told["recipe"]
    options = [f"--target={target}" for target in recipe.pop("targets")]
    options += ["--keep-colours" if recipe.pop("keep_colours") else "--no-keep-colours"]
    options += [f"--{key.replace('_', '-')}={value}" for key, value in recipe.items()]
    assert shell("dream", "photo.png", "-o", "b.png", *options).returncode == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


async def test_a_code_gives_the_dream_here_that_a_chat_gives(
    shell: Shell,
    make_photos: MakePhotos,
    tmp_path: Path,
    networks: Networks,
    presets: Presets,
) -> None:
    make_photos(["photo.png"])
    code = write_code(FROM_CHAT, presets)
    command = Grammar(presets).parse(f"@puppyslug {code} please")
    assert isinstance(command, DreamCommand)
    request = DreamRequest(
        job_id="chat",
        picture=(tmp_path / "photo.png").read_bytes(),
        recipe=command.options.recipe(presets, seed=1),
        picture_format="png",
    )
    settings = EngineSettings(networks=networks, cache_dir=tmp_path, device="cpu", workers=1)
    async with ProcessEngine(settings) as engine, aclosing(engine.dream(request)) as events:
        *_, last = [event async for event in events]
    assert isinstance(last, Finished)
    done = await asyncio.to_thread(shell, "dream", "photo.png", "-o", "dream.png", "--recipe", code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1] == f"  recipe: {code}"
    assert (tmp_path / "dream.png").read_bytes() == last.result.picture


def test_a_dreams_code_is_told_and_asks_for_it_again(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    options = ("--preset", "eyes", "--strength", "1", "--amount", "60", "--blend", "screen")
    (told,) = read_lines(shell("dream", "photo.png", "-o", "a.png", "--json", *options))
    assert told["code"].startswith("eyes#")
    (again,) = read_lines(
        shell("dream", "photo.png", "-o", "b.png", "--json", "--recipe", told["code"])
    )
    assert (again["code"], again["recipe"]) == (told["code"], told["recipe"])
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_what_no_code_can_say_has_none(shell: Shell, make_photos: MakePhotos) -> None:
    make_photos(["photo.png"])
    done = shell("dream", "photo.png", "-o", "x.png", *QUICK)
    assert "x.png" in done.stdout
    assert "recipe" not in done.stdout
    (told,) = read_lines(shell("dream", "photo.png", "-o", "x.png", "--json", *QUICK))
    assert told["code"] is None


def test_things_are_dreamed_of_by_name_and_told_with_what_there_is_more_of(
    shell: Shell, make_photos: MakePhotos
) -> None:
    make_photos(["photo.png"])
    asked = ("--of", "sea lions, Dumbbell", "--size", "48", "--strength", "1")
    done = shell("dream", "photo.png", "-o", "dream.png", "--json", *asked)
    assert done.returncode == 0, done.stderr
    (line,) = read_lines(done)
    assert line["code"].startswith("of-sea-lion-and-dumbbell#")
    assert line["recipe"]["targets"][-2:] == ["logits@150", "logits@543"]
    assert len(line["saw"]) <= 3
    assert all(find(name) for name in line["saw"])


def test_a_mistyped_thing_is_told_before_anything_is_read(shell: Shell) -> None:
    done = shell("dream", "missing.png", "-o", "dream.png", "--of", "sea lino")
    assert done.returncode == 2
    assert "Did you mean sea lion" in done.stderr


def test_things_are_completed_in_the_shell() -> None:
    assert complete_things("banana and dumb") == ["banana and dumbbell"]


def test_a_code_in_the_place_of_a_photo_is_recognised(shell: Shell) -> None:
    done = shell("dream", "cats#7K2F9QXM4T1", "-o", "x.png")
    assert done.returncode == 65
    assert "write --recipe cats#7K2F9QXM4T1" in done.stderr


def test_the_same_seed_gives_the_same_picture_and_another_a_different_one(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    for name, seed in (("a.png", "1"), ("b.png", "1"), ("c.png", "2")):
        assert shell("dream", "photo.png", "-o", name, "--seed", seed, *QUICK).returncode == 0
    first, again, other = ((tmp_path / name).read_bytes() for name in ("a.png", "b.png", "c.png"))
    assert first == again
    assert first != other


def test_a_guide_changes_the_dream_and_stays_as_it_is(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png", "guide.png"])
    Image.linear_gradient("L").rotate(30).save(tmp_path / "guide.png")
    before = (tmp_path / "guide.png").read_bytes()
    for name, guide in (("a.png", ()), ("b.png", ("--guide", "guide.png"))):
        done = shell("dream", "photo.png", "-o", name, *guide, *QUICK)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "guide.png").read_bytes() == before
    assert shell("dream", "photo.png", "-o", "guide.png", "--guide", "guide.png").returncode == 2
    assert (tmp_path / "guide.png").read_bytes() == before


@pytest.mark.parametrize(("guide", "told"), [("nowhere.png", "No such file"), ("text.png", "text")])
def test_a_guide_that_is_no_use_is_named(
    guide: str, told: str, shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    (tmp_path / "text.png").write_text("no picture")
    done = shell("dream", "photo.png", "-o", "x.png", "--guide", guide, *QUICK)
    assert done.returncode == 65
    assert "guide picture" in done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "x.png").exists()


def test_a_bad_photo_does_not_stop_the_others(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["one/photo.jpg", "two/photo.jpg"])
    (tmp_path / "text.jpg").write_text("no picture")
    (tmp_path / "empty.png").write_bytes(b"")
    photos = ("one/photo.jpg", "text.jpg", "empty.png", "nowhere.jpg", "two/photo.jpg")
    done = shell("dream", *photos, "-o", "out", "--json", *QUICK)
    assert done.returncode == 65
    told = read_lines(done)
    assert [line["photo"] for line in told] == list(photos)
    assert [line.get("out") for line in told] == [
        "out/photo.jpg",
        *(None,) * 3,
        "out/photo-2.jpg",
    ]
    assert [line["error"]["code"] for line in told if "error" in line] == [
        "picture_format",
        "picture_empty",
        "picture_unreadable",
    ]
    assert all(line["error"]["sentence"] and line["error"]["hint"] for line in told[1:4])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "photo-2.jpg",
        "photo.jpg",
    ]


def test_a_bad_photo_alone_is_told_in_words(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty.png").write_bytes(b"")
    done = shell("dream", "empty.png", "-o", "x.png")
    assert (done.returncode, done.stdout) == (65, "")
    assert done.stderr.startswith("empty.png: ")
    assert "Traceback" not in done.stderr


def test_a_missing_photo_is_named_once(shell: Shell) -> None:
    done = shell("dream", "nowhere.jpg", "-o", "x.png")
    assert done.returncode == 65
    assert done.stderr.splitlines()[0] == (
        "nowhere.jpg: The file can't be read: No such file or directory."
    )


def test_a_photo_flows_from_standard_input_to_standard_output(
    environment: dict[str, str], make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    done = subprocess.run(
        [sys.executable, "-m", "bot", "dream", "-", "-o", "-", *QUICK],
        cwd=tmp_path,
        env=environment,
        input=(tmp_path / "photo.png").read_bytes(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"\xff\xd8")


def test_what_is_not_there_is_unavailable(
    shell: Shell, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    done = shell(
        "dream",
        "photo.png",
        "-o",
        "x.png",
        "--json",
        PUPPYSLUG_DEVICE="cuda:77",
    )
    assert done.returncode == 69
    (told,) = read_lines(done)
    assert told["error"]["code"] == "device_unavailable"
    assert not (tmp_path / "x.png").exists()


@pytest.mark.skipif(os.name == "nt", reason="platform: signals as on Unix")
def test_ctrl_c_ends_the_dream_and_its_workers(
    start_shell: Starter, make_photos: MakePhotos, tmp_path: Path
) -> None:
    make_photos(["photo.png"])
    process = start_shell("dream", "photo.png", "-o", "x.png", "--steps", "1000")
    workers = wait_for_workers(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    _, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []
    assert [path.name for path in tmp_path.iterdir() if "x.png" in path.name] == []


def wait_for_workers(pid: int) -> list[psutil.Process]:
    """The program's children, once one has loaded torch."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        children = psutil.Process(pid).children(recursive=True)
        if any(child.memory_info().rss > 200 * 2**20 for child in children):
            return children
        time.sleep(0.1)
    raise AssertionError("no worker came up")
