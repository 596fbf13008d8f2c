"""Small pictures that move."""

import io
from typing import Any

import av
import numpy as np
from av.video.stream import VideoStream
from PIL import Image

_CODECS = {"mp4": "libx264", "webm": "libvpx"}


def draw_clip(frames: int = 3, *, picture_format: str = "GIF", **options: Any) -> bytes:
    """A GIF of 96 x 64 whose pixels wander; ``options`` are Pillow's for saving it."""
    images = _draw_frames(frames)
    stream = io.BytesIO()
    images[0].save(stream, picture_format, save_all=True, append_images=images[1:], **options)
    return stream.getvalue()


def draw_film(frames: int = 3, *, kind: str = "mp4", fps: int = 5) -> bytes:
    """The same as a video without sound: mp4 with H.264, or webm with VP8."""
    stream = io.BytesIO()
    with av.open(stream, "w", format=kind) as container:
        video = container.add_stream(_CODECS[kind], rate=fps)
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = 96, 64, "yuv420p"
        for image in _draw_frames(frames):
            frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
    return stream.getvalue()


def _draw_frames(frames: int) -> list[Image.Image]:
    values = np.random.default_rng(7).integers(60, 200, (64, 96 + frames, 3), dtype=np.uint8)
    return [Image.fromarray(values[:, at : at + 96]) for at in range(frames)]
