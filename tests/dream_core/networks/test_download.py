import hashlib
import logging
import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from dream_core.errors import ErrorCode, UnavailableError
from dream_core.networks import download
from dream_core.networks.download import DownloadLimits, download_file, take_turns

BODY = bytes(range(256)) * 200
SHA256 = hashlib.sha256(BODY).hexdigest()
QUICK = DownloadLimits(silence_seconds=0.3, total_seconds=5, pause_seconds=0)


def refusal(url: str, target: Path, **options: Any) -> UnavailableError:
    with pytest.raises(UnavailableError) as caught:
        download_file(url, target, sha256=SHA256, **{"limits": QUICK, **options})
    assert list(target.parent.iterdir()) == []
    return caught.value


def assert_tells_how(error: UnavailableError, url: str, target: Path) -> None:
    assert error.code == ErrorCode.NETWORK_UNAVAILABLE
    assert url in error.hint
    assert str(target) in error.hint


@pytest.mark.parametrize("with_length", [True, False])
def test_a_good_file_arrives_whole(file_server: Any, tmp_path: Path, with_length: bool) -> None:
    file_server.files["good.bin"] = BODY
    file_server.with_length = with_length
    target = tmp_path / "good.bin"
    download_file(f"{file_server.address}/good.bin", target, sha256=SHA256[:8])
    assert target.read_bytes() == BODY
    assert list(tmp_path.iterdir()) == [target]


def test_leftovers_of_ended_processes_go_and_downloads_under_way_stay(
    file_server: Any, tmp_path: Path
) -> None:
    file_server.files["good.bin"] = BODY
    old, fresh, other = (
        tmp_path / name for name in ("good.bin.1a.part", "good.bin.2b.part", "bad.bin.3c.part")
    )
    for part in (old, fresh, other):
        part.write_bytes(b"half")
    an_hour_ago = time.time() - 3600
    for part in (old, other):
        os.utime(part, (an_hour_ago, an_hour_ago))
    target = tmp_path / "good.bin"
    download_file(f"{file_server.address}/good.bin", target, sha256=SHA256)
    assert sorted(tmp_path.iterdir()) == sorted([target, fresh, other])


def test_a_redirect_is_followed(file_server: Any, tmp_path: Path) -> None:
    file_server.files["good.bin"] = BODY
    target = tmp_path / "good.bin"
    download_file(f"{file_server.address}/moved-good.bin", target, sha256=SHA256)
    assert target.read_bytes() == BODY


def test_another_file_than_expected_is_not_kept(file_server: Any, tmp_path: Path) -> None:
    file_server.files["good.bin"] = b"<html>Please log in</html>"
    error = refusal(f"{file_server.address}/good.bin", tmp_path / "good.bin")
    assert error.code == ErrorCode.NETWORK_CORRUPT
    assert "good.bin" in error.sentence
    assert str(tmp_path / "good.bin") in error.hint


def test_a_missing_file_is_reported_with_the_servers_answer(
    file_server: Any, tmp_path: Path
) -> None:
    url = f"{file_server.address}/none.bin"
    error = refusal(url, tmp_path / "none.bin")
    assert "404" in error.sentence
    assert_tells_how(error, url, tmp_path / "none.bin")


