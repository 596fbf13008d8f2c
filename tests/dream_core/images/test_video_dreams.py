"""A video through real workers: the file goes in, and what comes out is made of its first frame."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from config import NETWORKS_FILE
from dream_core import (
    DreamRequest,
    ErrorCode,
    Failed,
    Finished,
    Recipe,
    load_networks,
    parse_target,
)
from dream_core.engine.process_pool import ProcessEngine
from dream_core.engine.settings import EngineSettings
from dream_core.errors import PictureError

LIMIT_SECONDS = 60


@pytest.fixture(scope="module")
def animation(encode_video: Callable[..., bytes]) -> bytes:
    """What Telegram makes of a GIF, 96 x 64."""
    images = [Image.new("RGB", (96, 64), colour) for colour in ("orange", "black", "black")]
    return encode_video(images)


async def test_an_animation_is_developed_and_dreamed(animation: bytes, tmp_path: Path) -> None:
    recipe = Recipe(
        network="efficientnet-lite0", targets=(parse_target("block2"),), octaves=1, steps=1
    )
    settings = EngineSettings(
        networks=load_networks(NETWORKS_FILE), cache_dir=tmp_path, device="cpu", workers=1
    )
    async with asyncio.timeout(LIMIT_SECONDS), ProcessEngine(settings) as engine:
        photo = await engine.develop(animation)
        assert (photo.width, photo.height, photo.picture_format) == (96, 64, "jpeg")
        with pytest.raises(PictureError) as caught:
            await engine.develop(animation[: len(animation) // 2])
        assert caught.value.code == ErrorCode.PICTURE_TRUNCATED

        request = DreamRequest(job_id="whole", picture=animation, recipe=recipe)
        *_, last = [event async for event in engine.dream(request)]
        assert isinstance(last, Finished)

        request = DreamRequest(job_id="half", picture=animation[:200], recipe=recipe)
        *_, failed = [event async for event in engine.dream(request)]
        assert isinstance(failed, Failed)
        assert failed.error.code == ErrorCode.PICTURE_TRUNCATED

    for made in (photo.picture, last.result.picture):
        image = Image.open(io.BytesIO(made))
        assert image.size == (96, 64)
        orange = np.abs(np.asarray(image).astype(int) - (255, 165, 0)).mean()
        assert orange < 40
