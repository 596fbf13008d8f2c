"""What tests look for in the bot's messages."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import telegram
from PIL import Image

from bot.records import Records, Wish
from bot.records.database import FILE_NAME
from tests.loopback.telegram import Chat, Media, Message

QUIET_SECONDS = 0.3
"""How long a test listens for an answer that must not come; the others take a tenth of it."""


def has_button(message: Message, action: str) -> bool:
    return any(f"dream:{action}:" in button["callback_data"] for button in message.buttons)


def labels(message: Message) -> list[str]:
    return [button["text"] for button in message.buttons]


def is_result(message: Message) -> bool:
    """Whether the buttons of a finished dream are below it, and in most cases its picture in it."""
    return has_button(message, "recipe")


def wish_id_of(message: Message) -> str:
    """The wish whose buttons it has."""
    return str(message.buttons[0]["callback_data"].split(":")[2])


async def wish_of(records: Records, message: Message) -> Wish:
    wish = await records.find_wish(wish_id_of(message))
    assert wish is not None
    return wish


async def wait_for_result(chat: Chat, *, after: Message | None = None, **limits: float) -> Message:
    """The first finished dream that is newer than ``after``."""
    least = after.id if after else 0
    return await chat.wait_for_message(lambda m: m.id > least and is_result(m), **limits)


async def wait_for_reply(post: Message) -> Message:
    return await post.chat.wait_for_message(lambda found: found.reply_to is post)


async def expect_silence(chat: Chat) -> None:
    before = [message.id for message in chat.bot_messages]
    await asyncio.sleep(QUIET_SECONDS)
    assert [message.id for message in chat.bot_messages] == before


async def wait_for(look: Callable[[], object]) -> None:
    """Until something is true that no server tells of."""
    for _ in range(500):
        if look():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("no such thing within 5 s")


@contextmanager
def hide_table(records: Records, table: str) -> Iterator[None]:
    """As if the disk failed for all that is kept in it."""
    _rename(records, table, "hidden")
    yield
    _rename(records, "hidden", table)


def _rename(records: Records, old: str, new: str) -> None:
    with closing(sqlite3.connect(records._data_dir / FILE_NAME)) as connection:
        connection.execute(f"ALTER TABLE {old} RENAME TO {new}")


def open_media(message: Message) -> Image.Image:
    """The picture of a message, as it was sent."""
    assert message.media is not None
    return open_picture(message.media)


def open_picture(media: Media) -> Image.Image:
    return Image.open(BytesIO(media.data)).convert("RGB")


def make_message(chat_id: int = 1, message_id: int = 1, **values: Any) -> telegram.Message:
    """A message of the library's own type, as somebody sends it to the bot alone."""
    usual: dict[str, Any] = {
        "message_id": message_id,
        "date": datetime.now(UTC),
        "chat": telegram.Chat(id=chat_id, type="private" if chat_id > 0 else "supergroup"),
        "from_user": telegram.User(id=abs(chat_id), first_name="Ann", is_bot=False),
    }
    return telegram.Message(**usual | values)
