from dataclasses import replace

import pytest
from telegram import Document, User
from telegram.error import TelegramError

from bot.adapters.telegram.asking import Wanted, ask
from bot.adapters.telegram.host import Host
from bot.commands import DreamOptions
from bot.conversation import Person as Author
from bot.errors import BotError, BotErrorCode
from bot.records import ChatSettings, Records
from tests.bot.adapters.telegram.looks import (
    labels,
    make_message,
    wait_for_result,
    wish_id_of,
    wish_of,
)
from tests.bot.conftest import MakePhoto
from tests.loopback.telegram import Chat, File, LoopbackTelegram, Message, Person


def want(host: Host, post: Message, *, language: str = "en", **options: object) -> Wanted:
    """What the sender of a post wants dreamed."""
    assert post.media is not None
    media = post.media
    message = make_message(
        post.chat.id,
        post.id,
        from_user=User(id=post.sender.id, first_name="Ann", is_bot=False, language_code=language),
        document=Document(
            file_id=media.file_id,
            file_unique_id="u",
            file_name="photo.png",
            mime_type="image/png",
            file_size=len(media.data),
        ),
        has_media_spoiler=post.has_spoiler,
    )
    return Wanted(
        message=message,
        author=Author(id=f"telegram:{post.sender.id}", name="Ann"),
        sources=host.sources.find([message]),
        options=DreamOptions(**options),  # type: ignore[arg-type]
    )


@pytest.fixture
async def post(private: Chat, ann: Person, photo: File) -> Message:
    return await ann.send(private, document=photo)


async def test_what_is_said_is_dreamed_at_once_as_a_reply(
    host: Host, private: Chat, post: Message, records: Records
) -> None:
    await ask(want(host, post, preset="cats", strength=9), host)
    result = await wait_for_result(private)
    assert result.reply_to is post
    wish = await wish_of(records, result)
    assert (wish.options.preset, wish.options.strength) == ("cats", 9)
    assert wish.pictures[0].file_name == "photo.png"
    assert wish.pictures[0].reference == post.media.file_id if post.media else ""
    await host.service.drain(1)


async def test_where_a_guide_is_there_nothing_is_offered(
    host: Host, private: Chat, ann: Person, post: Message, make_photo: MakePhoto, records: Records
) -> None:
    data = make_photo(32, 32, colour="blue")
    guide = await ann.send(private, document=File(name="guide.png", data=data))
    [source] = want(host, guide).sources
    await ask(replace(want(host, post), guide=source), host)
    wish = await wish_of(records, await wait_for_result(private))
    assert (await records.read_guide(wish), wish.parts) == (data, 1)


async def test_what_is_imagined_needs_no_sources(
    host: Host, private: Chat, post: Message, records: Records
) -> None:
    wanted = replace(want(host, post, preset="imagine-banana", size=64), sources=())
    await ask(wanted, host)
    wish = await wish_of(records, await wait_for_result(private))
    assert wish.pictures == ()


async def test_where_nothing_is_said_presets_are_offered_the_usual_first(
    host: Host, private: Chat, post: Message, telegram_server: LoopbackTelegram, records: Records
) -> None:
    await ask(want(host, post), host)
    [offer] = private.bot_messages
    assert (offer.text, offer.reply_to) == ("Which look?", post)
    assert labels(offer)[0] == "Puppyslug"
    assert labels(offer)[-1] == "Never mind"
    assert len(labels(offer)) == len(host.presets) + 1
    wish = await wish_of(records, offer)
    assert wish.options.preset is None
    assert wish.pictures[0].reference
    assert telegram_server.ledger.find("getFile") == []


async def test_the_chats_own_preset_is_offered_first(
    host: Host, private: Chat, post: Message, records: Records
) -> None:
    await records.chat_settings.save(f"telegram:{private.id}", ChatSettings(preset="eyes"))
    await ask(want(host, post), host)
    assert labels(private.bot_messages[0])[0] == "Eyes"


async def test_an_offer_speaks_the_askers_language(
    host: Host, private: Chat, post: Message, records: Records
) -> None:
    await ask(want(host, post, language="fr"), host)
    [offer] = private.bot_messages
    assert offer.text != "Which look?"
    assert (await wish_of(records, offer)).language == "fr"


async def test_an_offer_that_telegram_does_not_take_is_not_kept(
    host: Host, telegram_server: LoopbackTelegram, post: Message, ann: Person, records: Records
) -> None:
    telegram_server.faults.fail("sendMessage", status=500)
    with pytest.raises(TelegramError):
        await ask(want(host, post), host)
    assert await records.remove_person(f"telegram:{ann.id}") == 0


async def test_a_picture_that_telegram_does_not_hand_out_is_no_dream(
    host: Host, telegram_server: LoopbackTelegram, private: Chat, post: Message
) -> None:
    telegram_server.faults.fail("download", status=500)
    with pytest.raises(BotError) as raised:
        await ask(want(host, post, preset="cats"), host)
    assert raised.value.code == BotErrorCode.NOT_FOUND
    assert private.bot_messages == []


async def test_a_spoiler_is_known_as_one(
    host: Host, private: Chat, ann: Person, photo: File, records: Records
) -> None:
    post = await ann.send(private, document=photo, has_spoiler=True)
    await ask(want(host, post), host)
    wish = await records.find_wish(wish_id_of(private.bot_messages[0]))
    assert wish is not None
    assert wish.pictures[0].is_spoiler
