from pathlib import Path

import pytest

from config import NETWORKS_FILE
from dream_core import load_networks
from dream_core.errors import CatalogueError, ErrorCode

SHA256 = "5" * 64
PACKAGED = f"""
[lite]
title = "Lite"
description = "Small."
architecture = "efficientnet_lite0"
source = "package"
licence = "MIT"
package = "carrier"
file = "lite.pth"
sha256 = "{SHA256}"
layers = {{ stem = 32, block1 = 16 }}
"""
DOWNLOADED = """
[googlenet]
title = "GoogLeNet"
description = "Of 2015."
architecture = "googlenet"
source = "torchvision"
licence = "BSD-3-Clause"
weights = "GoogLeNet_Weights.IMAGENET1K_V1"
file = "googlenet-1378be20.pth"
layers = { inception4c = 512 }
"""


def refuse(folder: Path, text: str) -> str:
    """The sentence that refuses a file with this text."""
    file = folder / "networks.toml"
    file.write_text(text)
    with pytest.raises(CatalogueError) as caught:
        load_networks(file)
    assert caught.value.code is ErrorCode.CATALOGUE_INVALID
    assert str(file) in caught.value.sentence
    return caught.value.sentence


def test_each_table_becomes_a_network(tmp_path: Path) -> None:
    file = tmp_path / "networks.toml"
    file.write_text(PACKAGED + DOWNLOADED)
    networks = load_networks(file)
    assert list(networks) == ["lite", "googlenet"]
    assert networks["lite"].layers == {"stem": 32, "block1": 16}
    assert networks["lite"].sha256 == SHA256
    assert networks["googlenet"].weights == "GoogLeNet_Weights.IMAGENET1K_V1"


ADDRESSED = f"""
[net]
title = "Net"
description = "From elsewhere."
architecture = "tfjs"
source = "download"
licence = "MIT"
address = "https://example.org/net.json"
file = "net.json"
range = "unit"
layers = {{ "block/relu" = 4 }}
parts = {{ "net.bin" = "{SHA256}" }}
"""
ADDED = f"""
[mine]
title = "Mine"
description = "Added."
architecture = "caffe"
source = "folder"
licence = "unknown"
file = "networks/mine/net.caffemodel"
sha256 = "{SHA256}"
range = "caffe"
layers = {{ conv1 = 4 }}
"""


NAMED = f"""{PACKAGED}
[lite.channels]
block1 = {{ fur = [3, 5] }}
"""


NAMED_ELSEWHERE = f"{DOWNLOADED}channels = {{ inception4c = {{ fur = [3, 5] }} }}"


@pytest.mark.parametrize("text", [NAMED, NAMED_ELSEWHERE])
def test_channels_may_have_names(text: str, tmp_path: Path) -> None:
    file = tmp_path / "networks.toml"
    file.write_text(text)
    (spec,) = load_networks(file).values()
    assert list(spec.channels.values()) == [{"fur": (3, 5)}]


def test_a_download_may_have_parts_and_no_hash(tmp_path: Path) -> None:
    file = tmp_path / "networks.toml"
    file.write_text(ADDRESSED)
    spec = load_networks(file)["net"]
    assert (spec.sha256, dict(spec.parts)) == ("", {"net.bin": SHA256})


def test_an_added_file_lies_beside_the_list(tmp_path: Path) -> None:
    file = tmp_path / "networks.toml"
    file.write_text(ADDED)
    assert load_networks(file)["mine"].file == str(tmp_path / "networks/mine/net.caffemodel")


REQUIRED = ["title", "description", "architecture", "licence", "package", "file", "sha256"]


@pytest.mark.parametrize("key", REQUIRED)
@pytest.mark.parametrize("value", [None, '""', "3"])
def test_a_missing_or_wrong_text_is_named(key: str, value: str | None, tmp_path: Path) -> None:
    lines = [line for line in PACKAGED.splitlines() if not line.startswith(f"{key} ")]
    lines += [f"{key} = {value}"] if value else []
    assert f"[lite] needs {key}, a string" in refuse(tmp_path, "\n".join(lines))


