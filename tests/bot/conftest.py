"""The real program in a process of its own, with nothing set and folders of its own; and the real
service and records over the fake engine, for all that stands on them.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import structlog
from PIL import Image

from bot.adapters.telegram import load_trust
from bot.catalogue import load_catalogue
from bot.commands import DreamOptions
from bot.conversation import Person
from bot.records import Records, Wish, WishPicture
from bot.service import DreamService, ServiceLimits
from bot.texts import load_languages
from config import NETWORKS_FILE
from config.settings import Settings
from config.sources import VARIABLES
from dream_core import DreamResult, Networks, Presets, load_networks
from dream_core.engine.fake import FakeEngine
from tests.watching import watch_settings

ROOT = Path(__file__).parents[2]
PHOTO = ROOT / "tests" / "photos" / "astronaut.jpg"
SHELL_SECONDS = 100

Shell = Callable[..., subprocess.CompletedProcess[str]]
Starter = Callable[..., subprocess.Popen[str]]
MakeWish = Callable[..., Wish]
MakePhoto = Callable[..., bytes]
MakeResult = Callable[..., DreamResult]


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """As the bot itself has them; structlog's own are drawings that take tenths of a second."""
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


@pytest.fixture(scope="session", autouse=True)
def loaded() -> None:
    """As before the bot turns to anybody."""
    load_languages()
    load_trust()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of a fresh machine, with any free port for the room and for metrics."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith("PUPPYSLUG_") and name.upper() not in VARIABLES
    }
    return kept | {
        "PYTHONPATH": str(ROOT),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "caches"),
        "PUPPYSLUG_ROOM_BIND": "127.0.0.1:0",
        "PUPPYSLUG_METRICS_BIND": "127.0.0.1:0",
        **watch_settings(),
    }


@pytest.fixture
def shell(tmp_path: Path, environment: dict[str, str]) -> Shell:
    """Runs ``puppyslug`` with arguments and settings in an empty folder, and waits for its end."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=environment | settings,
            capture_output=True,
            text=True,
            timeout=SHELL_SECONDS,
            check=False,
        )

    return run


@pytest.fixture
def heed_interrupts() -> Iterator[None]:
    """A shell has what it runs in the background ignore Ctrl-C, and children would inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def start_shell(
    tmp_path: Path, environment: dict[str, str], heed_interrupts: None
) -> Iterator[Starter]:
    """Starts ``puppyslug`` with arguments and settings, and ends what is left of it."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=environment | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def make_photos(tmp_path: Path) -> Callable[[Sequence[str]], None]:
    """Writes small real photos under these names into the shell's folder."""

    def make(names: Sequence[str]) -> None:
        with Image.open(PHOTO) as photo:
            for name in names:
                target = tmp_path / name
                target.parent.mkdir(parents=True, exist_ok=True)
                photo.resize((64, 48)).save(target)

    return make


@pytest.fixture
def make_wish() -> MakeWish:
    """Makes wishes of one picture, each with an id of its own; values replace the usual ones."""
    made = 0

    def make(**values: Any) -> Wish:
        nonlocal made
        made += 1
        usual: dict[str, Any] = {
            "id": f"{made:016x}",
            "person": Person(id="discord:1001", name="Ada"),
            "chat_id": "discord:2001",
            "options": DreamOptions(preset="cats", seed=7),
            "pictures": (WishPicture(),),
            "created_at": time.time(),
        }
        return Wish(**usual | values)

    return make


@pytest.fixture(scope="session")
def networks() -> Networks:
    return load_networks(NETWORKS_FILE)


@pytest.fixture(scope="session")
def presets(tmp_path_factory: pytest.TempPathFactory) -> Presets:
    """Those that are offered where nobody fetched a network yet."""
    nothing = tmp_path_factory.mktemp("nothing")
    return load_catalogue(Settings(data_dir=nothing, cache_dir=nothing)).presets


@pytest.fixture
async def engine(networks: Networks) -> AsyncIterator[FakeEngine]:
    async with FakeEngine(networks) as engine:
        yield engine


@pytest.fixture
async def records(tmp_path: Path) -> AsyncIterator[Records]:
    async with Records(tmp_path / "records") as records:
        yield records


@pytest.fixture
async def service(engine: FakeEngine, records: Records) -> AsyncIterator[DreamService]:
    limits = ServiceLimits(position_seconds=0.0, farewell_seconds=1.0)
    async with DreamService(engine, limits, records.journal) as service:
        yield service


@pytest.fixture(scope="session")
def make_photo() -> MakePhoto:
    """Makes the file of a photo of one colour."""

    def make(width: int = 64, height: int = 48, *, colour: str = "orange") -> bytes:
        buffer = BytesIO()
        Image.new("RGB", (width, height), colour).save(buffer, "PNG")
        return buffer.getvalue()

    return make


@pytest.fixture
def make_result(presets: Presets) -> MakeResult:
    """Makes results of the cats preset; values replace the usual ones."""

    def make(**values: Any) -> DreamResult:
        usual: dict[str, Any] = {
            "picture": b"dream",
            "picture_format": "jpeg",
            "width": 512,
            "height": 384,
            "recipe": presets["cats"].recipe(seed=7),
            "device": "cpu",
            "dream_seconds": 3.21,
            "total_seconds": 4.0,
        }
        return DreamResult(**usual | values)

    return make
