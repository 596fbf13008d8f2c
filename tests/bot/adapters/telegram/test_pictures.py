import pytest

from bot.adapters.telegram.host import Host
from bot.adapters.telegram.pictures import (
    read_kept_results,
    read_originals_of,
    read_results_of,
)
from bot.errors import BotError, BotErrorCode
from bot.records import Records, Wish, WishPicture
from tests.bot.conftest import MakePhoto, MakeWish
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Message, Person


async def send(chat: Chat, person: Person, data: bytes) -> str:
    """Telegram has a picture now; returns what it is known by."""
    file = File(name="a.png", data=data, content_type="image/png")
    message: Message = await person.send(chat, document=file)
    assert message.media is not None
    return message.media.file_id


async def test_originals_are_read_from_the_bots_own_files(
    host: Host, records: Records, telegram_server: LoopbackTelegram, make_wish: MakeWish
) -> None:
    wish = make_wish(pictures=(WishPicture(reference="x", is_spoiler=True),))
    await records.add_wish(wish, [b"picture"], None)
    [picture] = await read_originals_of(wish, host)
    assert (picture.data, picture.is_spoiler, picture.reference) == (b"picture", True, "x")
    assert telegram_server.ledger.find("getFile") == []


async def test_originals_that_are_purged_are_read_from_telegram(
    host: Host,
    records: Records,
    private: Chat,
    ann: Person,
    make_wish: MakeWish,
    make_photo: MakePhoto,
) -> None:
    references = [await send(private, ann, make_photo(colour=c)) for c in ("red", "blue")]
    wish = make_wish(pictures=tuple(WishPicture(reference=each) for each in references))
    await records.add_reference(wish)
    pictures = await read_originals_of(wish, host)
    assert [picture.data for picture in pictures] == [
        make_photo(colour="red"),
        make_photo(colour="blue"),
    ]
    assert [picture.reference for picture in pictures] == references


async def test_originals_that_nobody_has_are_gone(
    host: Host, records: Records, private: Chat, ann: Person, make_wish: MakeWish
) -> None:
    known = await send(private, ann, b"x")
    for pictures in ((WishPicture(),), (WishPicture(reference=known), WishPicture())):
        wish = make_wish(pictures=pictures)
        await records.add_reference(wish)
        with pytest.raises(BotError) as raised:
            await read_originals_of(wish, host)
        assert raised.value.code == BotErrorCode.ORIGINAL_GONE


async def keep(records: Records, wish: Wish, results: dict[int, bytes]) -> None:
    await records.add_wish(wish, [b"picture"] * len(wish.pictures), None)
    for index, picture in results.items():
        await records.add_dream(wish.id, index, picture, {})


async def test_dreams_are_read_as_they_were_made_and_known_by_what_telegram_shows(
    host: Host, records: Records, make_wish: MakeWish
) -> None:
    wish = make_wish(
        pictures=(WishPicture(reference="original", is_spoiler=True),),
        handles={"files": ["shown"], "messages": [1]},
    )
    await keep(records, wish, {0: b"dream"})
    [picture] = await read_results_of(wish, host)
    assert (picture.data, picture.reference) == (b"dream", "shown")
    assert picture.is_spoiler


async def test_of_an_album_those_that_failed_are_left_out(
    host: Host, records: Records, make_wish: MakeWish
) -> None:
    pictures = tuple(WishPicture(file_name=f"{n}.png", reference=f"{n}") for n in range(3))
    wish = make_wish(pictures=pictures, handles={"files": ["a", "c"]})
    await keep(records, wish, {0: b"first", 2: b"third"})
    assert await read_kept_results(wish, host) == {0: b"first", 2: b"third"}
    read = await read_results_of(wish, host)
    assert [(each.data, each.file_name, each.reference) for each in read] == [
        (b"first", "0.png", "a"),
        (b"third", "2.png", "c"),
    ]


async def test_dreams_that_are_purged_are_read_as_telegram_shows_them(
    host: Host,
    records: Records,
    private: Chat,
    ann: Person,
    make_wish: MakeWish,
    make_photo: MakePhoto,
) -> None:
    shown = await send(private, ann, make_photo())
    wish = make_wish(handles={"files": [shown]})
    await keep(records, wish, {0: b"dream"})
    await records.purge(-60)
    assert await read_kept_results(wish, host) == {}
    [picture] = await read_results_of(wish, host)
    assert (picture.data, picture.reference) == (make_photo(), shown)


async def test_dreams_that_nobody_has_are_gone(
    host: Host, records: Records, make_wish: MakeWish
) -> None:
    wish = make_wish()
    await records.add_reference(wish)
    with pytest.raises(BotError) as raised:
        await read_results_of(wish, host)
    assert raised.value.code == BotErrorCode.ORIGINAL_GONE