@pytest.mark.parametrize(
    ("text", "old", "new", "named"),
    [
        (
            PACKAGED,
            '"package"',
            '"web"',
            "source is 'web'; allowed: package, torchvision",
        ),
        (PACKAGED, 'source = "package"', "", "source is 'None'; allowed: package, torchvision"),
        (
            PACKAGED,
            "efficientnet_lite0",
            "lenet",
            "allowed: efficientnet_lite0, efficientnet_lite1, efficientnet_lite2, vgg19_codebook",
        ),
        (PACKAGED, SHA256, "abc", "sha256 must be 64 hexadecimal digits, not 'abc'"),
        (PACKAGED, "licence =", 'license = "MIT"\nlicence =', "Did you mean licence?"),
        (PACKAGED, "licence =", "colour = 3\nlicence =", "unknown key colour. There are: title"),
        (PACKAGED, "stem = 32", "stem = 0", "layers.stem must be its number of channels, not 0"),
        (PACKAGED, "stem = 32", "stem = true", "layers.stem must be its number of channels"),
        (PACKAGED, "stem = 32", 'stem = "32"', "layers.stem must be its number of channels"),
        (PACKAGED, "{ stem = 32, block1 = 16 }", "{}", "needs layers, a table"),
        (PACKAGED, "{ stem = 32, block1 = 16 }", "[]", "needs layers, a table"),
        (ADDRESSED, 'range = "unit"', "", "range is None; allowed: imagenet"),
        (ADDRESSED, '"unit"', '"pink"', "range is 'pink'; allowed: imagenet"),
        (ADDRESSED, '"net.json"', '"../net.json"', "can't have a file named '../net.json'"),
        (ADDRESSED, '"net.bin"', '"a/net.bin"', "can't have a file named 'a/net.bin'"),
        (ADDRESSED, SHA256, "abc", "parts.net.bin must be 64 hexadecimal digits"),
        (ADDRESSED, "address =", "addres =", "needs address, a string"),
        (ADDED, "sha256 =", "sha =", "needs sha256, a string"),
        (DOWNLOADED, "-1378be20", "", "file must end in its hash"),
        (DOWNLOADED, "weights =", "weight =", "needs weights, a string"),
        (
            NAMED,
            "block1 = { f",
            "blok1 = { f",
            "channels.blok1 is no layer of it. Did you mean block1?",
        ),
        (NAMED, "{ fur", "3 # {", "channels.block1 is not a table of names"),
        (NAMED, "fur =", "Fur =", "block1.Fur: a name has small letters"),
        (NAMED, "[3, 5]", "[]", "block1.fur must be a list of channels"),
        (NAMED, "[3, 5]", "3", "block1.fur must be a list of channels"),
        (NAMED, "5]", "16]", "block1.fur can't have channel 16; they go from 0 to 15."),
        (NAMED, "5]", "5.0]", "block1.fur can't have channel 5.0"),
        (NAMED, "5]", "true]", "block1.fur can't have channel True"),
        (f"{PACKAGED}channels = 3", "stem", "stem", "needs channels, a table"),
        (PACKAGED, "[lite]", "lite = 3\n[other]", "[lite] is not a table"),
        (PACKAGED, "[lite]", "[lite", "is not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(
    text: str, old: str, new: str, named: str, tmp_path: Path
) -> None:
    assert old in text
    assert named in refuse(tmp_path, text.replace(old, new))


def test_a_file_without_networks_is_refused(tmp_path: Path) -> None:
    assert "names no network" in refuse(tmp_path, "# nothing here\n")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"nowhere\.toml can't be read"):
        load_networks(tmp_path / "nowhere.toml")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "networks.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match=r"networks\.toml is not valid TOML"):
        load_networks(tmp_path / "networks.toml")


@pytest.mark.parametrize("name", load_networks(NETWORKS_FILE))
def test_every_network_of_the_program_says_what_it_is(name: str) -> None:
    spec = load_networks(NETWORKS_FILE)[name]
    assert spec.description.endswith(".")
    assert spec.licence
    assert all(layer.strip() == layer for layer in spec.layers)
