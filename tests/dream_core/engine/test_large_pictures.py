"""A photo of 12 megapixels at its own size, in a real worker of bounded memory."""

import io
import sys
from contextlib import aclosing
from pathlib import Path

import pytest
from PIL import Image

from config import NETWORKS_FILE, PRESETS_DIR
from dream_core import DreamRequest, Finished, load_networks, load_presets
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings

SIZE = (4000, 3000)
GIGABYTE = 2**30
PHOTO = Path(__file__).parents[2] / "photos" / "temple.jpg"


def _enlarged_photo() -> bytes:
    encoded = io.BytesIO()
    with Image.open(PHOTO) as photo:
        photo.resize(SIZE, Image.Resampling.BICUBIC).save(encoded, "JPEG")
    return encoded.getvalue()


def _peak_memory(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="platform: /proc tells a process's peak memory")
@pytest.mark.parametrize(
    "guide", [None, PHOTO.with_name("coffee.jpg").read_bytes()], ids=["alone", "guided"]
)
async def test_dreams_at_full_size_in_under_two_gigabytes(
    guide: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS")  # each thread takes memory of its own
    networks = load_networks(NETWORKS_FILE)
    recipe = load_presets(PRESETS_DIR, networks)["puppyslug"].recipe(
        size="full", keep_colours=True, octaves=2, steps=1, grow_octaves=False
    )
    request = DreamRequest(
        job_id="large",
        picture=_enlarged_photo(),
        recipe=recipe,
        guide=guide,
    )
    settings = EngineSettings(networks=networks, cache_dir=Path(), device="cpu", workers=1)
    async with ProcessEngine(settings) as engine, aclosing(engine.dream(request)) as events:
        last = [event async for event in events][-1]
        peak = _peak_memory(engine.pids["worker-0"])
    assert isinstance(last, Finished)
    assert (last.result.width, last.result.height) == SIZE
    assert peak < 2 * GIGABYTE
