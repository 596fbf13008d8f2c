import asyncio
from collections.abc import Callable

import pytest

from bot.conversation import Queued, UnreachableError
from bot.errors import BotError, BotErrorCode
from bot.records import Wish, WishPicture
from bot.texts import Phrases
from bot.wishes import Controls, Glance, Pace, Shown
from bot.wishes.album import Album
from bot.wishes.wording import Wording
from dream_core import DreamError, ErrorCode, Progress
from tests.bot.conftest import MakeResult, MakeWish
from tests.bot.wishes.kept_delivery import KeptDelivery
from tests.bot.wishes.plain_markup import MARKUP

QUICK = Pace(progress_seconds=0.02, position_seconds=0.02, farewell_seconds=1.0)
NEXT = Queued(job_id="1", position=1, wait_seconds=None)
SECOND = Queued(job_id="2", position=2, wait_seconds=None)
CANCELLED = DreamError(ErrorCode.CANCELLED, "Cancelled.")
DIED = DreamError(ErrorCode.WORKER_DIED, "The dream's process died.")
NO_PICTURE = DreamError(ErrorCode.PICTURE_UNREADABLE, "That is no picture.")
SHOWN = Shown(message_id=7)


def grown(percent: int, preview: bytes | None = None) -> Progress:
    return Progress(
        job_id="1",
        fraction=percent / 100,
        octave=1,
        octaves=4,
        step=1,
        steps=10,
        preview=preview,
    )


class Told:
    """What an album says of where it is shown: meanwhile, and at its end."""

    def __init__(self) -> None:
        self.places: list[Shown] = []
        self.ends: list[Shown | None] = []

    async def note_shown(self, shown: Shown) -> None:
        self.places.append(shown)

    async def note_end(self, shown: Shown | None) -> None:
        self.ends.append(shown)


MakeAlbum = Callable[..., Album]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def make_album(make_wish: MakeWish, told: Told) -> MakeAlbum:
    """Makes the album of a wish of so many pictures."""

    def make(delivery: KeptDelivery, count: int = 1, **values: object) -> Album:
        wish: Wish = make_wish(pictures=(WishPicture(**values),) * count)  # type: ignore[arg-type]
        return Album(
            wish,
            delivery,
            Wording(wish, Phrases(), markup=MARKUP),
            on_shown=told.note_shown,
            on_end=told.note_end,
            pace=QUICK,
        )

    return make


async def pause() -> None:
    """Long enough for whatever is new to be shown."""
    await asyncio.sleep(0.06)


