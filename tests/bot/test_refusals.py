"""What can't be dreamed is answered in words at once, whoever asks where, and no worker hears."""

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.commands import CHAT_COMMANDS, DreamCommand, Grammar
from bot.conversation import Person
from bot.errors import BotError
from bot.records import ChatSettings, Records
from bot.service import DreamService
from bot.wishes import (
    Asked,
    PostedPicture,
    Wishes,
    check_unpictured,
    split_guide,
)
from dream_core import DreamError, DreamEvent, DreamRequest, Networks, Presets
from dream_core.engine.fake import FakeEngine
from tests.bot.wishes.kept_delivery import KeptDelivery
from tests.bot.wishes.plain_markup import MARKUP
from tests.clips import draw_clip

ANN = Person(id="test:ann", name="Ann")


@cache
def draw(width: int, height: int) -> bytes:
    data = BytesIO()
    Image.new("RGB", (width, height), "teal").save(data, "PNG")
    return data.getvalue()


PHOTO = draw(64, 48)
JUNK = b"not a picture at all"
CLIP = draw_clip(duration=100)
LONG_CLIP = draw_clip(duration=6000)


class IdleEngine(FakeEngine):
    """Whose workers nobody is to ask for anything."""

    def dream(self, request: DreamRequest) -> AsyncGenerator[DreamEvent, None]:
        raise AssertionError(f"a worker was asked for {request}")


@pytest.fixture
async def engine(networks: Networks) -> AsyncIterator[FakeEngine]:
    async with IdleEngine(networks) as engine:
        yield engine


@pytest.fixture
def wishes(service: DreamService, engine: FakeEngine, records: Records, presets: Presets) -> Wishes:
    return Wishes(service=service, engine=engine, records=records, presets=presets, markup=MARKUP)


@pytest.fixture(scope="session")
def grammar(presets: Presets) -> Grammar:
    return Grammar(presets, commands=CHAT_COMMANDS)


def find_files(folder: Path) -> list[Path]:
    return [*folder.glob("records/wishes/??/*")]


async def ask(wishes: Wishes, grammar: Grammar, words: str, *pictures: bytes) -> None:
    """As every platform does it."""
    command = grammar.parse(words, addressed=True)
    assert isinstance(command, DreamCommand)
    dreamed, guide = split_guide((), pictures) if command.is_guided else (pictures, None)
    if command.takes_no_picture:
        check_unpictured(command.options, has_picture=bool(dreamed))
    asked = Asked(
        person=ANN,
        chat_id="test:1",
        options=command.options,
        pictures=tuple(PostedPicture(data=data) for data in dreamed),
        guide=guide,
    )
    await wishes.begin(asked, ChatSettings(), lambda _: KeptDelivery())


REFUSALS: Mapping[str, tuple[str, tuple[bytes, ...], str, str]] = {
    "unknown thing": ("/dream of bananna", (PHOTO,), "class_unknown", "Did you mean banana"),
    "unknown thing in a name": ("/dream of-bananna", (PHOTO,), "class_unknown", "banana"),
    "thing with two meanings": ("/dream of crane", (PHOTO,), "class_ambiguous", "Did you mean"),
    "too many things": (
        "/imagine banana, lemon, cat, castle, teapot",
        (),
        "recipe_invalid",
        "at most 4",
    ),
    "unknown preset": ("/dream catz", (PHOTO,), "usage", "Did you mean cats"),
    "missing network": ("/dream faces", (PHOTO,), "usage", "puppyslug networks"),
    "missing network in a code": ("/dream faces#7K2F9QXM4T1", (PHOTO,), "usage", "networks"),
    "unknown code": ("/dream cats#7K2F9QXM4T1", (PHOTO,), "usage", "Copy it once more"),
    "share too large": ("/dream cats:12+birds", (PHOTO,), "usage", "from 1 to 9"),
    "share below nothing": ("/dream cats:-1+birds", (PHOTO,), "usage", "from 1 to 9"),
    "too many presets": ("/dream cats+birds+eyes+fur", (PHOTO,), "usage", "It takes 3"),
    "zoom too fast": ("/zoom speed=9", (PHOTO,), "usage", "1.05 to 4"),
    "zoom turned too far": ("/zoom turn=400", (PHOTO,), "usage", "-180 to 180"),
    "zoom too long": ("/zoom seconds=99", (PHOTO,), "usage", "1 to 30"),
    "zoom that closes no loop": ("/zoom speed=1.1 seconds=2", (PHOTO,), "recipe_invalid", "speed"),
    "zoom too large": ("/zoom size=2000", (PHOTO,), "picture_too_large", "1280"),
    "zoom of too many pixels": ("/zoom size=1280 seconds=20", (PHOTO,), "motion_too_long", "small"),
    "part of a zoom": ("/zoom only=subject", (PHOTO,), "usage", "leave out zoom"),
    "part of a sheet": ("/dream sheet only=subject", (PHOTO,), "usage", "leave out sheet"),
    "sheet in full size": ("/dream sheet size=full", (PHOTO,), "usage", "size=200"),
    "sheet too large": ("/dream sheet size=4000", (PHOTO,), "picture_too_large", "smaller size"),
    "film too long": ("/dream cats", (LONG_CLIP,), "motion_too_long", "Cut out"),
    "film too large": ("/dream cats size=2000", (CLIP,), "picture_too_large", "1280"),
    "moving still": ("/dream moving", (PHOTO,), "picture_still", "GIF"),
    "no picture": ("/dream cats", (JUNK,), "picture_format", "short video as MP4"),
    "broken picture": ("/dream cats", (PHOTO[:60],), "picture_truncated", "again"),
    "narrow picture": ("/dream cats", (draw(400, 5),), "picture_too_small", "1280"),
    "all of an album": ("/dream cats", (JUNK, PHOTO[:60]), "picture_format", "JPEG"),
    "unreadable guide": ("/dream guided", (PHOTO, JUNK), "picture_format", "short video"),
    "tiny guide": ("/dream guided", (PHOTO, draw(8, 8)), "picture_too_small", "larger"),
    "no guide": ("/dream guided", (PHOTO,), "guide_missing", "Reply"),
    "guide of what is imagined": ("/imagine banana guided", (PHOTO,), "usage", "Imagine it first"),
    "imagined of a photo": ("/dream imagine-banana", (PHOTO,), "usage", "/imagine banana"),
    "zoom of what is imagined": ("/zoom imagine banana", (), "usage", "Imagine it first"),
    "imagined in full size": ("/imagine banana size=full", (), "recipe_invalid", "pixels"),
    "imagined too large": ("/imagine banana size=9999", (), "picture_too_large", "smaller"),
    "imagined and mixed": ("/dream imagine-banana+cats", (), "usage", "several things"),
    "imagined and a preset": ("/imagine banana swirls", (), "usage", "things alone"),
}


@pytest.mark.parametrize(
    ("words", "pictures", "code", "hint"), REFUSALS.values(), ids=REFUSALS.keys()
)
async def test_a_bad_request_is_answered_and_nothing_of_it_is_left(
    words: str,
    pictures: tuple[bytes, ...],
    code: str,
    hint: str,
    wishes: Wishes,
    grammar: Grammar,
    service: DreamService,
    tmp_path: Path,
) -> None:
    with pytest.raises((BotError, DreamError)) as refused:
        await ask(wishes, grammar, words, *pictures)
    error = refused.value
    assert isinstance(error, BotError | DreamError)
    assert (error.code, error.sentence[-1]) == (code, ("." if code != "guide_missing" else "?"))
    assert hint in error.hint
    assert (service.waiting, service.running) == (0, 0)
    assert not find_files(tmp_path)
