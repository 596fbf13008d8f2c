"""Looks at everything a dream needs, and says in words what is missing."""

import asyncio
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bot.catalogue import Catalogue
from bot.errors import SettingError
from bot.networks import describe_network
from bot.records import describe_database, read_address
from bot.tokens import read_database, read_token
from bot.versions import find_version
from config.settings import Settings
from dream_core.presets import DEFAULT_PRESET

_PROBE_SECONDS = 120
# Runs in a child process, because importing torch takes seconds and hundreds of megabytes.
# It looks for no garbage and doesn't take itself apart either: both take tenths of a second.
_PROBE = """
import gc, os
gc.disable()
import json, torch, torchvision
names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
print(json.dumps({"cuda": names, "threads": torch.get_num_threads()}), flush=True)
os._exit(0)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at. A ``problem`` keeps something from working, a ``note`` doesn't."""

    name: str
    state: Literal["ok", "note", "problem"]
    detail: str
    hint: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def examine(settings: Settings, catalogue: Catalogue) -> Sequence[Check]:
    """Looks at everything; takes the few seconds that a child process needs to import torch."""
    return (
        _ok(
            "puppyslug",
            f"{find_version('puppyslug') or '(not installed)'}, Python {platform.python_version()}",
        ),
        _examine_packages(),
        _examine_device(settings.device),
        *_examine_networks(settings, catalogue),
        _ok("presets", f"{len(catalogue.presets)}, all valid"),
        _examine_folder("data folder", settings.data_dir),
        _examine_folder("cache folder", settings.cache_dir),
        _examine_database(settings),
        _examine_room(settings),
        _examine_token("Discord", settings),
        _examine_token("Telegram", settings),
    )


def _ok(name: str, detail: str) -> Check:
    return Check(name=name, state="ok", detail=detail)


def _examine_packages() -> Check:
    packages = {name: find_version(name) for name in ("torch", "torchvision", "pillow")}
    missing = [name for name, found in packages.items() if found is None]
    if missing:
        return Check(
            name="packages",
            state="problem",
            detail=f"{' and '.join(missing)} can't be found.",
            hint="Install puppyslug again.",
        )
    return _ok("packages", ", ".join(f"{name} {found}" for name, found in packages.items()))


def _examine_device(wanted: str) -> Check:
    try:
        probe = subprocess.run(  # noqa: S603 (our own interpreter and our own text)
            [sys.executable, "-c", _PROBE],
            capture_output=True,
            text=True,
            timeout=_PROBE_SECONDS,
            check=True,
        )
        found = json.loads(probe.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        told = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        return Check(
            name="device",
            state="problem",
            detail=f"torch doesn't start: {told[-1] if told else error!r}.",
            hint="Install torch and torchvision again.",
        )
    return _choose_device(wanted, found["cuda"], found["threads"])


def _choose_device(wanted: str, gpus: Sequence[str], threads: int) -> Check:
    processor = f"cpu ({threads} thread{'s' if threads != 1 else ''})"
    if wanted == "cpu" or (wanted == "auto" and not gpus):
        return _ok("device", processor)
    number = int(wanted.partition(":")[2] or 0)
    if number >= len(gpus):
        return Check(
            name="device",
            state="problem",
            detail=f"PUPPYSLUG_DEVICE is {wanted}, and torch sees {len(gpus)} CUDA devices.",
            hint="Set it to auto or cpu, or install a torch and a driver that fit the GPU.",
        )
    return _ok("device", f"cuda:{number} ({gpus[number]})")


def _examine_networks(settings: Settings, catalogue: Catalogue) -> Iterator[Check]:
    needed = catalogue.presets[DEFAULT_PRESET].base.network
    for spec in catalogue.networks.values():
        found = describe_network(spec, settings.cache_dir)
        missing: Literal["note", "problem"] = "problem" if spec.name == needed else "note"
        yield Check(
            name=f"network {spec.name}", state="ok" if found.ready else missing, detail=found.state
        )


def _examine_folder(name: str, folder: Path) -> Check:
    nearest = folder
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return _ok(name, f"{folder}{'' if folder.exists() else ' (made when first needed)'}")
    return Check(
        name=name,
        state="problem",
        detail=f"{folder} can't be written to.",
        hint=f"Set PUPPYSLUG_{name.partition(' ')[0].upper()}_DIR to a folder that can.",
    )


def _examine_database(settings: Settings) -> Check:
    try:
        secret = read_database(settings)
        address = read_address(secret.get_secret_value()) if secret else None
        return _ok("database", asyncio.run(describe_database(settings.data_dir, address)))
    except SettingError as error:
        return Check(name="database", state="problem", detail=error.sentence, hint=error.hint)


def _examine_room(settings: Settings) -> Check:
    if settings.room_address is None:
        return Check(name="room", state="note", detail="Off.")
    key = "with a key" if settings.room_key else "without a key"
    return _ok("room", f"{settings.room_bind}, {key}")


def _examine_token(platform_name: str, settings: Settings) -> Check:
    name, field = f"{platform_name} token", f"{platform_name.lower()}_token"
    try:
        token = read_token(settings, field)
    except SettingError as error:
        return Check(name=name, state="problem", detail=error.sentence, hint=error.hint)
    if token is None:
        return Check(name=name, state="note", detail="not set")
    file: Path | None = getattr(settings, f"{field}_file")
    return _ok(name, f"set, in {file}" if file else "set")
