"""Listing, adding and fetching networks in a shell."""

import io
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from bot.cli.exits import ExitCode, describe_error, exit_code_of
from bot.cli.program import program
from bot.errors import BotError
from config import NETWORKS_FILE
from dream_core import DreamError, load_networks
from dream_core.networks.googlenet_2015 import KINDS
from tests.dream_core.networks.caffe.test_reader import NEW, WEIGHTS, make_model
from tests.dream_core.networks.conftest import FileServer
from tests.dream_core.networks.test_googlenet_2015 import make_state

Shell = Callable[..., subprocess.CompletedProcess[str]]

NETWORK = """
[elsewhere]
title = "Elsewhere"
description = "Not here yet."
architecture = "googlenet"
source = "torchvision"
licence = "BSD-3-Clause"
weights = "GoogLeNet_Weights.IMAGENET1K_V1"
file = "googlenet-1378be20.pth"
layers = { inception4c = 512 }
"""


def test_networks_as_json_tell_layers_and_licence(inner_shell: Shell) -> None:
    done = inner_shell("networks", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows.keys() == load_networks(NETWORKS_FILE).keys()
    assert rows["efficientnet-lite0"]["ready"] is True
    assert rows["efficientnet-lite0"]["layers"]["block9"] == 112
    assert all(row["licence"] for row in rows.values())


def test_a_network_that_is_not_here_says_what_is_fetched_and_where_to(
    inner_shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(NETWORK)
    settings = {"PUPPYSLUG_NETWORKS_FILE": str(file), "PUPPYSLUG_CACHE_DIR": str(tmp_path / "w")}
    told = inner_shell("networks", **settings).stdout
    assert "GoogLeNet_Weights.IMAGENET1K_V1" in told
    assert str(tmp_path / "w" / "googlenet-1378be20.pth") in told
    assert "inception4c (512)" in told
    told = inner_shell("networks", "--json", **settings).stdout
    rows = {row["name"]: row for row in json.loads(told)}
    assert rows["elsewhere"]["ready"] is False


def test_an_added_network_is_listed_and_dreams(
    shell: Shell, inner_shell: Shell, tmp_path: Path
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "gender_net.caffemodel").write_bytes(make_model(WEIGHTS))
    (folder / "deploy.prototxt").write_text(NEW)
    added = shell("networks", "add", str(folder / "gender_net.caffemodel"), "--title", "Gender")
    assert (added.returncode, added.stderr) == (0, "")
    assert "gender-net can dream" in added.stdout
    for file in folder.iterdir():
        file.unlink()
    rows = {row["name"]: row for row in json.loads(inner_shell("networks", "--json").stdout)}
    assert rows["gender-net"]["ready"]
    assert rows["gender-net"]["title"] == "Gender"
    assert rows["gender-net"]["layers"]["fc7"] == 7
    photo = Path(__file__).parents[2] / "photos" / "chelsea.jpg"
    options = ("--size", "96", "--network", "gender-net", "--target", "conv1", "--steps", "2")
    dreamed = shell("dream", str(photo), "-o", "dream.png", *options, PUPPYSLUG_DEVICE="cpu")
    assert (dreamed.returncode, dreamed.stderr) == (0, "")
    assert (tmp_path / "dream.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("add", "none.pth"), ExitCode.UNAVAILABLE, "There is no file none.pth"),
        (("add", "notes.txt"), ExitCode.UNAVAILABLE, "There are: .json, .caffemodel, .pth"),
        (("add", "text.pth"), ExitCode.UNAVAILABLE, "torch.save(model.state_dict(), file)"),
        (("add", "text.pth", "--name", "VGG 19"), ExitCode.USAGE, "Try --name vgg-19"),
        (("add", "text.pth", "--name", "vgg19"), ExitCode.USAGE, "There is a network vgg19"),
        (("add", "text.pth", "--range", "units"), ExitCode.USAGE, "Did you mean unit?"),
        (("fetch", "place205"), ExitCode.USAGE, "places205"),
    ],
)
def test_what_cannot_be_is_told_in_words(
    fresh_folder: Path, arguments: tuple[str, ...], code: ExitCode, told: str
) -> None:
    for name in ("notes.txt", "text.pth"):
        (fresh_folder / name).write_text("no network")
    ended = CliRunner().invoke(program, ["networks", *arguments])
    assert isinstance(ended.exception, BotError | DreamError)
    assert exit_code_of(ended.exception) == code
    assert told in describe_error(ended.exception)


@pytest.fixture
def fresh_folder(
    tmp_path: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The working folder of somebody without any settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", environment)
    return tmp_path


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    """A server that has GoogLeNet on places, of two channels a branch."""
    body = io.BytesIO()
    torch.save(make_state(KINDS[0][0]), body)
    with FileServer() as server:
        server.files["googlenet_places205.pth"] = body.getvalue()
        yield server


def test_a_preset_is_offered_once_its_network_was_fetched(
    shell: Shell, inner_shell: Shell, mirror: FileServer
) -> None:
    settings = {"PUPPYSLUG_WEIGHTS_MIRROR": mirror.address, "no_proxy": "127.0.0.1"}
    refused = inner_shell("dream", "x.jpg", "-o", "y.jpg", "--preset", "landscapes")
    assert refused.returncode == 2
    assert "puppyslug networks fetch places205" in refused.stderr
    fetched = shell("networks", "fetch", "places205", **settings)
    assert fetched.returncode == 0
    assert "remembered from the first download" in fetched.stdout
    assert "only that is taken" in fetched.stderr
    rows = {row["name"]: row for row in json.loads(inner_shell("presets", "--json").stdout)}
    assert rows["landscapes"]["ready"]