async def test_it_shows_how_its_picture_is_and_at_last_the_dream(
    make_album: MakeAlbum, told: Told, make_result: MakeResult
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    album = make_album(delivery)
    album.note(0, NEXT)
    await pause()
    album.note(0, grown(40))
    await pause()
    assert not album.is_over
    await album.end(0, make_result())
    assert [content.text for content in delivery.progress] == [
        "You are next.",
        "Dreaming cats: 40 %.",
    ]
    assert {content.controls for content in delivery.progress} == {Controls.CANCEL}
    [ending] = delivery.endings
    assert ending.controls is Controls.RESULT
    assert ending.pictures is not None
    [picture] = ending.pictures
    assert (picture.data, picture.file_name) == (b"dream", "cats.jpg")
    assert (picture.width, picture.height) == (512, 384)
    assert album.is_over
    assert told.ends == [SHOWN]


async def test_the_same_is_not_shown_twice(make_album: MakeAlbum) -> None:
    delivery = KeptDelivery()
    album = make_album(delivery)
    for _ in range(3):
        album.note(0, grown(40))
        await pause()
    assert len(delivery.progress) == 1
    await album.end(0, CANCELLED)


async def test_what_was_skipped_is_shown_the_next_time(make_album: MakeAlbum) -> None:
    delivery = KeptDelivery(glance=Glance.SKIPPED)
    album = make_album(delivery)
    for _ in range(2):
        album.note(0, grown(40, b"preview"))
        await pause()
    assert len(delivery.progress) == 2
    assert all(content.pictures for content in delivery.progress)
    await album.end(0, CANCELLED)


async def test_a_message_that_is_lost_gets_its_ending_all_the_same(
    make_album: MakeAlbum, make_result: MakeResult
) -> None:
    delivery = KeptDelivery(glance=Glance.LOST)
    album = make_album(delivery)
    for percent in (10, 20, 30):
        album.note(0, grown(percent))
        await pause()
    await album.end(0, make_result())
    assert (len(delivery.progress), len(delivery.endings)) == (1, 1)


async def test_each_preview_is_sent_once(make_album: MakeAlbum) -> None:
    delivery = KeptDelivery()
    album = make_album(delivery)
    album.note(0, grown(10, b"preview"))
    await pause()
    album.note(0, grown(20))
    await pause()
    first, second = delivery.progress
    assert first.pictures is not None
    assert first.pictures[0].data == b"preview"
    assert second.pictures is None
    await album.end(0, CANCELLED)


async def test_previews_of_an_album_with_a_spoiler_are_covered(make_album: MakeAlbum) -> None:
    delivery = KeptDelivery()
    album = make_album(delivery, 2, is_spoiler=True)
    album.note(0, grown(10, b"preview"))
    await pause()
    [content] = delivery.progress
    assert content.pictures is not None
    assert content.pictures[0].is_spoiler
    for index in range(2):
        await album.end(index, CANCELLED)


async def test_of_several_the_one_that_grows_is_told_or_else_the_next_in_line(
    make_album: MakeAlbum, make_result: MakeResult
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    album = make_album(delivery, 3)
    album.note(0, SECOND)
    album.note(2, NEXT)
    await pause()
    album.note(1, grown(40))
    await pause()
    assert [content.text[:6] for content in delivery.progress] == ["3 of 3", "2 of 3"]
    for index in (1, 0, 2):
        await album.end(index, make_result())
    [ending] = delivery.endings
    assert ending.pictures is not None
    assert [picture.file_name for picture in ending.pictures] == [
        "cats-1.jpg",
        "cats-2.jpg",
        "cats-3.jpg",
    ]


async def test_those_that_were_refused_are_told_and_the_others_go_on(
    make_album: MakeAlbum, told: Told, make_result: MakeResult
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    album = make_album(delivery, 2)
    album.refuse(1, BotError(BotErrorCode.TOO_MANY_WAITING, "Too many."))
    album.note(0, NEXT)
    await pause()
    assert "2 of 2: Too many." in delivery.progress[0].text
    await album.end(0, make_result())
    [ending] = delivery.endings
    assert ending.controls is Controls.RESULT
    assert "2 of 2: Too many." in ending.text


@pytest.mark.parametrize(
    ("problem", "controls"), [(DIED, Controls.RETRY), (NO_PICTURE, Controls.NONE)]
)
async def test_without_a_result_it_may_be_worth_another_try(
    problem: DreamError, controls: Controls, make_album: MakeAlbum, told: Told
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    await make_album(delivery).end(0, problem)
    [ending] = delivery.endings
    assert (ending.text, ending.controls, ending.pictures) == (problem.sentence, controls, ())
    assert told.ends == [SHOWN]


async def test_what_was_cancelled_is_closed_and_nobody_is_sought_for_it(
    make_album: MakeAlbum, told: Told
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    album = make_album(delivery, 2)
    for index in range(2):
        await album.end(index, CANCELLED)
    assert delivery.endings == []
    assert [content.text for content in delivery.closed] == ["Cancelled."]
    assert told.ends == [None]  # nothing of it was ever shown


async def test_the_end_is_told_whatever_happens(
    make_album: MakeAlbum, told: Told, make_result: MakeResult
) -> None:
    delivery = KeptDelivery(error=BotError(BotErrorCode.NOT_DELIVERED, "Nobody took it."))
    album = make_album(delivery)
    with pytest.raises(BotError, match="Nobody took it"):
        await album.end(0, make_result())
    assert told.ends == [None]
    assert album.ended.is_set()


async def test_an_ending_that_could_not_reach_the_platform_may_come_again(
    make_album: MakeAlbum, told: Told, make_result: MakeResult
) -> None:
    delivery = KeptDelivery(place=SHOWN, error=UnreachableError("the network is away"))
    album = make_album(delivery, 2)
    await album.end(0, CANCELLED)
    for _ in range(2):
        with pytest.raises(UnreachableError):
            await album.end(1, make_result())
    assert told.ends == []
    assert not album.ended.is_set()
    delivery.error = None
    await album.end(1, make_result())
    assert len(delivery.endings) == 1
    assert told.ends == [SHOWN]


async def test_the_message_is_noted_as_soon_as_it_is_there_and_when_it_is_another(
    make_album: MakeAlbum, told: Told
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    album = make_album(delivery)
    for percent in (10, 20):
        album.note(0, grown(percent))
        await pause()
    assert told.places == [SHOWN]
    delivery.place = Shown(message_id=8)
    album.note(0, grown(30))
    await pause()
    assert told.places == [SHOWN, Shown(message_id=8)]
    await album.end(0, CANCELLED)


async def test_a_message_that_an_earlier_run_noted_is_not_noted_again(
    make_album: MakeAlbum, told: Told
) -> None:
    album = make_album(KeptDelivery(place=SHOWN, is_there=True))
    album.note(0, grown(10))
    await pause()
    assert told.places == []
    await album.end(0, CANCELLED)
    assert told.ends == [SHOWN]


async def test_a_bot_that_leaves_says_so_once_and_shows_nothing_behind_it(
    make_album: MakeAlbum, told: Told
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    album = make_album(delivery, 3)
    album.refuse(2, BotError(BotErrorCode.TOO_MANY_WAITING, "Too many."))
    album.note(0, NEXT)
    for _ in range(2):
        await album.suspend()
    album.note(1, grown(40))
    await pause()
    [content] = delivery.closed
    assert content.text.splitlines() == [
        "I'm being restarted. Your dream goes on by itself when I'm back.",
        "3 of 3: Too many.",
    ]
    assert told.ends == []


async def test_whoever_has_the_ending_is_not_told_that_the_bot_leaves(
    make_album: MakeAlbum,
) -> None:
    delivery = KeptDelivery(place=SHOWN)
    album = make_album(delivery)
    await album.end(0, CANCELLED)
    await album.suspend()
    assert delivery.progress == []


async def test_nothing_is_shown_behind_the_ending(
    make_album: MakeAlbum, make_result: MakeResult
) -> None:
    delivery = KeptDelivery()
    album = make_album(delivery)
    album.note(0, grown(40))
    await album.end(0, make_result())
    shown = len(delivery.progress)
    album.note(0, grown(50))
    await pause()
    assert len(delivery.progress) == shown
