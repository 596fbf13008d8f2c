from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.adapters.web import Room, RoomSettings
from bot.adapters.web.posts import DreamWish, Picture, Visitor, new_id
from bot.adapters.web.store import Store
from bot.commands import DreamOptions
from bot.records import Records
from bot.service import DreamService, ServiceLimits
from dream_core import Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.adapters.web.guest import Guest

OpenRoom = Callable[..., AbstractAsyncContextManager[Room]]
MakeDreamWish = Callable[..., DreamWish]

ADA = Visitor(id="0123", name="Ada")
GRACE = Visitor(id="4567", name="Grace")


def make_picture() -> Picture:
    return Picture(id=new_id(), picture_format="jpeg", width=30, height=20)


@pytest.fixture
def open_room(
    tmp_path: Path,
    engine: FakeEngine,
    service: DreamService,
    records: Records,
    presets: Presets,
) -> OpenRoom:
    """Opens a room on any free port; the same test's rooms share a data folder."""

    @asynccontextmanager
    async def opening(**changes: object) -> AsyncIterator[Room]:
        values = {"host": "127.0.0.1", "port": 0, "data_dir": tmp_path / "room", **changes}
        settings = RoomSettings(**values)  # type: ignore[arg-type]
        async with Room(
            settings, engine=engine, service=service, records=records, presets=presets
        ) as room:
            yield room

    return opening


@pytest.fixture
def open_bot(tmp_path: Path, engine: FakeEngine, records: Records, presets: Presets) -> OpenRoom:
    """As open_room, with a service of its own, which drains when the room is left."""

    @asynccontextmanager
    async def opening(**changes: object) -> AsyncIterator[Room]:
        values = {"host": "127.0.0.1", "port": 0, "data_dir": tmp_path / "room", **changes}
        settings = RoomSettings(**values)  # type: ignore[arg-type]
        limits = ServiceLimits(position_seconds=0.0, farewell_seconds=1.0)
        async with (
            DreamService(engine, limits, records.journal) as service,
            Room(
                settings, engine=engine, service=service, records=records, presets=presets
            ) as room,
        ):
            yield room
            await service.drain(0)

    return opening


@pytest.fixture
async def room(open_room: OpenRoom) -> AsyncIterator[Room]:
    async with open_room() as room:
        yield room


@pytest.fixture
async def guest(room: Room) -> AsyncIterator[Guest]:
    async with Guest(room.address) as guest:
        assert (await guest.session.get("/")).status == 200
        yield guest


@pytest.fixture
async def other(room: Room) -> AsyncIterator[Guest]:
    async with Guest(room.address) as guest:
        assert (await guest.session.get("/")).status == 200
        yield guest


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with Store(tmp_path / "store" / "room.sqlite3") as store:
        yield store


@pytest.fixture
def store_file(tmp_path: Path) -> Store:
    """The store of the room that `open_room` opens, to be filled before."""
    return Store(tmp_path / "room" / "room.sqlite3")


@pytest.fixture
def make_dream_wish(presets: Presets) -> MakeDreamWish:
    """Makes what Ada wants dreamed of a photo; values replace the usual ones."""

    def make(photo: Picture | None, **values: object) -> DreamWish:
        usual = {
            "id": new_id(),
            "result_id": new_id(),
            "owner": ADA,
            "photo": photo,
            "options": DreamOptions(preset="puppyslug", strength=5),
            "recipe": presets["puppyslug"].recipe(seed=7),
        }
        return DreamWish(**usual | values)  # type: ignore[arg-type]

    return make
