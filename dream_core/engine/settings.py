"""What an engine is told once, when it is made."""

import re
from dataclasses import dataclass
from pathlib import Path

from dream_core.errors import ErrorCode, UnavailableError
from dream_core.networks.registry import Networks

DEVICES = re.compile(r"auto|cpu|cuda(:\d{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """The engine's networks, devices and limits. Picklable: every worker gets a copy.

    ``device`` is ``auto``, ``cpu``, ``cuda`` or ``cuda:N``; ``auto`` means every CUDA device, or
    the CPU where there is none. ``workers`` None means one per CUDA device, or one per four
    cores. ``max_pixels`` is the largest picture (width times height) that is decoded. Raises
    UnavailableError (device_unavailable) for a device or a number of workers that can't be.
    """

    networks: Networks
    cache_dir: Path
    weights_mirror: str | None = None
    device: str = "auto"
    workers: int | None = None
    max_pixels: int = 64_000_000

    def __post_init__(self) -> None:
        if not DEVICES.fullmatch(self.device):
            raise UnavailableError(
                ErrorCode.DEVICE_UNAVAILABLE,
                f"{self.device!r} is no device.",
                "Choose auto, cpu, cuda or cuda:NUMBER.",
            )
        if self.workers is not None and self.workers < 1:
            raise UnavailableError(
                ErrorCode.DEVICE_UNAVAILABLE,
                f"There can't be {self.workers} workers.",
                "Choose 1 or more.",
            )