def test_a_refused_connection_says_which_file_goes_where(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/good.bin"
        error = refusal(url, tmp_path / "good.bin")
    assert "refused" in error.sentence
    assert_tells_how(error, url, tmp_path / "good.bin")


def test_a_body_that_ends_early_is_not_kept(file_server: Any, tmp_path: Path) -> None:
    file_server.files["good.bin"] = BODY
    file_server.cut_at = 5000
    url = f"{file_server.address}/good.bin"
    error = refusal(url, tmp_path / "good.bin")
    assert f"5000 of {len(BODY)} bytes" in error.sentence
    assert_tells_how(error, url, tmp_path / "good.bin")


def test_a_connection_that_breaks_is_taken_up_where_it_broke(
    file_server: Any, tmp_path: Path
) -> None:
    file_server.files["good.bin"] = BODY
    file_server.etag = '"first"'
    file_server.cut_at = 20_000
    target = tmp_path / "good.bin"
    download_file(f"{file_server.address}/good.bin", target, sha256=SHA256, limits=QUICK)
    assert target.read_bytes() == BODY
    assert file_server.ranges == [None, "bytes=20000-", "bytes=40000-"]


def test_a_body_that_changed_meanwhile_is_fetched_from_its_beginning(
    file_server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_server.files["good.bin"] = b"old" * 20_000
    file_server.etag = '"old"'
    file_server.cut_at = 20_000

    def change(_seconds: float) -> None:
        file_server.files["good.bin"] = BODY
        file_server.etag = '"new"'
        file_server.cut_at = None

    monkeypatch.setattr(download, "pause", change)
    target = tmp_path / "good.bin"
    download_file(f"{file_server.address}/good.bin", target, sha256=SHA256, limits=QUICK)
    assert target.read_bytes() == BODY
    assert file_server.ranges == [None, "bytes=20000-"]


def test_a_connection_that_keeps_breaking_is_given_up(file_server: Any, tmp_path: Path) -> None:
    file_server.files["good.bin"] = BODY
    file_server.etag = '"first"'
    file_server.cut_at = 1000
    error = refusal(f"{file_server.address}/good.bin", tmp_path / "good.bin")
    assert f"5000 of {len(BODY)} bytes" in error.sentence
    assert len(file_server.asked) == QUICK.attempts


def test_a_long_download_says_how_far_it_is(
    file_server: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file_server.files["good.bin"] = BODY
    file_server.drip_seconds = 0.02
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(download, "REPORT_SECONDS", 0.05)
    download_file(f"{file_server.address}/good.bin", tmp_path / "good.bin", sha256=SHA256)
    assert any("of 0.1 MB so far" in message for message in caplog.messages)
    assert str(tmp_path / "good.bin") in caplog.messages[-1]


def test_a_silent_server_is_not_waited_for(file_server: Any, tmp_path: Path) -> None:
    file_server.files["good.bin"] = BODY
    file_server.delay_seconds = 1.0
    began = time.monotonic()
    error = refusal(f"{file_server.address}/good.bin", tmp_path / "good.bin")
    assert "no answer within 0.3 seconds" in error.sentence
    assert time.monotonic() - began < 0.9


def test_a_dripping_server_is_given_up(file_server: Any, tmp_path: Path) -> None:
    file_server.files["good.bin"] = BODY
    file_server.drip_seconds = 0.1
    limits = DownloadLimits(silence_seconds=1, total_seconds=0.35)
    error = refusal(f"{file_server.address}/good.bin", tmp_path / "good.bin", limits=limits)
    assert "longer than 0.35 seconds" in error.sentence


def test_an_endless_body_is_given_up(file_server: Any, tmp_path: Path) -> None:
    file_server.files["good.bin"] = BODY
    limits = DownloadLimits(total_bytes=1000)
    error = refusal(f"{file_server.address}/good.bin", tmp_path / "good.bin", limits=limits)
    assert "more than 1000 bytes" in error.sentence


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:,x", "nowhere"])
def test_only_http_is_spoken(url: str, tmp_path: Path) -> None:
    assert refusal(url, tmp_path / "x").code == ErrorCode.NETWORK_UNAVAILABLE


def test_a_folder_that_cannot_be_written_is_reported(file_server: Any, tmp_path: Path) -> None:
    file_server.files["good.bin"] = BODY
    with pytest.raises(UnavailableError, match="can't be written") as caught:
        download_file(
            f"{file_server.address}/good.bin", tmp_path / "none" / "good.bin", sha256=SHA256
        )
    assert caught.value.code == ErrorCode.NETWORK_UNAVAILABLE


def test_a_failed_download_leaves_the_old_file_alone(file_server: Any, tmp_path: Path) -> None:
    target = tmp_path / "good.bin"
    target.write_bytes(b"old")
    with pytest.raises(UnavailableError):
        download_file(f"{file_server.address}/good.bin", target, sha256=SHA256)
    assert target.read_bytes() == b"old"


def test_one_at_a_time_takes_its_turn(tmp_path: Path) -> None:
    target, order = tmp_path / "good.bin", list[str]()
    entered = threading.Event()

    def hold() -> None:
        with take_turns(target, seconds=5):
            entered.set()
            time.sleep(0.3)
            order.append("first")

    first = threading.Thread(target=hold)
    first.start()
    assert entered.wait(5)
    with take_turns(target, seconds=5):
        order.append("second")
    first.join(5)
    assert order == ["first", "second"]


def test_waiting_for_a_turn_has_a_limit(tmp_path: Path) -> None:
    target = tmp_path / "good.bin"
    with (
        take_turns(target, seconds=1),
        pytest.raises(TimeoutError, match=r"good\.bin"),
        take_turns(target, seconds=0.2),
    ):
        pytest.fail("two had the turn at once")
